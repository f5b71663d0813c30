using ButterE.Bench.Ceilings;

namespace ButterE.Bench.Scaling;

/// <summary>
/// Whether some processors have the multipliers of as many cores. A host may run two processors of a virtual machine as the two threads of one core, from moment
/// to moment; then nothing that multiplies is faster on both than on one.
/// </summary>
internal sealed class SharedMultipliers
{
    private const double Seconds = 1e-3;

    // Two threads of one core reach half of what two cores do; neighbours and clocks take less than a tenth of the multiply-adds.
    private const double LeastShare = 0.75;

    private readonly IReadOnlyList<int> cpus;
    private readonly CeilingLook look;
    private readonly double alone;

    /// <summary>Measures the multiply-adds of each processor alone.</summary>
    /// <param name="cpus">The processors.</param>
    public SharedMultipliers(IReadOnlyList<int> cpus)
    {
        this.cpus = cpus;
        look = new(cpus[0], Seconds);
        alone = cpus.Average(cpu => Enumerable.Range(0, 5).Max(_ => look.FlopsPerSecond(cpu)));
    }

    /// <summary>Looks for about a millisecond.</summary>
    public bool AreShared() => look.FlopsPerSecond(cpus) < LeastShare * alone * cpus.Count;
}
