using System.CommandLine;
using System.Diagnostics;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Ingest;
using ButterE.Engine.Report;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Meters;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere ingest</c>: the raw files of a campaign to standardised runs.</summary>
internal static class IngestCommand
{
    private static readonly Option<string> Power = File(
        "--power", "Folder of the power readings: one JOB.csv (timestamp,node,watts) a Slurm job.", "DIR");
    private static readonly Option<string> Metadata = File("--metadata", "CSV of the runs, as butter_e_metadata.csv.");
    private static readonly Option<string> Nodes = File("--nodes", "CSV of the nodes' properties from sinfo, as node_sinfo.csv.");
    private static readonly Option<string> NodePower = File("--node-power", "CSV of each node's power quantiles, as node_power_dist.csv.");
    private static readonly Option<string> Output = File("--out", "Parquet file to write.");
    private static readonly Option<string> TimeZone = File(
        "--time-zone", "IANA zone of the readings' times, such as America/Denver (BUTTER-E); times of runs are UTC.", "ZONE");

    private static readonly Option<string> Integrate = new("--integrator")
    {
        Description = "How power becomes energy: notebook (each reading holds until the next), linear, inside (mean of the readings inside).",
        HelpName = "notebook|linear|inside",
        DefaultValueFactory = _ => "notebook",
    };

    private static readonly Option<string> Ambiguous = new("--ambiguous")
    {
        Description = "Readings at a local time that occurs twice: refuse the runs that they may belong to, or take the earlier or later instant.",
        HelpName = "refuse|earlier|later",
        DefaultValueFactory = _ => "refuse",
    };

    private static readonly Option<string?> Dropped = new("--dropped")
    {
        Description = "CSV file to write with every run that is not in the output, and why.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Page = new("--html")
    {
        Description = "Write a page with what the filters kept and removed, the paper's figure 2, here; it needs no network.",
        HelpName = "FILE",
    };

    private static readonly Option<string> ExcludeBatch = new("--exclude-batch")
    {
        Description = "Value of the column batch whose rows are no part of the campaign; an empty text keeps all.",
        HelpName = "NAME",
        DefaultValueFactory = _ => RawLayout.OptimizerSweep,
    };

    private static readonly Option<string> OverheadDataset = new("--overhead-dataset")
    {
        Description = $"Data set whose runs of at most {RawLayout.OverheadLargestSize} parameters give the overhead; it is not written.",
        HelpName = "NAME",
        DefaultValueFactory = _ => RawLayout.OverheadDataset,
    };

    private static readonly Option<int> Epochs = new("--epochs")
    {
        Description = "Epochs of each run.",
        HelpName = "N",
        DefaultValueFactory = _ => RawLayout.Epochs,
    };

    public static Command Create()
    {
        var command = new Command("ingest", "Turns a campaign's raw files into standardised runs: join, filters, standardisation, overhead.");
        foreach (var option in (IEnumerable<Option>)[Power, Metadata, Nodes, NodePower, Output, TimeZone, Integrate, Ambiguous, Dropped, Page, ExcludeBatch,
            OverheadDataset, Epochs, JsonOutput.Option])
        {
            command.Options.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var epochs = parsed.GetValue(Epochs);
        var settings = new IngestSettings
        {
            PowerFolder = parsed.GetValue(Power)!,
            Metadata = parsed.GetValue(Metadata)!,
            Nodes = parsed.GetValue(Nodes)!,
            NodePower = parsed.GetValue(NodePower)!,
            Output = parsed.GetValue(Output)!,
            Dropped = parsed.GetValue(Dropped),
            TimeZone = parsed.GetValue(TimeZone)!,
            Integrator = Named<Integrator>(parsed, Integrate),
            Ambiguous = Named<AmbiguousTimes>(parsed, Ambiguous),
            ExcludedBatch = parsed.GetValue(ExcludeBatch) is { Length: > 0 } batch ? batch : null,
            OverheadDataset = parsed.GetValue(OverheadDataset)!,
            Epochs = OptionValue.AtLeastOne("--epochs", epochs),
        };
        if (parsed.GetValue(Page) is { } trial)
            WholeFile.RequireWritable(trial);
        var clock = Stopwatch.StartNew();
        var result = CampaignIngest.Run(settings, new StepReporter("ingest"));
        if (result.Simulated)
            Console.Error.WriteLine($"{settings.Metadata}: a simulated campaign; nothing in it was measured");
        if (result.Counts.Ambiguous > 0)
        {
            var first = result.FirstAmbiguous!;
            Console.Error.WriteLine($"{result.Counts.Ambiguous} of {result.Counts.Rows} runs refused: {result.AmbiguousSamples} readings at local times that occur "
                + $"twice in {settings.TimeZone}, the first in {first.File} at {first.LocalTime} of {first.Node} (--dropped lists the runs; "
                + "--ambiguous earlier or later decides)");
        }

        if (result.Overheads.Count == 0)
            Console.Error.WriteLine($"no small run of {settings.OverheadDataset}: the overhead is not known, nor what depends on it");
        if (parsed.GetValue(Page) is { } page)
            QualityReport.Write(page, result);
        if (parsed.GetValue(JsonOutput.Option))
        {
            JsonOutput.Write(new
            {
                runs = settings.Output,
                result.Counts,
                result.Overheads,
                result.IdleWatts,
                result.ReferenceTypes,
                result.Depth2Merged,
                result.NoReadingBefore,
                result.Samples,
                result.AmbiguousSamples,
                result.FirstAmbiguous,
                result.Quality,
                result.Simulated,
                settings.Integrator,
                settings.Dropped,
                Seconds = clock.Elapsed.TotalSeconds,
            });
        }
        else
        {
            WriteTable(result, settings);
        }

        return ExitCode.Ok;
    }

    private static void WriteTable(IngestResult result, IngestSettings settings)
    {
        var counts = result.Counts;
        if (result.Simulated)
            Console.WriteLine("Simulated campaign: nothing was measured.");
        var table = new TextTable("runs", ">count");
        foreach (var (name, count) in ((string, long)[])
        [
            ("in the metadata", counts.Rows),
            ("  no file of their job", counts.MissingBy.NoFile),
            ("  no reading of their node in their time", counts.MissingBy.NoneInWindow),
            ("  fewer readings than minutes less one", counts.MissingBy.TooFew),
            ("  a reading of 0 W", counts.ZeroWatts),
            ("  readings at ambiguous local times", counts.Ambiguous),
            ("  no job, node or times", counts.Incomplete),
            ("with an energy", counts.Joined),
            ("  filter 1: longer than 75,000 s", counts.RuntimeFilter),
            ("  filter 2: no energy", counts.ZeroEnergyFilter),
            ("  filter 3: run time beyond 4 standard deviations", counts.SigmaFilter),
            ("  by filter 3 alone", counts.SigmaOnly),
            ("kept", counts.Kept),
            ("  idle power of the node not known", counts.UnknownIdle),
            ($"  of {settings.OverheadDataset}, which gave the overhead", counts.OverheadDataset),
            ("  not above the overhead", counts.NotAboveOverhead),
            ("written", counts.Written),
        ])
        {
            if (count > 0 || !name.StartsWith(' '))
                table.Add(name, $"{count:N0}");
        }

        table.Write();
        if (counts.ExcludedBatch > 0)
            Console.WriteLine($"besides {counts.ExcludedBatch:N0} rows of batch {settings.ExcludedBatch}, which are no part of the campaign");
        Console.WriteLine("idle power: " + string.Join(", ", result.IdleWatts.Select(type => $"{type.Key} {type.Value:0.#} W")));
        foreach (var (device, overhead) in result.Overheads)
            Console.WriteLine($"overhead of a {device} run: {overhead.Joules:N0} J and {overhead.Seconds:N1} s");
        Console.WriteLine($"runs written to {settings.Output}" + (settings.Dropped is null ? "" : $", dropped ones listed in {settings.Dropped}"));
    }

    private static Option<string> File(string name, string description, string help = "FILE") =>
        new(name) { Description = description, HelpName = help, Required = true };

    private static T Named<T>(ParseResult parsed, Option<string> option)
        where T : struct, Enum
    {
        var text = parsed.GetValue(option)!;
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonOutput.NameOf(value) == text)
                return value;
        }

        throw new InputException($"{option.Name} {text}: must be {option.HelpName!.Replace("|", " or ", StringComparison.Ordinal)}");
    }
}
