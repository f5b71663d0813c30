using System.Diagnostics;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Times traversals on a device: the price of a launch is taken off, and what is timed lasts many times as long.</summary>
/// <param name="roundTripSeconds">From the start of a kernel that does nothing to its end, as the host sees it, s.</param>
internal sealed class DeviceTimer(double roundTripSeconds)
{
    private const int Batches = 3, RoundTripsPerBatch = 20;
    private const double LeastSeconds = 500e-6, MostSeconds = 3e-3;

    // Where the round trip was shorter for once than when it was measured, nothing is left; then the batch was much too short.
    private const double LeastDifference = 1e-9, MostGrowth = 64;

    // The places of a chain and the passes of a kernel are 32 bits.
    private const long MostSteps = 1 << 24;

    private readonly double target = Math.Max(LeastSeconds, RoundTripsPerBatch * roundTripSeconds);

    /// <summary>Visits in all.</summary>
    public int Visits { get; private set; }

    /// <summary>Time of one step, ns: the best of three batches, because a disturbance only adds.</summary>
    public double NanosecondsPerStep(ITraversal traversal, WorkingSet set, ref SplitMix64 random)
    {
        traversal.Prepare(set, ref random);
        Visits++;
        var (steps, best) = (1L, Best(1));
        while (true)
        {
            // The length is judged by the best batch, and again at every length: by a disturbed one too few steps would look enough.
            if (best < target / 2 && steps < MostSteps)
            {
                steps = Math.Clamp((long)(steps * target / Math.Max(best, target / MostGrowth)), steps + 1, MostSteps);
            }
            else
            {
                // A whole lap, as far as it is worth the time.
                var lap = (long)Math.Min(traversal.StepsPerPass(set.Bytes), steps * MostSeconds / best);
                if (lap <= steps)
                    break;
                steps = lap;
            }

            best = Best(steps);
        }

        return best * 1e9 / steps;

        double Best(long count)
        {
            var least = double.PositiveInfinity;
            for (var batch = 0; batch < Batches; batch++)
            {
                var start = Stopwatch.GetTimestamp();
                traversal.Run(set, count);
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds - roundTripSeconds);
            }

            return Math.Max(least, LeastDifference);
        }
    }
}
