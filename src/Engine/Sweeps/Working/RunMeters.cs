using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>The energy meters of a worker's runs, each made once, before the first run.</summary>
public sealed class RunMeters : IDisposable
{
    /// <summary>Name in a plan for no meter.</summary>
    public const string None = "none";

    private readonly Dictionary<string, IEnergyMeter?> meters = [];

    /// <summary>Makes the meters of some runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="make">Makes a meter by the name that a plan gives it, null for none.</param>
    /// <exception cref="Kernels.UnavailableException">A meter that is asked for cannot be read here.</exception>
    internal RunMeters(IEnumerable<SweepRun> runs, Func<string?, IEnergyMeter?> make)
    {
        foreach (var name in runs.Select(run => run.Configuration.Meter).Distinct().ToArray())
            meters[name ?? ""] = name == None ? null : make(name);
    }

    /// <summary>The meter of a run; null for none.</summary>
    internal IEnergyMeter? Of(SweepRun run) => meters[run.Configuration.Meter ?? ""];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var meter in meters.Values)
            meter?.Dispose();
    }
}
