using System.Diagnostics;

namespace ButterE.Probe.Measurement;

/// <summary>
/// The progress of a probe while it meters joules. How long that takes is only known when it begins, and it may be far longer than all the rest: it is said
/// then, and the part that is done falls.
/// </summary>
/// <param name="progress">Told the fraction done, 0 to 1, and what is being done; may be null.</param>
/// <param name="before">Time that the probe took until now.</param>
/// <param name="usual">The part of a probe without joules that this is.</param>
internal sealed class MeteringProgress(IProgress<(double Fraction, string What)>? progress, TimeSpan before, double usual)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private string? what;

    /// <summary>Takes about how long it will still take.</summary>
    public void Report(TimeSpan left)
    {
        what ??= FormattableString.Invariant($"metering joules, about {Math.Max(1, left.TotalMinutes):0} min in all");
        progress?.Report((FractionDone(before, usual, Stopwatch.GetElapsedTime(start), left), what));
    }

    /// <summary>The part of the whole probe that is done.</summary>
    internal static double FractionDone(TimeSpan before, double usual, TimeSpan metering, TimeSpan left) =>
        (before + metering) / (before / usual + metering + left);
}
