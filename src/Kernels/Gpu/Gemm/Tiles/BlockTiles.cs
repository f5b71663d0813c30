namespace ButterE.Kernels.Gpu.Gemm.Tiles;

/// <summary>16 x 16 by 16 threads: for the simulator, which runs no more threads in a group.</summary>
public readonly struct Block16 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 16;

    /// <inheritdoc/>
    public static int SideShift => 2;

    /// <inheritdoc/>
    public static int Depth => 8;

    /// <inheritdoc/>
    public static int DepthShift => 1;

    /// <inheritdoc/>
    public static int Threads => 16;

    /// <inheritdoc/>
    public static int ThreadShift => 2;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 8 * 5;

    /// <inheritdoc/>
    public static int Stages => 2;
}

/// <summary>32 x 32 by 64 threads of 4 x 4: many small blocks, for products that would leave multiprocessors idle.</summary>
public readonly struct Block32 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 32;

    /// <inheritdoc/>
    public static int SideShift => 3;

    /// <inheritdoc/>
    public static int Depth => 16;

    /// <inheritdoc/>
    public static int DepthShift => 2;

    /// <inheritdoc/>
    public static int Threads => 64;

    /// <inheritdoc/>
    public static int ThreadShift => 3;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 16 * 9;

    /// <inheritdoc/>
    public static int Stages => 4;
}

/// <summary>64 x 64 by 256 threads of 4 x 4.</summary>
public readonly struct Block64 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 64;

    /// <inheritdoc/>
    public static int SideShift => 4;

    /// <inheritdoc/>
    public static int Depth => 32;

    /// <inheritdoc/>
    public static int DepthShift => 3;

    /// <inheritdoc/>
    public static int Threads => 256;

    /// <inheritdoc/>
    public static int ThreadShift => 4;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 32 * 17;

    /// <inheritdoc/>
    public static int Stages => 2;
}

/// <summary>128 x 128 by 256 threads of 8 x 8: the most arithmetic for each byte from shared memory.</summary>
public readonly struct Block128 : IBlockTile
{
    /// <inheritdoc/>
    public static int Side => 128;

    /// <inheritdoc/>
    public static int SideShift => 5;

    /// <inheritdoc/>
    public static int Depth => 16;

    /// <inheritdoc/>
    public static int DepthShift => 2;

    /// <inheritdoc/>
    public static int Threads => 256;

    /// <inheritdoc/>
    public static int ThreadShift => 4;

    /// <inheritdoc/>
    public static int SharedLength => 4 * 16 * 33;

    /// <inheritdoc/>
    public static int Stages => 2;
}
