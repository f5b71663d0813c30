using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Report;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Comparison;
using ButterE.Probe.Devices;
using ButterE.Probe.Files;
using ButterE.Probe.Levels;
using ButterE.Probe.Measurement;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere probe</c>: measures the memory hierarchy; <c>buttere probe replay</c>: detects the levels of a recorded curve.</summary>
internal static class ProbeCommand
{
    private static readonly Option<string> Device = new("--device")
    {
        Description = "Device to measure: cpu, cuda:N, opencl:N or simulator.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "cpu",
    };
    private static readonly Option<int?> Threads = new("--threads")
    {
        Description = "Most cores to measure together (default: all that are granted).",
        HelpName = "N",
    };
    private static readonly Option<bool> Quick = new("--quick") { Description = "About 20 seconds on an idle machine instead of some 3 minutes, longer beside other work: wider intervals." };
    private static readonly Option<string?> Out = new("--out") { Description = "Write the profile here.", HelpName = "FILE" };
    private static readonly Option<string?> Record = new("--record")
    {
        Description = "Write the visits of both chains here, a trace for buttere probe replay.",
        HelpName = "FILE",
    };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seed of the visiting order and of the permutations.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string> HugePages = HugePagesOption.Create();
    private static readonly Option<bool> Energy = new("--energy")
    {
        Description = "Also measure joules: some hundred points, each held three times for the meter's shortest window and idle as long before and after. Minutes with a counter, hours with a meter of one reading a second; the time left is shown.",
    };
    private static readonly MeterOptions Meter = new();
    private static readonly Option<string?> Page = new("--html")
    {
        Description = "Write a page with all curves here; it needs no network.",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Other = new("--compare")
    {
        Description = "Test which numbers differ from those of another profile, or stand beside published ones (published-v100, published-h100); with --profile, without measuring.",
        HelpName = "FILE|PRESET",
    };
    private static readonly Option<string?> Kept = new("--profile")
    {
        Description = "Take this profile instead of measuring: for --html and --compare.",
        HelpName = "FILE",
    };
    private static readonly Option<string> Trace = new("--trace")
    {
        Description = "CSV with the columns bytes and ns, optionally round and chain (local or random).",
        HelpName = "FILE",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "probe", "Measures the memory hierarchy of this machine, or of a device: capacities, latencies, bandwidths and the cost of an access to each level.");
        Option[] options = [Device, Threads, Quick, Out, Record, Energy, Page, Other, Kept, Seed, HugePages, JsonOutput.Option];
        foreach (var option in options)
            command.Options.Add(option);
        Meter.AddTo(command);
        command.SetAction(Measure);
        command.Subcommands.Add(CreateReplay());
        command.Subcommands.Add(ProbeSimulateCommand.Create());
        command.Subcommands.Add(ProbePointCommand.Create());
        return command;
    }

    private static Command CreateReplay()
    {
        var command = new Command("replay", "Detects the levels of a recorded latency curve, without measuring.");
        command.Options.Add(Trace);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(Replay);
        return command;
    }

    private static int Measure(ParseResult parsed)
    {
        RefuseWhatDoesNothing(parsed);
        var device = parsed.GetValue(Device)!;
        Trainers.Require(device);
        if (device != Trainers.Cpu && (parsed.GetValue(Threads) is not null || parsed.GetResult(HugePages) is { Implicit: false }))
            throw new InputException($"--device {device}: --threads and --huge-pages are about the CPU");
        if (parsed.GetValue(Threads) is { } threads)
            OptionValue.AtLeastOne("--threads", threads);
        var other = parsed.GetValue(Other) is { } path ? HardwarePresets.FindOrRead(path) : null;
        // A run of minutes must not end in a file that cannot be written.
        var files = new[] { parsed.GetValue(Out), parsed.GetValue(Record), parsed.GetValue(Page) }.OfType<string>().ToArray();
        if (files.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InputException($"{Out.Name}, {Record.Name}, {Page.Name}: two of them name {twice.Key}, and each needs a file of its own");
        foreach (var written in files)
            WholeFile.RequireWritable(written);
        var profile = parsed.GetValue(Kept) is { } kept ? HardwarePresets.FindOrRead(kept) : Run(parsed);
        if (parsed.GetValue(Out) is { } file)
            ProfileFile.Write(file, profile);
        if (parsed.GetValue(Page) is { } page)
            ProfileReport.Write(page, profile);
        var comparison = other is null ? null : ProfileComparison.Of(profile, other);
        if (parsed.GetValue(JsonOutput.Option))
        {
            object document = comparison is null ? profile : new { profile, comparison };
            JsonOutput.Write(document);
            return ExitCode.Ok;
        }

        if (comparison is null)
            ProfilePrinter.Write(profile);
        else
            ComparisonPrinter.Write(comparison);
        return ExitCode.Ok;
    }

    private static void RefuseWhatDoesNothing(ParseResult parsed)
    {
        var ofMeter = parsed.CommandResult.Command.Options.Where(Meter.Has).ToArray();
        if (parsed.GetValue(Kept) is not null)
        {
            ConflictingOptions.Refuse(
                parsed, $"{Kept.Name}, which measures nothing", [Device, Threads, Quick, Record, Seed, HugePages, Energy, .. ofMeter]);
        }

        if (!parsed.GetValue(Energy))
            ConflictingOptions.RefuseWithout(parsed, Energy, ofMeter);
    }

    private static HardwareProfile Run(ParseResult parsed)
    {
        using var meter = parsed.GetValue(Energy) ? MeterOptions.Create(Meter.Read(parsed)[0], isRequired: true, parsed.GetValue(Device)!) : null;
        var settings = new ProbeSettings
        {
            Quick = parsed.GetValue(Quick),
            Threads = parsed.GetValue(Threads),
            Seed = parsed.GetValue(Seed),
            HugePages = HugePagesOption.Read(parsed, HugePages),
            Record = parsed.GetValue(Record),
            Meter = meter,
        };
        using var progress = new ProgressReporter();
        return parsed.GetValue(Device) == Trainers.Cpu
            ? MemoryProbe.Run(settings, progress)
            : DeviceProbe.Run(parsed.GetValue(Device)!, new()
            {
                Quick = settings.Quick, Seed = settings.Seed, Record = settings.Record, Meter = meter,
            }, progress);
    }

    private static int Replay(ParseResult parsed)
    {
        var file = parsed.GetValue(Trace)!;
        var trace = LatencyTrace.Read(file);
        LevelDetection found;
        try
        {
            found = LevelDetector.Detect(trace.Visits, order: trace.Order);
        }
        catch (InsufficientDataException e)
        {
            throw new InsufficientDataException($"{file}: {e.Message}");
        }

        if (parsed.GetValue(JsonOutput.Option))
        {
            JsonOutput.Write(new
            {
                levels = found.Levels.Select(level => new
                {
                    level.CapacityBytes,
                    level.CapacityLow,
                    level.CapacityHigh,
                    level.ImpliedExclusiveBytes,
                    level.LatencyNs,
                    level.Support,
                    level.Availability,
                }),
                found.LastPlateauNs,
            });
            return ExitCode.Ok;
        }

        var table = new TextTable("level", ">capacity", ">95 % interval", ">if exclusive", ">latency", ">support");
        foreach (var (level, index) in found.Levels.Select((level, index) => (level, index)))
        {
            table.Add($"{index + 1}", Quantity.Bytes(level.CapacityBytes),
                $"{Quantity.Bytes(level.CapacityLow)} .. {Quantity.Bytes(level.CapacityHigh)}",
                Quantity.Bytes(level.ImpliedExclusiveBytes), Quantity.Nanoseconds(level.LatencyNs),
                $"{level.Support:0 %}{(level.Support < DetectedLevel.LeastSupport ? ", unresolved" : "")}");
        }

        table.Add("last", Quantity.Unknown, Quantity.Unknown, Quantity.Unknown, Quantity.Nanoseconds(found.LastPlateauNs), Quantity.Unknown);
        table.Write();
        return ExitCode.Ok;
    }
}
