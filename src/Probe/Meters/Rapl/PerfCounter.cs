using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Native;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>
/// One RAPL counter through perf_event. The kernel itself accumulates to 64 bits, so the counter never runs over. Each reading is a system call.
/// </summary>
internal sealed class PerfCounter : IRawCounter
{
    private const double AssumedMaximumWatts = 1000, UpdateSeconds = 0.001;
    private readonly double joulesPerCount;
    private readonly PerfEvent counter;

    private PerfCounter(PerfEvent counter, double joulesPerCount)
    {
        (this.counter, this.joulesPerCount) = (counter, joulesPerCount);
        // RAPL's own tick (2^-14 to 2^-16 J) is coarser than the scale of the counts; Intel's is the coarsest.
        Traits = new CounterTraits(null, AssumedMaximumWatts, UpdateSeconds, Math.Max(joulesPerCount, Math.Pow(2, -14)));
    }

    /// <inheritdoc/>
    public CounterTraits Traits { get; }

    /// <summary>Opens the counter of an event on one processor.</summary>
    /// <param name="energy">The event.</param>
    /// <param name="processor">A processor of the package.</param>
    /// <param name="error">The system's error number when null is returned: 2 no such unit (ENOENT), 1 or 13 no permission (EPERM, EACCES), 19
    /// not this processor (ENODEV).</param>
    public static PerfCounter? Open(PerfEvents energy, int processor, out int error)
    {
        var counter = PerfEvent.Open(energy.Type, energy.Config, 0, PerfEvent.EveryProcess, processor, out error);
        return counter is null ? null : new PerfCounter(counter, energy.JoulesPerCount);
    }

    /// <inheritdoc/>
    public double? ReadJoules() => counter.Read() * joulesPerCount;

    /// <inheritdoc/>
    public void Dispose() => counter.Dispose();
}
