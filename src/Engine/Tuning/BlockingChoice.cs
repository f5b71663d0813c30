using ButterE.Kernels.Gemm;
using ButterE.Probe.Compute;

namespace ButterE.Engine.Tuning;

/// <summary>The cache blocks chosen for one product, with what was measured to choose them.</summary>
/// <param name="Steps">Length of the sums of the product that was timed, at a batch of 256.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Chosen">The blocks.</param>
/// <param name="Candidates">All that were timed, the analytic choice first.</param>
/// <param name="Confirmation">The analytic choice and the candidate that seemed clearly faster, timed once more; null when none did.</param>
public sealed record BlockingChoice(
    int Steps, int Rows, GemmBlocking Chosen, IReadOnlyList<BlockingTime> Candidates, IReadOnlyList<BlockingTime>? Confirmation = null)
{
    /// <summary>What differs by less is the same: a choice must not follow the noise of a shared machine, which is 3 % on one with neighbours.</summary>
    internal const double Margin = 0.06;

    /// <summary>Blocks around an analytic choice, itself first, then the other order of the loops, then the nearer ones earlier; at equal times the earlier one is chosen.</summary>
    /// <param name="analytic">The analytic choice.</param>
    /// <param name="other">The analytic blocks for the other order.</param>
    internal static IReadOnlyList<GemmBlocking> Around(GemmBlocking analytic, GemmBlocking other)
    {
        // Kept: what stays in the cache of the operand that does; of the batch all panels do so already.
        (double Steps, double Kept)[] factors = [(2, 1), (0.5, 1), (1, 0.5), (2, 2)];
        var keepsBatch = analytic.PanelFloats > 0;
        if (!keepsBatch)
            factors = [(1, 2), .. factors];
        return [.. new[] { analytic, other }.Concat(factors.Select(f => keepsBatch
            ? analytic with { Steps = Scaled(analytic.Steps, f.Steps), PanelFloats = Scaled(analytic.PanelFloats, f.Kept) }
            : analytic with { Steps = Scaled(analytic.Steps, f.Steps), RowFloats = Scaled(analytic.RowFloats, f.Kept) })).Distinct()];

        static int Scaled(int size, double factor) => Math.Max(1, (int)(size * factor));
    }

    /// <summary>
    /// Chooses the first candidate that is not slower than the fastest by more than <see cref="Margin"/>; another than the first must prove it in a
    /// second measurement, since the fastest of many is often the luckiest.
    /// </summary>
    /// <param name="steps">Length of the product's sums.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="candidates">The blocks, the analytic choice first.</param>
    /// <param name="measure">Times some blocks.</param>
    internal static BlockingChoice Of(
        int steps, int rows, IReadOnlyList<GemmBlocking> candidates, Func<IReadOnlyList<GemmBlocking>, IReadOnlyList<BlockingTime>> measure)
    {
        var times = measure(candidates);
        var chosen = FirstOfTheFastest(times);
        if (chosen == candidates[0])
            return new BlockingChoice(steps, rows, chosen, times);
        var confirmation = measure([candidates[0], chosen]);
        return new BlockingChoice(steps, rows, FirstOfTheFastest(confirmation), times, confirmation);
    }

    private static GemmBlocking FirstOfTheFastest(IReadOnlyList<BlockingTime> times)
    {
        var fastest = times.Min(time => time.Seconds);
        return times.First(time => time.Seconds <= fastest * (1 + Margin)).Blocking;
    }
}
