using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Working;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Options;

/// <summary>How the workers of a campaign work: options of <c>sweep run</c> that it hands on to each of its workers as they were given.</summary>
internal sealed class WorkerOptions
{
    private const double DefaultSaveSeconds = 60;

    private readonly Option<string?> shard = new("--shard")
    {
        Description = "Only shard I of the plan, from 0, or every N-th shard from I on (default: all).",
        HelpName = "I|I/N",
    };
    private readonly Option<string[]> device = new("--device")
    {
        Description = "Only runs for this device; may be repeated (default: every device of the plan that this machine has).",
        HelpName = "DEVICE",
    };
    private readonly Option<bool> isolate = new("--isolate")
    {
        Description = "One run at a time on this machine, whoever else runs campaigns on it; runs under a meter always do this.",
    };
    private readonly Option<double> saveEvery = new("--save-every")
    {
        Description = "Save a run under way at least every S seconds.",
        HelpName = "S",
        DefaultValueFactory = _ => DefaultSaveSeconds,
    };
    private readonly Option<string> hugePages = HugePagesOption.Create();
    private readonly Option<bool> noTune = TuningOption.Create();
    private readonly Option<bool> requireMeter = new("--require-meter") { Description = "Refuse to run without an energy meter." };
    private readonly Option<double?> idle = new("--idle")
    {
        Description = "Length of the idle baselines before and after each run under a meter, s; 0 for none (default: the meter's shortest window).",
        HelpName = "S",
    };
    private readonly MeterOptions meter = new();

    private Option[] Own => [shard, device, isolate, saveEvery, hugePages, noTune, requireMeter, idle];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in Own)
            command.Options.Add(option);
        meter.AddTo(command);
    }

    /// <summary>The same options as arguments of another call.</summary>
    public IEnumerable<string> Repeat(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(result => !result.Implicit && (Own.Contains(result.Option) || meter.Has(result.Option)))
            .SelectMany(result => result.Tokens.Count == 0
                ? [result.Option.Name]
                : result.Tokens.SelectMany(token => new[] { result.Option.Name, token.Value }));

    /// <summary>Whether one run at a time is asked for.</summary>
    public bool IsIsolated(ParseResult parsed) => parsed.GetValue(isolate);

    /// <summary>The option --shard as it was given; null for all.</summary>
    public string? Share(ParseResult parsed) => parsed.GetValue(shard);

    /// <summary>The shards that are meant, whatever their devices; none where a share is one of more than there are shards.</summary>
    /// <exception cref="InputException">There is no such shard, or no run for a device.</exception>
    public IReadOnlyList<PlannedShard> Shards(ParseResult parsed, PlanHeader plan)
    {
        var selected = ShardSelection.Of(plan, parsed.GetValue(shard));
        if (parsed.GetValue(device) is not { Length: > 0 } devices)
            return selected;
        // Where the share is empty, the plan alone can tell whether the device is one of its own.
        var among = selected.Count > 0 ? selected : plan.Shards;
        return among.Any(IsMeant)
            ? [.. selected.Where(IsMeant)]
            : throw new InputException($"--device {string.Join(", ", devices)}: none of the shards is for it; "
                + $"they are for {string.Join(", ", among.Select(own => own.Device).Distinct())}");

        bool IsMeant(PlannedShard own) => devices.Contains(own.Device);
    }

    /// <summary>Whether a run is measured by a meter here.</summary>
    /// <exception cref="Kernels.UnavailableException">A meter that is asked for cannot be read here.</exception>
    public bool IsMetered(ParseResult parsed, IEnumerable<SweepRun> runs)
    {
        var make = MeterFor(parsed);
        foreach (var (name, device) in runs.Select(run => (run.Configuration.Meter, run.Configuration.Device)).Distinct().Where(run => run.Meter != RunMeters.None))
        {
            using var found = make(name, device);
            if (found is not null)
                return true;
        }

        return false;
    }

    /// <summary>Refuses options that are out of range, where no worker may come to read them.</summary>
    /// <exception cref="InputException">One is.</exception>
    public void Check(ParseResult parsed) => _ = (SaveInterval(parsed), Idle(parsed));

    /// <summary>The settings of one worker.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="shards">Its shards.</param>
    /// <param name="threads">Threads of a run whose plan leaves them open.</param>
    /// <param name="cpus">Its processors; null for any.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public WorkerSettings Read(ParseResult parsed, IEnumerable<PlannedShard> shards, int threads, IReadOnlyList<int>? cpus) => new()
    {
        Shards = [.. shards.Select(own => own.Shard)],
        Threads = threads,
        Cpus = cpus,
        Isolate = parsed.GetValue(isolate),
        SaveInterval = SaveInterval(parsed),
        HugePages = HugePagesOption.Read(parsed, hugePages),
        Tuning = TuningOption.Obtain(!parsed.GetValue(noTune)),
        MeterFor = MeterFor(parsed),
        Measurement = MeasurementSettings.OfThisMachine with { IdleSeconds = Idle(parsed) },
    };

    private TimeSpan SaveInterval(ParseResult parsed) => TimeSpan.FromSeconds(Seconds(saveEvery, parsed.GetValue(saveEvery), 0.01));

    private double? Idle(ParseResult parsed) => parsed.GetValue(idle) is { } s ? Seconds(idle, s, 0) : null;

    // What a plan names is no word of the user's: meters that run commands or send credentials must be named here too.
    private Func<string?, string, IEnergyMeter?> MeterFor(ParseResult parsed)
    {
        var typed = meter.Read(parsed)[0];
        return (planned, device) =>
        {
            if (planned is null)
                return MeterOptions.Create(typed, parsed.GetValue(requireMeter), device);
            if (typed.Id is not null && typed.Id != planned)
                throw new InputException($"--meter {typed.Id}: the plan asks for {planned}");
            return EnergyMeters.Create(typed.Id is null ? typed with { Id = planned, IsTypedByUser = false } : typed);
        };
    }

    private static double Seconds<T>(Option<T> option, double value, double least) => value >= least && double.IsFinite(value)
        ? value
        : throw new InputException($"{option.Name} {value.ToString(CultureInfo.InvariantCulture)}: must be at least {least.ToString(CultureInfo.InvariantCulture)}");
}
