using System.Diagnostics;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>What metering itself costs.</summary>
/// <param name="ReadSeconds">Median time of a reading, s.</param>
/// <param name="Slowdown">Time of a fixed piece of work while the meter is open over the time without it: median over the pairs.</param>
/// <param name="SlowdownLow">Lower end of its 95 % interval.</param>
/// <param name="SlowdownHigh">Upper end of its 95 % interval.</param>
public sealed record MeterSelfCost(double ReadSeconds, double Slowdown, double? SlowdownLow, double? SlowdownHigh)
{
    private const int Readings = 21, Pairs = 11;

    /// <summary>Measures it: the same work with and without an open meter, in random order.</summary>
    /// <param name="meter">The meter; it is opened and closed.</param>
    /// <param name="work">The work, some tens of milliseconds or more.</param>
    /// <param name="seed">Seed of the order.</param>
    public static MeterSelfCost Measure(IEnergyMeter meter, Action work, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(work);
        meter.Open();
        var reads = new double[Readings];
        for (var i = 0; i < Readings; i++)
            reads[i] = Timed(() => meter.Read());
        meter.Close();
        work();
        var seconds = new double[2, Pairs];
        foreach (var (isMetered, pair) in ReplicateOrder.Blocks(2, Pairs, seed))
        {
            if (isMetered == 1)
                meter.Open();
            seconds[isMetered, pair] = Timed(work);
            meter.Close();
        }

        var slowdown = ReplicateSummary.Of([.. Enumerable.Range(0, Pairs).Select(pair => seconds[1, pair] / seconds[0, pair])], seed);
        return new MeterSelfCost(ReplicateSummary.Of(reads, seed).Median, slowdown.Median, slowdown.Low, slowdown.High);
    }

    private static double Timed(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
