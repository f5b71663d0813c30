using System.Diagnostics;

namespace ButterE.Kernels.Threading;

/// <summary>
/// Work whose shares are cut into pieces: everybody does those of his own share, in order, and who waits for the others does those that they have not begun
/// (work stealing). A worker whose core is slower, or shared with somebody, so holds up the team for a piece instead of for the rest of his share. Not to be used again
/// after a piece has thrown.
/// </summary>
/// <param name="workers">Size of the team.</param>
/// <param name="run">Does a piece of a share: number of the work, the worker whose share it is, number of the piece from 0.</param>
public sealed class SharedPieces(int workers, Action<int, int, int> run)
{
    // Others whose shares a worker looks at: each look fetches a line that its owner has just written.
    private const int MostHelped = 4;

    private const int FieldBits = 16;

    /// <summary>Most pieces of a share.</summary>
    public const int MostPieces = short.MaxValue;

    // What each worker offers: the work, how many pieces his share has and how many are taken, or more, since who finds none left has counted on. In one word, so
    // that whoever counts takes a piece of what is offered at that moment, whatever it was when he looked.
    private readonly PaddedCounter[] offers = new PaddedCounter[workers];

    // Pieces of each worker's shares that others have taken, as he found, which nobody else reads, and that they have done.
    private readonly PaddedCounter[] lent = new PaddedCounter[workers], done = new PaddedCounter[workers];

    /// <summary>Does the share of a worker but what others take of it, which they may not have done yet (<see cref="Complete"/>).</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="work">Number of the work, from 0.</param>
    /// <param name="pieces">Pieces of his share, up to <see cref="MostPieces"/>.</param>
    public void Do(int worker, int work, int pieces)
    {
        Debug.Assert(work >= 0 && pieces is >= 0 and <= MostPieces, "the offer fits its word");
        Volatile.Write(ref offers[worker].Value, ((long)work << 2 * FieldBits) | ((long)pieces << FieldBits));
        var own = 0;
        for (; Take(worker) is var (_, piece) && piece >= 0; own++)
            run(work, worker, piece);
        lent[worker].Value += pieces - own;
    }

    /// <summary>Waits until all shares of a worker are done, what others took of them too.</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    public void Complete(int worker)
    {
        var spin = new SpinThenYield();
        while (Volatile.Read(ref done[worker].Value) < lent[worker].Value)
            spin.Once();
    }

    /// <summary>Does a piece that another worker offers; his share is not done before. Whatever a piece reads must have been complete when its owner offered it.</summary>
    /// <param name="worker">Number of the worker who has nothing to do, from 0.</param>
    /// <returns>Whether there was one.</returns>
    public bool Help(int worker)
    {
        for (var turn = 1; turn <= Math.Min(workers - 1, MostHelped); turn++)
        {
            var owner = (worker + turn) % workers;
            var (work, piece) = Take(owner);
            if (piece < 0)
                continue;
            try
            {
                run(work, owner, piece);
            }
            finally
            {
                Interlocked.Increment(ref done[owner].Value);
            }

            return true;
        }

        return false;
    }

    // The first piece that nobody has taken of what a worker offers; -1 when there is none.
    private (int Work, int Piece) Take(int owner)
    {
        ref var offer = ref offers[owner].Value;
        // Looking first leaves the line where it is once all are taken.
        return Next(Volatile.Read(ref offer)).Piece < 0 ? (0, -1) : Next(Interlocked.Increment(ref offer) - 1);

        static (int Work, int Piece) Next(long offer)
        {
            int pieces = (int)(offer >> FieldBits) & MostPieces, taken = (int)offer & ushort.MaxValue;
            return ((int)(offer >> 2 * FieldBits), taken < pieces ? taken : -1);
        }
    }
}
