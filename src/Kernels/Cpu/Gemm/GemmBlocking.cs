namespace ButterE.Kernels.Gemm;

/// <summary>
/// The sizes by which a product is cut so that its operands stay in the caches. They are data, not code: a higher layer may
/// measure them and hand them in. No choice changes a bit of the result.
/// </summary>
/// <param name="Steps">Steps of K per block: a block of B's panel is <c>Steps x panel width</c> floats and is read once per tile.</param>
/// <param name="RowFloats">Elements of A per block, <c>rows x steps</c>: they are read again for every panel and shall stay in a part of the L2 cache.</param>
/// <param name="PanelFloats">Elements of B per block, <c>steps x columns</c>, over which a tile passes before the next begins: they are read again for every tile and
/// shall stay in a part of the L2 cache, while A passes once for each block of K. 0 keeps A in the cache instead, while the panels of B pass.</param>
public sealed record GemmBlocking(int Steps, int RowFloats, int PanelFloats = 0)
{
    /// <summary>Whether a block of B stays in the cache and blocks of K are the outer ones.</summary>
    internal bool KeepsB => PanelFloats > 0;

    /// <summary>
    /// For <see cref="RowsAlongColumns{TVector}"/>. Long blocks of K, because the partial sums of C cost more than the way of B from a private L2 cache;
    /// few rows, so that C's sums and the block of A stay there too (measured on Zen 5, fractions of the ceiling at 1,024 and 2,048: 0.95 and
    /// 0.92, with a quarter of the steps 0.91 and 0.86, with twice the rows 0.96 and 0.88).
    /// </summary>
    public static GemmBlocking AlongColumns { get; } = new(Steps: 2048, RowFloats: 64 * 1024);

    /// <summary>For <see cref="RowsAlongRows{TVector}"/>: the same, and A may be larger because its rows lie together (0.96 and 0.93 at 1,024 and 2,048).</summary>
    public static GemmBlocking AlongRows { get; } = new(Steps: 1024, RowFloats: 128 * 1024);
}
