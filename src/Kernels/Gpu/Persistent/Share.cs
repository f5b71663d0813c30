using System.Runtime.CompilerServices;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>The rows of a batch that are a group's own: whole chunks, but for the last.</summary>
/// <param name="first">The first.</param>
/// <param name="rows">How many; 0 where a short batch has none for the group.</param>
public readonly struct Share(int first, int rows)
{
    /// <summary>The first.</summary>
    public int First { get; } = first;

    /// <summary>How many.</summary>
    public int Rows { get; } = rows;

    /// <summary>Chunks of <see cref="PersistentKernel.ChunkRows"/>.</summary>
    public int Chunks => (Rows + PersistentKernel.ChunkRows - 1) >> PersistentKernel.ChunkShift;

    /// <summary>Deals the chunks of a whole batch out, the same to each group if possible.</summary>
    /// <param name="batch">Rows of a whole batch.</param>
    /// <param name="rows">Rows of the present one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Share Of(int batch, int rows)
    {
        var chunks = (batch + PersistentKernel.ChunkRows - 1) >> PersistentKernel.ChunkShift;
        var each = (chunks + Grid.DimX - 1) / Grid.DimX << PersistentKernel.ChunkShift;
        int first = Grid.IdxX * each, left = rows - first;
        left = left < each ? left : each;
        return new Share(first, left > 0 ? left : 0);
    }
}
