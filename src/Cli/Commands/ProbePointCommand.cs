using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Probe.Measurement;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere probe point</c>: one traversal over one working set, to lay other tools beside it.</summary>
internal static class ProbePointCommand
{
    private static readonly Option<string> Traversal = new("--traversal")
    {
        Description = "chase, chaseRandom, chaseSpread, read, write, copy, update, writeNonTemporal, weights or adam.",
        HelpName = "NAME",
        Required = true,
    };
    private static readonly Option<long> Bytes = new("--bytes") { Description = "Working set.", HelpName = "N", Required = true };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seed of the places and permutations.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string> HugePages = HugePagesOption.Create();

    public static Command Create()
    {
        var command = new Command("point", "Measures one traversal over one working set on one core.");
        foreach (var option in new Option[] { Traversal, Bytes, Seed, HugePages, JsonOutput.Option })
            command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (traversal, bytes) = (parsed.GetValue(Traversal)!, parsed.GetValue(Bytes));
        var (seconds, heldSeconds, moved) = SinglePoints.Measure(traversal, bytes, HugePagesOption.Read(parsed, HugePages), parsed.GetValue(Seed));
        var isChase = traversal.StartsWith("chase", StringComparison.Ordinal);
        double? rate = isChase ? null : moved / seconds;
        if (parsed.GetValue(JsonOutput.Option))
            JsonOutput.Write(new { traversal, bytes, seconds, heldSeconds, bytesPerSecond = rate });
        else
            Console.WriteLine(isChase
                ? $"{Quantity.Seconds(seconds)} a load, held {Quantity.Seconds(heldSeconds)}"
                : $"{Quantity.Seconds(seconds)} a pass, held {Quantity.Seconds(heldSeconds)}, {Quantity.BytesPerSecond(rate)}");
        return ExitCode.Ok;
    }
}
