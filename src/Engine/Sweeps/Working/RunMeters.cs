using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Sweeps.Working;

/// <summary>The energy meters of a worker's runs, each made once, before the first run.</summary>
public sealed class RunMeters : IDisposable
{
    /// <summary>Name in a plan for no meter.</summary>
    public const string None = "none";

    private readonly Dictionary<(string? Name, string Device), IEnergyMeter?> meters = [];

    /// <summary>Makes the meters of some runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="make">Makes a meter by the name that a plan gives it, null for none, and the device of the run.</param>
    /// <exception cref="Kernels.UnavailableException">A meter that is asked for cannot be read here.</exception>
    internal RunMeters(IEnumerable<SweepRun> runs, Func<string?, string, IEnergyMeter?> make)
    {
        foreach (var key in runs.Select(KeyOf).Distinct().ToArray())
            meters[key] = key.Name == None ? null : make(key.Name, key.Device);
    }

    /// <summary>The meter of a run; null for none.</summary>
    internal IEnergyMeter? Of(SweepRun run) => meters[KeyOf(run)];

    // Where the plan leaves the meter open, the device decides.
    private static (string? Name, string Device) KeyOf(SweepRun run) => (run.Configuration.Meter, run.Configuration.Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var meter in meters.Values)
            meter?.Dispose();
    }
}
