using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>The rows of a batch that are a group's own: whole chunks, but for the last.</summary>
/// <param name="first">The first.</param>
/// <param name="rows">How many; 0 where a short batch has none for the group.</param>
public readonly struct Share(int first, int rows)
{
    /// <summary>
    /// Rows of a batch whose gradient is added in one chain; the sums of such chunks are added in their order, whichever groups make them: as
    /// <see cref="Chunked{TSum}"/> does it in one thread, hence with the same bits.
    /// </summary>
    public const int ChunkRows = Chunked<Quad>.Rows;

    internal const int ChunkShift = Chunked<Quad>.Shift;

    /// <summary>The first.</summary>
    public int First { get; } = first;

    /// <summary>How many.</summary>
    public int Rows { get; } = rows;

    /// <summary>Chunks of <see cref="ChunkRows"/>.</summary>
    public int Chunks => ChunksOf(Rows);

    /// <summary>Chunks that so many rows make.</summary>
    /// <param name="rows">Rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ChunksOf(int rows) => (rows + ChunkRows - 1) >> ChunkShift;

    /// <summary>Deals the chunks of a whole batch out, the same to each group if possible.</summary>
    /// <param name="batch">Rows of a whole batch.</param>
    /// <param name="rows">Rows of the present one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Share Of(int batch, int rows)
    {
        var each = (ChunksOf(batch) + Grid.DimX - 1) / Grid.DimX << ChunkShift;
        int first = Grid.IdxX * each, left = rows - first;
        left = left < each ? left : each;
        return new Share(first, left > 0 ? left : 0);
    }
}
