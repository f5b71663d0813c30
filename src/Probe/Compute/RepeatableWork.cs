using System.Diagnostics;

namespace ButterE.Probe.Compute;

/// <summary>Arithmetic that one core can do again and again.</summary>
/// <param name="Flops">Floating-point operations of one repetition on this core; a multiply-add counts two.</param>
/// <param name="Repeat">Does it so many times on the calling thread.</param>
internal sealed record RepeatableWork(double Flops, Action<long> Repeat)
{
    /// <summary>Repetitions that take about <paramref name="seconds"/>, at least one. Runs at least half as long, so that the clock is up.</summary>
    public long RepetitionsIn(double seconds)
    {
        // The first repetition waits for the compiler, which takes longer than many repetitions do.
        Repeat(1);
        for (var repetitions = 1L; ; repetitions *= 2)
        {
            var start = Stopwatch.GetTimestamp();
            Repeat(repetitions);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (elapsed >= seconds / 2)
                return Math.Max(1, (long)(repetitions * seconds / elapsed));
        }
    }
}
