using System.CommandLine;
using System.Globalization;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Kernels.Memory;
using ButterE.Probe;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Options;

/// <summary>The RUN options of the contract: where and how a network runs.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> device = new("--device")
    {
        Description = "cpu, cuda:N, opencl:N or simulator.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "cpu",
    };
    private readonly Option<int?> threads = new("--threads")
    {
        Description = "Threads at most (default: the processors of --affinity, or else the cores that are granted).",
        HelpName = "N",
    };
    private readonly Option<string?> affinity = new("--affinity")
    {
        Description = "Processors to keep the threads on, one each, such as 0-3,8 (default: none is pinned).",
        HelpName = "LIST",
    };
    private readonly Option<string> hugePages = HugePagesOption.Create();
    private readonly Option<bool> noTune = TuningOption.Create();
    private readonly Option<string> schedule = ScheduleOption.Create("textbook or fused.", "SCHEDULE");
    private readonly Option<string> launch = LaunchOption.Create();
    private readonly Option<string> precision = PrecisionOption.Create();
    private readonly Option<int> seed = new("--seed") { Description = "Seed of everything random.", HelpName = "S", DefaultValueFactory = _ => 0 };
    private readonly bool isMeterOnRequest;
    private readonly MeterOptions meter;
    private readonly Option<bool> requireMeter;

    private readonly Option<double?> idle = new("--idle")
    {
        Description = "Length of the idle baselines before and after under a meter, s; 0 for none (default: the meter's shortest window).",
        HelpName = "S",
    };

    private readonly Option<string?> temperature = new("--temperature")
    {
        Description = "Under a meter, start only while the processors are between these degrees Celsius, such as 35-50; waits up to 5 minutes.",
        HelpName = "LOW-HIGH",
    };

    /// <param name="isMeterOnRequest">
    /// Whether energy is measured only where a meter is named or required, for a command whose seconds alone take a moment; else wherever there is one.
    /// </param>
    public RunOptions(bool isMeterOnRequest = false)
    {
        this.isMeterOnRequest = isMeterOnRequest;
        meter = isMeterOnRequest ? new MeterOptions(otherwise: "none, times alone") : new MeterOptions();
        requireMeter = new("--require-meter")
        {
            Description = isMeterOnRequest
                ? "Read the first counter of this machine, or that of the device, and refuse to run without one."
                : "Refuse to run without an energy meter.",
        };
    }

    /// <summary>Adds every RUN option to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { device, threads, affinity, hugePages, noTune, schedule, launch, precision, seed, requireMeter, idle, temperature })
            command.Options.Add(option);
        meter.AddTo(command);
    }

    /// <summary>Reads the options of one call.</summary>
    /// <exception cref="InputException">An option is out of range, names a processor that is not granted, or says where the CPU's threads and memory lie and a device is named.</exception>
    /// <exception cref="UnavailableException">Threads cannot be pinned on this system.</exception>
    public RunRequest Read(ParseResult parsed)
    {
        // A device has memory and processors of its own: what is recorded must be what was done. A ceiling on threads it keeps, with the one that feeds it.
        if (parsed.GetValue(device) is { } named and not Trainers.Cpu)
            ConflictingOptions.Refuse(parsed, $"--device {named}, it is about the CPU", affinity, hugePages);
        var cpus = ReadAffinity(parsed.GetValue(affinity));
        var count = parsed.GetValue(threads) ?? cpus?.Count ?? GrantedCores.PhysicalCount;
        OptionValue.AtLeastOne("--threads", count);
        if (parsed.GetValue(idle) is { } seconds && !(seconds >= 0 && double.IsFinite(seconds)))
            throw new InputException($"--idle {seconds}: must be at least 0");
        var metered = meter.Read(parsed)[0];
        var isMetered = !isMeterOnRequest || metered.Id is not null || parsed.GetValue(requireMeter);
        if (!isMetered)
            meter.RefuseWithoutMeter(parsed, idle, temperature);
        var start = LaunchOption.Read(parsed, launch);
        if (start != Launch.Auto && parsed.GetValue(device) == Trainers.Cpu)
            throw new InputException($"--launch {parsed.GetValue(launch)}: the CPU starts no kernels; name a device with --device");
        var products = PrecisionOption.Read(parsed, precision);
        if (products == Precision.Tf32 && start == Launch.Persistent)
            throw new InputException("--launch persistent: the kernel of many steps computes in float32 only; with --precision tf32 use kernels, graph or auto");
        return new RunRequest
        {
            Device = parsed.GetValue(device)!,
            Threads = count,
            Affinity = cpus,
            HugePages = HugePagesOption.Read(parsed, hugePages),
            Tune = !parsed.GetValue(noTune),
            Schedule = ScheduleOption.Read(parsed, schedule),
            Launch = start,
            Precision = products,
            Seed = parsed.GetValue(seed),
            Meter = isMetered ? metered : null,
            RequireMeter = parsed.GetValue(requireMeter),
            IdleSeconds = parsed.GetValue(idle),
            Temperature = ReadTemperature(parsed.GetValue(temperature)),
        };
    }

    private static TemperatureBand? ReadTemperature(string? text)
    {
        if (text is null)
            return null;
        var ends = text.Split('-');
        return ends.Length == 2 && double.TryParse(ends[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
            && double.TryParse(ends[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var high) && low < high
            ? new TemperatureBand(low, high)
            : throw new InputException($"--temperature {text}: must be two degrees Celsius in ascending order, such as 35-50");
    }

    private static IReadOnlyList<int>? ReadAffinity(string? list)
    {
        if (list is null)
            return null;
        var cpus = CpuList.ParseOrNull(list)
            ?? throw new InputException($"--affinity {list}: must be a list of processors, such as 0-3,8");
        TeamAffinity.Check(cpus);
        return cpus;
    }
}

/// <summary>Where and how a network runs.</summary>
internal sealed record RunRequest
{
    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>Threads at most.</summary>
    public required int Threads { get; init; }

    /// <summary>Processors to keep the threads on; null for any.</summary>
    public required IReadOnlyList<int>? Affinity { get; init; }

    /// <summary>What to ask the kernel for.</summary>
    public required HugePages HugePages { get; init; }

    /// <summary>Whether the machine may be measured to tune the run.</summary>
    public required bool Tune { get; init; }

    /// <summary>The schedule of a step.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>How a device starts its steps.</summary>
    public required Launch Launch { get; init; }

    /// <summary>What the products of a step compute with.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>The meter asked for; null where no energy is to be measured.</summary>
    public required MeterRequest? Meter { get; init; }

    /// <summary>Whether a run without a meter is refused.</summary>
    public required bool RequireMeter { get; init; }

    /// <summary>Length of the idle baselines, s; null for the meter's.</summary>
    public required double? IdleSeconds { get; init; }

    /// <summary>Temperatures between which a measurement may start; null for any.</summary>
    public required TemperatureBand? Temperature { get; init; }

    /// <summary>How the run is measured.</summary>
    public MeasurementSettings Measurement =>
        MeasurementSettings.OfThisMachine with { IdleSeconds = IdleSeconds, Temperature = Temperature };

    /// <summary>
    /// Settings of a trainer for this run, tuned for this machine. Call it when everything else about the call is known to be right: it may
    /// measure.
    /// </summary>
    /// <param name="batch">Rows of a batch.</param>
    /// <exception cref="UnavailableException">The device or the SIMD path is absent or has no such products, or another device is required.</exception>
    public TrainerSettings SettingsFor(int batch)
    {
        Trainers.Require(Device, Precision);
        return new()
        {
            Batch = batch,
            Schedule = Schedule,
            Launch = Launch,
            Precision = Precision,
            Threads = Threads,
            Affinity = Affinity,
            HugePages = HugePages,
            // What is tuned is the CPU's.
            Tuning = Device == Trainers.Cpu ? TuningOption.Obtain(Tune) : TrainerTuning.Default,
        };
    }

    /// <summary>The energy meter of the run; null where the device has none and none was asked for, or no energy is to be measured.</summary>
    /// <exception cref="UnavailableException">A meter was asked for and cannot be read, or the device is absent.</exception>
    public IEnergyMeter? CreateMeter() => Meter is null ? null : MeterOptions.Create(Meter, RequireMeter, Device);
}
