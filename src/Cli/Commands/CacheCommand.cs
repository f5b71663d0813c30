using System.CommandLine;
using System.Globalization;
using ButterE.Cli.Output;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere cache</c>: what is kept for this machine and version, and where.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var command = new Command("cache", "Shows or deletes what was measured once and is kept: the tuning of this machine.");
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateClear());
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", $"Lists what is kept, and why it is used or not. {CacheFolder.Variable} names another folder.") { JsonOutput.Option };
        command.SetAction(parsed => Print(parsed, Folder(), folder => folder.Entries(), "nothing is kept"));
        return command;
    }

    private static Command CreateClear()
    {
        var stale = new Option<bool>("--stale") { Description = "Only what belongs to another machine or version, or cannot be read." };
        var command = new Command("clear", "Deletes what is kept; the next run measures it again.") { stale, JsonOutput.Option };
        command.SetAction(parsed => Print(parsed, Folder(), folder => folder.Clear(parsed.GetValue(stale)), "nothing to delete"));
        return command;
    }

    private static CacheFolder Folder() => CacheFolder.Locate()
        ?? throw new InputException($"the system names no cache folder; set {CacheFolder.Variable}");

    private static int Print(ParseResult parsed, CacheFolder folder, Func<CacheFolder, IReadOnlyList<CacheEntry>> act, string whenEmpty)
    {
        var entries = act(folder);
        if (parsed.GetValue(JsonOutput.Option))
            JsonOutput.Write(new { folder = folder.Root, entries });
        else if (entries.Count == 0)
            Console.WriteLine($"{folder.Root}: {whenEmpty}");
        else
            PrintTable(entries);
        return ExitCode.Ok;
    }

    private static void PrintTable(IReadOnlyList<CacheEntry> entries)
    {
        var table = new TextTable("kind", "created (UTC)", ">size", "current", "file");
        foreach (var entry in entries)
        {
            table.Add(entry.Kind, entry.Created.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Quantity.Bytes(entry.Bytes),
                entry.Current ? "yes" : $"no: {entry.Difference}", entry.Path);
        }

        table.Write();
    }
}
