namespace ButterE.Kernels.Gemm;

/// <summary>
/// The sizes by which a product is cut so that its operands stay in the caches. They are data, not code: a higher layer may
/// measure them and hand them in. No choice changes a bit of the result.
/// </summary>
/// <param name="Steps">Steps of K per block: the block of B, <c>Steps x panel width</c> floats, shall stay in half of the L1 data cache.</param>
/// <param name="RowFloats">Elements of A per block, <c>rows x steps</c>: they are read again for every panel and shall stay in a part of
/// the L2 cache.</param>
public sealed record GemmBlocking(int Steps, int RowFloats)
{
    /// <summary>Fits a 32 KiB L1 data cache and a 512 KiB L2 cache, the smallest of current server cores.</summary>
    public static GemmBlocking Default { get; } = new(Steps: 128, RowFloats: 32 * 1024);
}
