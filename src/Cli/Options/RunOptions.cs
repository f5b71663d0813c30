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
    private readonly Option<string?> meter = new("--meter")
    {
        Description = "Energy meter to read; see buttere meters list (default: the first available).",
        HelpName = "ID",
    };
    private readonly Option<bool> requireMeter = new("--require-meter") { Description = "Refuse to run without an energy meter." };

    /// <summary>Adds every RUN option to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { device, threads, schedule, seed, meter, requireMeter })
            command.Options.Add(option);
    }

    /// <summary>Reads the options of one call.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public RunRequest Read(ParseResult parsed)
    {
        var count = parsed.GetValue(threads) ?? Environment.ProcessorCount;
        if (count < 1)
            throw new InputException($"--threads {count}: must be at least 1");
        var chosen = ScheduleOption.Read(parsed, schedule);
        return new RunRequest(parsed.GetValue(device)!, count, chosen, parsed.GetValue(seed), parsed.GetValue(meter), parsed.GetValue(requireMeter));
    }
}

/// <summary>Where and how a network runs.</summary>
/// <param name="Device">The device.</param>
/// <param name="Threads">Threads at most.</param>
/// <param name="Schedule">The schedule of a step.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Meter">Identity of the meter asked for; null for any.</param>
/// <param name="RequireMeter">Whether a run without a meter is refused.</param>
internal sealed record RunRequest(string Device, int Threads, Schedule Schedule, int Seed, string? Meter, bool RequireMeter)
{
    /// <summary>The energy meter of the run; null where the machine has none and none was asked for.</summary>
    /// <exception cref="Kernels.UnavailableException">A meter was asked for and cannot be read.</exception>
    public IEnergyMeter? CreateMeter() =>
        Meter is not null || RequireMeter ? EnergyMeters.Create(Meter) : EnergyMeters.CreateIfAvailable();
}
