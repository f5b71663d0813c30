using System.Diagnostics;
using ButterE.Kernels.Simd;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Compute;

/// <summary>What a pass and a layer cost however small: the line through the times of <see cref="SmallestSteps{TVector}"/> over their depth.</summary>
internal static class OverheadFit
{
    private const int LongestChain = 16;
    private const int Rounds = 15;
    private const double VisitSeconds = 1e-3;

    /// <summary>A training step is a forward and a backward pass, and the cost model charges both alike.</summary>
    private const int PassesPerStep = 2;

    /// <summary>Measures on the calling thread, about a third of a second.</summary>
    public static PassOverheads Measure<TVector>()
        where TVector : unmanaged, IVector<TVector>
    {
        using var steps = new SmallestSteps<TVector>(LongestChain);
        var chains = Enumerable.Range(1, LongestChain).Select(depth => new RepeatableWork(0, repetitions =>
        {
            for (; repetitions > 0; repetitions--)
                steps.Run(depth);
        })).ToArray();
        var counts = chains.Select(chain => chain.RepetitionsIn(VisitSeconds)).ToArray();
        var seconds = new double[LongestChain, Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < LongestChain; i++)
            {
                var start = Stopwatch.GetTimestamp();
                chains[i].Repeat(counts[i]);
                seconds[i, round] = Stopwatch.GetElapsedTime(start).TotalSeconds / counts[i];
            }
        }

        var undisturbed = Enumerable.Range(0, LongestChain).Select(i =>
            Quantile.AtOrBelow(Enumerable.Range(0, Rounds).Select(round => seconds[i, round]).Order().ToArray(), Quantile.Undisturbed)).ToArray();
        return Of(undisturbed);
    }

    /// <summary>The overheads that step times of chains of 1, 2, 3, … layers show.</summary>
    /// <param name="secondsPerStep">Seconds of a training step by depth; at least three.</param>
    internal static PassOverheads Of(ReadOnlySpan<double> secondsPerStep)
    {
        var depths = Enumerable.Range(1, secondsPerStep.Length).Select(depth => (double)depth).ToArray();
        var (perStep, perLayer) = AffineRegression.Fit(depths, secondsPerStep)!.Value;
        // Nothing costs less than nothing: a line through noise may.
        return new PassOverheads(Math.Max(0, perStep / PassesPerStep), Math.Max(0, perLayer / PassesPerStep));
    }
}
