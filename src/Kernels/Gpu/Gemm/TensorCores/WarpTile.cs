using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Gemm.TensorCores;

/// <summary>
/// 32 x 32 by one warp on tensor cores, which round the operands to tf32 and add in float32: two tiles of 16 rows by four of 8 columns, dealt out as
/// <see cref="FragmentLanes"/> says. The sums are not in here but in registers of the inline PTX (<see cref="TensorCore"/>), of which a kernel has one set.
/// </summary>
public readonly struct WarpTile : IAccumulator<WarpTile>
{
    /// <inheritdoc/>
    public static int Steps => FragmentLanes.Steps;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstA<TTile>(int thread)
        where TTile : struct, IBlockTile => FragmentLanes.Step(thread) * ((TTile.Side >> 2) + 1) + FragmentLanes.RowsOfWarp<TTile>(thread) + FragmentLanes.ReadGroup(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstB<TTile>(int thread)
        where TTile : struct, IBlockTile => FragmentLanes.Step(thread) * ((TTile.Side >> 2) + 1) + FragmentLanes.ColumnsOfWarp<TTile>(thread) + FragmentLanes.ReadGroup(thread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WarpTile Zero()
    {
        CudaAsm.Emit(TensorText.OpenPart);
        return default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TTile>(ref WarpTile sum, ArrayView<Float4> shared, int a, int b)
        where TTile : struct, IBlockTile
    {
        var later = FragmentLanes.Later * ((TTile.Side >> 2) + 1);
        TensorCore.LoadTop(shared[a], shared[a + later]);
        TensorCore.LoadLeft(shared[b], shared[b + later]);
        CudaAsm.Emit(TensorText.MultiplyTopLeft);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mark(ref WarpTile sum, int steps)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drain<TTile, TEpilogue>(ref WarpTile sum, BlockTarget<TEpilogue> target, int thread, ArrayView<Float4> shared, int origin)
        where TTile : struct, IBlockTile
        where TEpilogue : struct, IEpilogue
    {
        // Other threads' last copies, of zeros, are over.
        Group.Barrier();
        CudaAsm.Emit(TensorText.StoreTopLeft, (origin + thread) * Float4.Bytes, TTile.Threads * Float4.Bytes);
        TensorCore.Drain(
            target, shared, origin + thread, TTile.Threads, (FragmentLanes.RowsOfWarp<TTile>(thread) + FragmentLanes.ReadGroup(thread)) * Float4.Lanes,
            FragmentLanes.ColumnsOfWarp<TTile>(thread) + FragmentLanes.WriteGroup(thread));
    }
}
