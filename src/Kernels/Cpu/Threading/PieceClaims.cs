namespace ButterE.Kernels.Threading;

/// <summary>
/// Who takes which piece of a work whose shares are cut into pieces: everybody those of his own share, in order, then those that others have not begun
/// (work stealing). A worker whose core is slower, or shared with somebody, so holds up the team for a piece instead of for the rest of his share.
/// </summary>
/// <param name="workers">Size of the team.</param>
/// <remarks>Works alternate between two places, so that a worker can open his share of the next one while others still take from this one.</remarks>
public sealed class PieceClaims(int workers)
{
    // Pieces of a share that are taken, or more: whoever finds none left has counted on.
    private readonly PaddedCounter[] taken = new PaddedCounter[2 * workers];

    /// <summary>Opens the share of a worker. He does so before the team meets, after everybody has left the work before the last.</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="work">Number of the work; the next one differs by 1.</param>
    public void Open(int worker, int work) => Volatile.Write(ref Taken(worker, work), 0);

    /// <summary>Takes the first piece of a share that nobody has taken.</summary>
    /// <param name="owner">Worker whose share it is, from 0.</param>
    /// <param name="work">Number of the work.</param>
    /// <param name="pieces">Pieces of that share.</param>
    /// <returns>The piece, from 0; -1 when none is left.</returns>
    public int Take(int owner, int work, int pieces)
    {
        ref var count = ref Taken(owner, work);
        // Looking first leaves the line where it is once all are taken.
        return Volatile.Read(ref count) < pieces && Interlocked.Increment(ref count) is var after && after <= pieces ? after - 1 : -1;
    }

    private ref int Taken(int owner, int work) => ref taken[2 * owner + (work & 1)].Value;
}
