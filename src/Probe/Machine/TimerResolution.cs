using System.Diagnostics;

namespace ButterE.Probe.Machine;

/// <summary>The smallest step of the clock that times everything here.</summary>
internal static class TimerResolution
{
    /// <summary>Smallest positive difference of two readings, s: the resolution or the cost of a reading, whichever is larger.</summary>
    public static double Measure()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var step = Stopwatch.GetTimestamp() - start;
            if (step > 0)
                least = Math.Min(least, step);
        }

        return (double)least / Stopwatch.Frequency;
    }
}
