using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Machine;

/// <summary>The clock that a core really runs at: the time-stamp counter and every declared frequency are constants that it has nothing to do with.</summary>
internal static class CoreClock
{
    /// <summary>Cycles of one iteration of <see cref="Run"/>.</summary>
    public const int StepsPerIteration = 32;

    // Shorter than the time for which a system that shares its processors leaves a thread alone.
    private const double SampleSeconds = 2e-4;

    /// <summary>
    /// Clock in Hz by a chain of dependent one-cycle operations, run for about <paramref name="seconds"/>: additions and exclusive ors take
    /// turns so that no compiler or processor folds two into one. The median of many short samples: in some of them another thread may have had the core.
    /// </summary>
    public static double Measure(double seconds)
    {
        var whole = Stopwatch.StartNew();
        var iterations = 1000L;
        while (SecondsOf(iterations) < SampleSeconds / 2)
            iterations *= 2;
        var samples = new List<double>();
        do
            samples.Add(StepsPerIteration * iterations / SecondsOf(iterations));
        while (whole.Elapsed.TotalSeconds < seconds);
        samples.Sort();
        return samples[samples.Count / 2];
    }

    private static double SecondsOf(long iterations)
    {
        var start = Stopwatch.GetTimestamp();
        Run(iterations);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The chain itself.</summary>
    public static void Run(long iterations) => Sink.Keep(Chain(iterations, 0x5555_5555_5555_5555, Stopwatch.GetTimestamp()));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Chain(long iterations, long a, long b)
    {
        var x = a;
        for (; iterations > 0; iterations--)
        {
            x = (((((((x + a) ^ b) + a) ^ b) + a) ^ b) + a) ^ b;
            x = (((((((x + a) ^ b) + a) ^ b) + a) ^ b) + a) ^ b;
            x = (((((((x + a) ^ b) + a) ^ b) + a) ^ b) + a) ^ b;
            x = (((((((x + a) ^ b) + a) ^ b) + a) ^ b) + a) ^ b;
        }

        return x;
    }
}
