using System.Diagnostics;
using ButterE.Kernels.Simd;

namespace ButterE.Probe.Compute;

/// <summary>
/// The multiply-add ceiling of the calling thread's core at this moment. Beside the peak of a profile it says whether the machine runs as it did
/// when it was probed: a core that shares its pipes with a stranger, or a lower clock, show here.
/// </summary>
public static class CeilingNow
{
    private const double Seconds = 0.01;
    private const int Samples = 3;

    /// <summary>Measures for some hundredths of a second.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <returns>FLOP/s, a multiply-add counting two: the best of three.</returns>
    public static double FlopsPerSecond(SimdPath path)
    {
        var work = Arithmetic.Of(path).Ceiling;
        var repetitions = work.RepetitionsIn(Seconds);
        return Enumerable.Range(0, Samples).Max(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            work.Repeat(repetitions);
            return work.Flops * repetitions / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }
}
