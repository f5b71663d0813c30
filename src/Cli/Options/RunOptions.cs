using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Meters;

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
        Description = "Threads at most (default: the cores of this machine).",
        HelpName = "N",
    };
    private readonly Option<string> schedule = ScheduleOption.Create("textbook or fused.", "SCHEDULE");
    private readonly Option<int> seed = new("--seed") { Description = "Seed of everything random.", HelpName = "S", DefaultValueFactory = _ => 0 };
    private readonly MeterOptions meter = new();
    private readonly Option<bool> requireMeter = new("--require-meter") { Description = "Refuse to run without an energy meter." };

    private readonly Option<double?> idle = new("--idle")
    {
        Description = "Length of the idle baselines before and after under a meter, s; 0 for none (default: the meter's shortest window).",
        HelpName = "S",
    };

    /// <summary>Adds every RUN option to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { device, threads, schedule, seed, requireMeter, idle })
            command.Options.Add(option);
        meter.AddTo(command);
    }

    /// <summary>Reads the options of one call.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public RunRequest Read(ParseResult parsed)
    {
        var count = parsed.GetValue(threads) ?? Environment.ProcessorCount;
        if (count < 1)
            throw new InputException($"--threads {count}: must be at least 1");
        var chosen = ScheduleOption.Read(parsed, schedule);
        if (parsed.GetValue(idle) is { } seconds && !(seconds >= 0 && double.IsFinite(seconds)))
            throw new InputException($"--idle {seconds}: must be at least 0");
        return new RunRequest(
            parsed.GetValue(device)!, count, chosen, parsed.GetValue(seed), meter.Read(parsed)[0], parsed.GetValue(requireMeter), parsed.GetValue(idle));
    }
}

/// <summary>Where and how a network runs.</summary>
/// <param name="Device">The device.</param>
/// <param name="Threads">Threads at most.</param>
/// <param name="Schedule">The schedule of a step.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Meter">The meter asked for.</param>
/// <param name="RequireMeter">Whether a run without a meter is refused.</param>
/// <param name="IdleSeconds">Length of the idle baselines, s; null for the meter's.</param>
internal sealed record RunRequest(string Device, int Threads, Schedule Schedule, int Seed, MeterRequest Meter, bool RequireMeter, double? IdleSeconds)
{
    /// <summary>The energy meter of the run; null where the machine has none and none was asked for.</summary>
    /// <exception cref="Kernels.UnavailableException">A meter was asked for and cannot be read.</exception>
    public IEnergyMeter? CreateMeter() => MeterOptions.Create(Meter, RequireMeter);
}
