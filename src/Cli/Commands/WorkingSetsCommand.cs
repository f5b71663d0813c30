using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.WorkingSets;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere workingsets</c>: sizes of the working sets and the memory levels that hold them.</summary>
internal static class WorkingSetsCommand
{
    public static Command Create()
    {
        var command = new Command("workingsets", "Sizes the working sets of training a network and places them in the levels of a memory hierarchy.");
        var setup = new SetupOptions();
        var placement = new PlacementOptions();
        setup.AddTo(command);
        placement.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed =>
        {
            var (hardware, rule, charge) = placement.Read(parsed);
            var memory = MemoryHierarchy.Of(hardware);
            var sets = rule.Place(setup.Read(parsed), memory, charge);
            if (parsed.GetValue(JsonOutput.Option))
                PrintJson(sets, memory, rule.Name);
            else
                PrintTable(sets, memory);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void PrintJson(PlacedSets placed, MemoryHierarchy memory, string placement)
    {
        var sets = placed.All.Select(set => new SetRow(
            set.Set.Name, set.Set.Bytes, set.Set.ReplicatedBytes, set.Set.DistributedBytes, set.CachedBytes, set.EffectiveBytes, set.OccupiedBytes,
            set.Level, memory.Levels[set.Level - 1].Name, set.ChargedBytes)).ToList();
        if (placed.Data is null)
            sets.Add(new SetRow("d", null, null, null, null, null, null, null, null, null));
        JsonOutput.Write(new { placement, sets });
    }

    private static void PrintTable(PlacedSets placed, MemoryHierarchy memory)
    {
        var table = new TextTable("set", "level", ">bytes", ">cached in one instance", ">effective", ">occupied", ">charged per access");
        foreach (var set in placed.All)
        {
            table.Add(set.Set.Name, $"{set.Level} {memory.Levels[set.Level - 1].Name}",
                $"{set.Set.Bytes:N0}", $"{set.CachedBytes:N0}", $"{set.EffectiveBytes:N0}", $"{set.OccupiedBytes:N0}", $"{set.ChargedBytes:N0}");
        }

        table.Write();
        if (placed.Data is null)
            Console.WriteLine("d is not known without the number of rows (--rows).");
    }

    private sealed record SetRow(
        string Name, double? Bytes, double? ReplicatedBytes, double? DistributedBytes,
        double? CachedBytes, double? EffectiveBytes, double? OccupiedBytes, int? Level, string? LevelName, double? ChargedBytes);
}
