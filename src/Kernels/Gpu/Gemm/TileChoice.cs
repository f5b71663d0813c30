using ButterE.Kernels.Gpu.Gemm.TensorCores;
using ButterE.Kernels.Gpu.Gemm.Tiles;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>A block tile as data.</summary>
/// <param name="Side">Rows and columns of the block.</param>
/// <param name="Threads">Threads of the group.</param>
/// <param name="Efficiency">
/// Share of the arithmetic peak that a multiprocessor reaches with it, relative to the largest block. Assumed from the loads of shared memory for each
/// multiply-add; not measured on a device yet.
/// </param>
public sealed record TileShape(int Side, int Threads, double Efficiency);

/// <summary>
/// Which block tile a product takes. In float32 no choice changes a bit: each element is one chain of multiply-adds in the order of the sum. Tensor cores add
/// eight products at a time, in the same groups whatever the tile.
/// </summary>
public static class TileChoice
{
    /// <summary>The tiles, smallest first.</summary>
    public static IReadOnlyList<TileShape> Shapes { get; } =
    [
        new(Block16.Side, Block16.Threads, 0.1),
        new(Block32.Side, Block32.Threads, 0.4),
        new(Block64.Side, Block64.Threads, 0.6),
        new(Block128.Side, Block128.Threads, 1),
    ];

    /// <summary>The tiles for tensor cores, smallest first.</summary>
    public static IReadOnlyList<TileShape> TensorShapes { get; } =
    [
        new(Tensor32.Side, Tensor32.Threads, 0.3),
        new(Tensor64.Side, Tensor64.Threads, 0.5),
        new(Tensor128.Side, Tensor128.Threads, 1),
    ];

    /// <summary>Index in <see cref="Shapes"/> of the largest tile whose sums may be chunked (<see cref="Chunked{TSum}"/>).</summary>
    internal const int LargestChunked = 2;

    /// <summary>The tiles of a variant.</summary>
    public static IReadOnlyList<TileShape> ShapesOf(ProductVariant variant) => variant == ProductVariant.TensorCores ? TensorShapes : Shapes;

    /// <summary>The tile with the shortest expected time: rounds of blocks over the multiprocessors, times the work of one.</summary>
    /// <param name="shapes">The tiles to choose from.</param>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="multiprocessors">Multiprocessors of the device.</param>
    /// <param name="threadsPerGroup">Threads of a group at most.</param>
    /// <returns>Index in <paramref name="shapes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The device runs fewer threads in a group than the smallest tile has.</exception>
    public static int Of(IReadOnlyList<TileShape> shapes, int rows, int columns, int multiprocessors, int threadsPerGroup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadsPerGroup, shapes[0].Threads);
        var (best, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < shapes.Count; i++)
        {
            var tile = shapes[i];
            var blocks = (long)Blocks(rows, tile.Side) * Blocks(columns, tile.Side);
            var rounds = (blocks + multiprocessors - 1) / multiprocessors;
            var time = rounds * (double)tile.Side * tile.Side / tile.Efficiency;
            if (tile.Threads <= threadsPerGroup && time < least)
                (best, least) = (i, time);
        }

        return best;
    }

    internal static int Blocks(int length, int side) => (length + side - 1) / side;
}
