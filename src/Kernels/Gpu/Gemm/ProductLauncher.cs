using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ILGPU;
using ILGPU.Runtime;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>One kind of product on one device: compiles <see cref="GemmKernel"/> for a tile when a shape first asks for it.</summary>
/// <typeparam name="TA">Layout of A.</typeparam>
/// <typeparam name="TB">Layout of B.</typeparam>
/// <typeparam name="TEpilogue">What becomes of C.</typeparam>
/// <param name="session">The device.</param>
/// <param name="isChunked">Whether it adds in chunks (<see cref="Chunked{TSum}"/>).</param>
internal sealed class ProductLauncher<TA, TB, TEpilogue>(DeviceSession session, bool isChunked = false)
    where TA : struct, IOperandLayout
    where TB : struct, IOperandLayout
    where TEpilogue : struct, IEpilogue
{
    private readonly Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue>?[] kernels =
        new Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue>?[TileChoice.Shapes.Count];

    /// <summary>Starts the product.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="depth">Steps of the sum.</param>
    /// <param name="epilogue">What becomes of C.</param>
    /// <param name="tile">Index of the tile in <see cref="TileChoice.Shapes"/>; null for the one that the shape deserves.</param>
    public void Start(Operand a, Operand b, int rows, int columns, int depth, TEpilogue epilogue, int? tile = null)
    {
        var chosen = tile ?? TileChoice.Of(rows, columns, session.Multiprocessors, session.ThreadsPerGroup);
        // Two accumulators of 8 x 8 a thread would leave a multiprocessor room for one group.
        if (isChunked)
            chosen = Math.Min(chosen, TileChoice.LargestChunked);
        var shape = TileChoice.Shapes[chosen];
        var kernel = kernels[chosen] ??= Load(shape.Side);
        var grid = new Index3D(TileChoice.Blocks(columns, shape.Side), TileChoice.Blocks(rows, shape.Side), 1);
        kernel(session.Stream, new KernelConfig(grid, new Index3D(shape.Threads, 1, 1)), a, b, rows, (columns + 3) >> 2, depth, epilogue);
    }

    private Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue> Load(int side) => side switch
    {
        128 => Load<Block128, Octet>(),
        64 => Load<Block64, Quad>(),
        32 => Load<Block32, Quad>(),
        _ => Load<Block16, Quad>(),
    };

    private Action<AcceleratorStream, KernelConfig, Operand, Operand, int, int, int, TEpilogue> Load<TTile, TSum>()
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum> => isChunked
        ? session.Accelerator.LoadKernel<Operand, Operand, int, int, int, TEpilogue>(GemmKernel.Run<TTile, Chunked<TSum>, TA, TB, TEpilogue>)
        : session.Accelerator.LoadKernel<Operand, Operand, int, int, int, TEpilogue>(GemmKernel.Run<TTile, TSum, TA, TB, TEpilogue>);
}
