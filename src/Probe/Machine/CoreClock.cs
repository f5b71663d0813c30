using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Machine;

/// <summary>The clock that a core really runs at: the time-stamp counter and every declared frequency are constants that it has nothing to do with.</summary>
internal static class CoreClock
{
    /// <summary>Cycles of one iteration of <see cref="Run"/>.</summary>
    public const int StepsPerIteration = 32;

    /// <summary>
    /// Clock in Hz by a chain of dependent one-cycle operations, run for about <paramref name="seconds"/>: additions and exclusive ors take
    /// turns so that no compiler or processor folds two into one.
    /// </summary>
    public static double Measure(double seconds)
    {
        var iterations = 10_000L;
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            Run(iterations);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (elapsed >= seconds / 2)
                return StepsPerIteration * iterations / elapsed;
            iterations *= 2;
        }
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
