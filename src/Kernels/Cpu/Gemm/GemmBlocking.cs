namespace ButterE.Kernels.Gemm;

/// <summary>
/// The sizes by which a product is cut so that its operands stay in the caches. They are data, not code: a higher layer may
/// measure them and hand them in. No choice changes a bit of the result.
/// </summary>
/// <param name="Steps">Steps of K per block: the block of B is <c>Steps x panel width</c> floats and is read once per tile.</param>
/// <param name="RowFloats">Elements of A per block, <c>rows x steps</c>: they are read again for every panel and shall stay in a part of the L2 cache.</param>
public sealed record GemmBlocking(int Steps, int RowFloats)
{
    /// <summary>
    /// For <see cref="RowsAlongColumns{TVector}"/>: long blocks, because A comes line by line from further out and a block's end costs more than
    /// B's way from an L2 cache of 512 KiB or more (measured on Zen 4: 111 against 104 of 118 GFLOP/s at 1,445 and 112 against 108 at 1,024).
    /// </summary>
    public static GemmBlocking AlongColumns { get; } = new(Steps: 1024, RowFloats: 32 * 1024);

    /// <summary>For <see cref="RowsAlongRows{TVector}"/>: a block of B in half of a 32 KiB L1 data cache.</summary>
    public static GemmBlocking AlongRows { get; } = new(Steps: 128, RowFloats: 32 * 1024);
}
