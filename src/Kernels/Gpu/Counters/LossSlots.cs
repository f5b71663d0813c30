using System.Runtime.CompilerServices;
using ILGPU;

namespace ButterE.Kernels.Gpu.Counters;

/// <summary>Where the loss kernel leaves the sums of its groups for the present step.</summary>
/// <param name="counts">As <see cref="StepCounters"/> has them.</param>
/// <param name="sums">[steps, groups].</param>
/// <param name="groups">Groups of a step.</param>
public readonly struct LossSlots(ArrayView<int> counts, ArrayView<float> sums, int groups)
{
    private readonly ArrayView<int> counts = counts;
    private readonly ArrayView<float> sums = sums;
    private readonly int groups = groups;

    /// <summary>Groups of a step.</summary>
    public int Groups => groups;

    /// <summary>Stores the sum of a group.</summary>
    /// <param name="group">Number of the group.</param>
    /// <param name="sum">Sum of the losses of its rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int group, float sum) => sums[counts[StepCounters.PlaceOfStep] * groups + group] = sum;
}
