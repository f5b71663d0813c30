using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Gemm.TensorCores;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>One kind of product on one device: compiles <see cref="GemmKernel"/> for a tile when a shape first asks for it.</summary>
/// <typeparam name="TA">Layout of A.</typeparam>
/// <typeparam name="TB">Layout of B.</typeparam>
/// <typeparam name="TEpilogue">What becomes of C.</typeparam>
/// <param name="session">The device.</param>
/// <param name="variant">How the kernel is made; one that the device runs.</param>
/// <param name="isChunked">Whether it adds in chunks (<see cref="Chunked{TSum}"/>); tensor cores never do.</param>
internal sealed class ProductLauncher<TA, TB, TEpilogue>(DeviceSession session, ProductVariant variant, bool isChunked = false)
    where TA : struct, IOperandLayout
    where TB : struct, IOperandLayout
    where TEpilogue : struct, IEpilogue
{
    private readonly Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue>?[] kernels =
        new Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue>?[TileChoice.ShapesOf(variant).Count];

    /// <summary>Starts the product.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="depth">Steps of the sum.</param>
    /// <param name="epilogue">What becomes of C.</param>
    /// <param name="tile">Index of the tile in <see cref="TileChoice.ShapesOf"/>; null for the one that the shape deserves.</param>
    public void Start(Operand a, Operand b, int rows, int columns, int depth, TEpilogue epilogue, int? tile = null)
    {
        var shapes = TileChoice.ShapesOf(variant);
        var chosen = tile ?? TileChoice.Of(shapes, rows, columns, session.Multiprocessors, session.ThreadsPerGroup);
        // Two accumulators of 8 x 8 a thread would leave a multiprocessor room for one group.
        if (isChunked && variant != ProductVariant.TensorCores)
            chosen = Math.Min(chosen, TileChoice.LargestChunked);
        var shape = shapes[chosen];
        var kernel = kernels[chosen] ??= Load(shape.Side);
        var grid = new Index3D(TileChoice.Blocks(columns, shape.Side), TileChoice.Blocks(rows, shape.Side), 1);
        kernel(session.Stream, new KernelConfig(grid, new Index3D(shape.Threads, 1, 1)), Placed(a), Placed(b), rows, (columns + 3) >> 2, depth, epilogue);
    }

    private Operand Placed(Operand operand) => variant == ProductVariant.Portable ? operand : operand.Addressed();

    private Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue> Load(int side) => (variant, side) switch
    {
        (ProductVariant.TensorCores, 128) => Load<Tensor128, WarpQuad, Asynchronous>(),
        (ProductVariant.TensorCores, 64) => Load<Tensor64, WarpTile, Asynchronous>(),
        (ProductVariant.TensorCores, _) => Load<Tensor32, WarpTile, Asynchronous>(),
        (ProductVariant.Asynchronous, 64) when isChunked => Load<Block64, Chunked<Quad>, Asynchronous>(),
        (ProductVariant.Asynchronous, 32) when isChunked => Load<Block32, Chunked<Quad>, Asynchronous>(),
        (_, 64) when isChunked => Load<Block64, Chunked<Quad>, ThroughRegisters>(),
        (_, 32) when isChunked => Load<Block32, Chunked<Quad>, ThroughRegisters>(),
        (_, 16) when isChunked => Load<Block16, Chunked<Quad>, ThroughRegisters>(),
        (ProductVariant.Asynchronous, 128) => Load<Block128, Octet, Asynchronous>(),
        (ProductVariant.Asynchronous, 64) => Load<Block64, Quad, Asynchronous>(),
        (ProductVariant.Asynchronous, 32) => Load<Block32, Quad, Asynchronous>(),
        (_, 128) => Load<Block128, Octet, ThroughRegisters>(),
        (_, 64) => Load<Block64, Quad, ThroughRegisters>(),
        (_, 32) => Load<Block32, Quad, ThroughRegisters>(),
        // For the simulator: half a warp, for which the other variants are not laid out.
        _ => Load<Block16, Quad, ThroughRegisters>(),
    };

    private Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue> Load<TTile, TSum, TCopy>()
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TCopy : unmanaged, ISliceCopy<TCopy> =>
        session.Accelerator.LoadKernel<Operand, Operand, int, int, int, TEpilogue>(GemmKernel.Run<TTile, TSum, TCopy, TA, TB, TEpilogue>);
}
