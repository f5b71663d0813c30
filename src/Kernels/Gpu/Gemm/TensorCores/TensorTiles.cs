using ButterE.Kernels.Gpu.Gemm.Tiles;

namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>32 x 32 by one warp: many small blocks, for products that would leave multiprocessors idle.</summary>
public readonly struct Tensor32 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 32;

    /// <inheritdoc/>
    public static int SideShift => 3;

    /// <inheritdoc/>
    public static int Depth => 8;

    /// <inheritdoc/>
    public static int DepthShift => 1;

    /// <inheritdoc/>
    public static int Threads => 32;

    /// <inheritdoc/>
    public static int ThreadShift => 0;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 8 * 9;

    /// <inheritdoc/>
    public static int Stages => 4;
}

/// <summary>64 x 64 by four warps of 32 x 32.</summary>
public readonly struct Tensor64 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 64;

    /// <inheritdoc/>
    public static int SideShift => 4;

    /// <inheritdoc/>
    public static int Depth => 16;

    /// <inheritdoc/>
    public static int DepthShift => 2;

    /// <inheritdoc/>
    public static int Threads => 128;

    /// <inheritdoc/>
    public static int ThreadShift => 1;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 16 * 17;

    /// <inheritdoc/>
    public static int Stages => 4;
}

/// <summary>128 x 128 by four warps of 64 x 64: the most arithmetic for each byte from shared memory.</summary>
public readonly struct Tensor128 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 128;

    /// <inheritdoc/>
    public static int SideShift => 5;

    /// <inheritdoc/>
    public static int Depth => 8;

    /// <inheritdoc/>
    public static int DepthShift => 1;

    /// <inheritdoc/>
    public static int Threads => 128;

    /// <inheritdoc/>
    public static int ThreadShift => 1;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 8 * 33;

    /// <inheritdoc/>
    public static int Stages => 4;
}
