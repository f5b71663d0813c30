using ButterE.Kernels.Gemm;
using ButterE.Probe.Compute;

namespace ButterE.Engine.Tuning;

/// <summary>The cache blocks chosen for one product, with what was measured to choose them.</summary>
/// <param name="Width">Inputs and units of the layer that was timed, at a batch of 256.</param>
/// <param name="Chosen">The blocks.</param>
/// <param name="Candidates">All that were timed, the analytic choice first.</param>
public sealed record BlockingChoice(int Width, GemmBlocking Chosen, IReadOnlyList<BlockingTime> Candidates)
{
    /// <summary>What differs by less is the same: a choice must not follow the noise of a shared machine, which is 3 % on one with neighbours.</summary>
    internal const double Margin = 0.06;

    /// <summary>Blocks around an analytic choice, itself first and the nearer ones earlier; at equal times the earlier one is chosen.</summary>
    internal static IReadOnlyList<GemmBlocking> Around(GemmBlocking analytic)
    {
        (double Steps, double RowFloats)[] factors = [(1, 1), (1, 2), (2, 1), (0.5, 1), (1, 0.5), (2, 2)];
        return [.. factors.Select(f => new GemmBlocking(
            Math.Max(1, (int)(analytic.Steps * f.Steps)), Math.Max(1, (int)(analytic.RowFloats * f.RowFloats)))).Distinct()];
    }

    /// <summary>Chooses the first candidate that is not slower than the fastest by more than <see cref="Margin"/>.</summary>
    internal static BlockingChoice Of(int width, IReadOnlyList<BlockingTime> candidates)
    {
        var fastest = candidates.Min(candidate => candidate.Seconds);
        return new BlockingChoice(width, candidates.First(candidate => candidate.Seconds <= fastest * (1 + Margin)).Blocking, candidates);
    }
}
