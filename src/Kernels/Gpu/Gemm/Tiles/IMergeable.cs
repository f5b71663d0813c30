namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>An accumulator that can be added to another one: one whose sums are in its fields.</summary>
/// <typeparam name="TSelf">The accumulator.</typeparam>
public interface IMergeable<TSelf> : IAccumulator<TSelf>
    where TSelf : unmanaged, IMergeable<TSelf>
{
    /// <summary>Adds another accumulator.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="other">The other.</param>
    static abstract void Merge(ref TSelf sum, TSelf other);
}
