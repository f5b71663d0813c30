using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>64 x 64 by one warp: four parts as of a <see cref="WarpTile"/>, half a block apart.</summary>
public readonly struct WarpQuad : IAccumulator<WarpQuad>
{
    /// <inheritdoc/>
    public static int Steps => WarpTile.Steps;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile => WarpTile.FirstA<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile => WarpTile.FirstB<TTile>(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WarpQuad Zero()
    {
        CudaAsm.Emit(TensorText.OpenParts);
        return default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TTile>(ref WarpQuad sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile
    {
        int later = FragmentLanes.Later * ((TTile.Side >> 2) + 1), half = TTile.Side >> 3;
        TensorCore.LoadTop(shared[a], shared[a + later]);
        TensorCore.LoadLeft(shared[b], shared[b + later]);
        CudaAsm.Emit(TensorText.MultiplyTopLeft);
        TensorCore.LoadRight(shared[b + half], shared[b + half + later]);
        CudaAsm.Emit(TensorText.MultiplyTopRight);
        TensorCore.LoadBottom(shared[a + half], shared[a + half + later]);
        CudaAsm.Emit(TensorText.MultiplyBottomLeft);
        CudaAsm.Emit(TensorText.MultiplyBottomRight);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref WarpQuad sum, int steps)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TTile, TEpilogue>(ref WarpQuad sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue
    {
        int at = origin + thread, first = at * Float4.Bytes, apart = TTile.Threads * Float4.Bytes, half = TTile.Side >> 3;
        int row = (FragmentLanes.RowsOfWarp<TTile>(thread) + FragmentLanes.ReadGroup(thread)) * Float4.Lanes, below = row + half * Float4.Lanes;
        var group = FragmentLanes.ColumnsOfWarp<TTile>(thread) + FragmentLanes.WriteGroup(thread);
        // Other threads' last copies, of zeros, are over. One part after another goes through the same places.
        Group.Barrier();
        CudaAsm.Emit(TensorText.StoreTopLeft, first, apart);
        TensorCore.Drain(target, shared, at, TTile.Threads, row, group);
        CudaAsm.Emit(TensorText.StoreTopRight, first, apart);
        TensorCore.Drain(target, shared, at, TTile.Threads, row, group + half);
        CudaAsm.Emit(TensorText.StoreBottomLeft, first, apart);
        TensorCore.Drain(target, shared, at, TTile.Threads, below, group);
        CudaAsm.Emit(TensorText.StoreBottomRight, first, apart);
        TensorCore.Drain(target, shared, at, TTile.Threads, below, group + half);
    }
}
