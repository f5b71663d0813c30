namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>
/// The square of the product that one group of threads makes, and how it is dealt out. All are powers of two, and side x depth is 8 x threads, so
/// that each thread carries two <see cref="Memory.Float4"/> of each operand and slice.
/// </summary>
public interface IBlockTile
{
    /// <summary>Rows and columns of the block.</summary>
    static abstract int Side { get; }

    /// <summary>Logarithm to base 2 of a quarter of the side.</summary>
    static abstract int SideShift { get; }

    /// <summary>Steps of the sum that lie in shared memory at a time.</summary>
    static abstract int Depth { get; }

    /// <summary>Logarithm to base 2 of a quarter of the depth.</summary>
    static abstract int DepthShift { get; }

    /// <summary>Threads of the group.</summary>
    static abstract int Threads { get; }

    /// <summary>
    /// Logarithm to base 2 of the threads along the columns of the block; as many stand along its rows. On tensor cores, which take a warp's 32 threads
    /// as one, of the warps.
    /// </summary>
    static abstract int ThreadShift { get; }

    /// <summary>Shared memory in units of four floats: two buffers of two panels [depth, side + 4].</summary>
    static abstract int SharedLength { get; }

    /// <summary>Buffers where slices are copied asynchronously, 2 or 4: as many as 48 KiB hold. More hide more of the memory's latency.</summary>
    static abstract int Stages { get; }
}
