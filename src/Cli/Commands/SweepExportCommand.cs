using System.CommandLine;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Sweeps.Publishing;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep export</c>: a campaign in the layout in which the paper's authors published theirs.</summary>
internal static class SweepExportCommand
{
    private const string ButterE = "butter-e";

    public static Command Create()
    {
        var command = new Command("export", "Publishes the runs of a campaign in the paper's raw layout, and reads them back.");
        var source = new Argument<string>("campaign")
        {
            Description = "Folder of the campaign, or a folder or file of run records.",
            HelpName = "CAMPAIGN",
        };
        var layout = new Option<string>("--layout") { Description = "The layout: butter-e.", HelpName = ButterE, DefaultValueFactory = _ => ButterE };
        var output = new Option<string>("--out") { Description = "Folder to write; it must be empty or absent.", HelpName = "DIR", Required = true };
        var nodes = new Option<string?>("--nodes")
        {
            Description = "CSV of the nodes as node_sinfo.csv (default: sinfo, and this machine for the runs that it ran).",
            HelpName = "FILE",
        };
        var epochs = new Option<int?>("--epochs")
        {
            Description = "Publish the runs of so many epochs alone; the layout has one number for all.",
            HelpName = "N",
        };
        command.Arguments.Add(source);
        foreach (var option in (IEnumerable<Option>)[layout, output, nodes, epochs, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(layout) is var asked && asked != ButterE)
                throw new InputException($"--layout {asked}: must be {ButterE}");
            var result = RawPublication.Run(
                new PublishSettings
                {
                    Source = parsed.GetValue(source)!,
                    Folder = parsed.GetValue(output)!,
                    Nodes = parsed.GetValue(nodes),
                    Epochs = parsed.GetValue(epochs),
                },
                new StepReporter("export"));
            if (result.WithoutIdle.Count > 0)
            {
                Console.Error.WriteLine($"no run measured the idle power of {result.WithoutIdle.Count} of {result.Nodes} nodes (--idle does), the first "
                    + $"{result.WithoutIdle[0]}: their energies are comparable among nodes of one type only");
            }

            if (parsed.GetValue(JsonOutput.Option))
                JsonOutput.Write(result);
            else
                Print(result);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(PublishResult result)
    {
        if (result.Simulated)
            Console.WriteLine("Simulated runs are among these; nothing of them was measured.");
        var left = result.LeftOut;
        var table = new TextTable("runs", ">count");
        table.Add("published", $"{result.Exported:N0}");
        foreach (var (name, count) in ((string, long)[])
        [
            ("  left out: no energy", left.NoEnergy),
            ("  left out: the energy is an estimate or a replay", left.Estimated),
            ("  left out: did not complete", left.NotCompleted),
            ("  left out: own data or widths, which the layout does not know", left.OwnNetwork),
            ("  left out: machine not recorded", left.NoHost),
        ])
        {
            if (count > 0)
                table.Add(name, $"{count:N0}");
        }

        table.Write();
        Console.WriteLine($"{result.Samples:N0} readings of {result.Jobs:N0} jobs on {result.Nodes:N0} nodes in {result.Folder}; power was derived from the energy of "
            + $"epochs for {result.ResolvedByEpoch:N0} runs, of whole runs for {result.Exported - result.ResolvedByEpoch:N0} (README.txt)");
        Console.WriteLine(result.ReadBack is { LargestDifference: { } difference } back
            ? $"read back: {back.Standardised:N0} standardised runs, energies equal to {difference:0.0e0}"
            : $"read back: no standardised run ({result.ReadBack.WhyNone})");
    }
}
