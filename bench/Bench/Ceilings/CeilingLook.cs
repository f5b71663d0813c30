using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;
using ButterE.Probe.Machine;

namespace ButterE.Bench.Ceilings;

/// <summary>A look of some milliseconds at the multiply-adds of some processors, between what else they do.</summary>
internal sealed class CeilingLook
{
    private readonly RepeatableWork work = Arithmetic.Of(SimdSelection.Choose()).Ceiling;
    private readonly long repetitions;

    /// <summary>Counts the multiply-adds of a look.</summary>
    /// <param name="cpu">One of the processors.</param>
    /// <param name="seconds">Length of a look, s.</param>
    public CeilingLook(int cpu, double seconds) => repetitions = PinnedThread.Run(cpu, () => work.RepetitionsIn(seconds));

    /// <summary>Looks at some processors that multiply at the same time: FLOP/s of all together.</summary>
    /// <param name="cpus">The processors.</param>
    public double FlopsPerSecond(params IReadOnlyList<int> cpus) =>
        AlternatingRates.Turn([.. cpus], [.. cpus.Select(_ => work)], repetitions).Rate;
}
