namespace ButterE.Kernels.Threading;

/// <summary>How work is dealt to a team: contiguous ranges that differ by at most one item. No result depends on the dealing.</summary>
public static class Share
{
    /// <summary>The range of items that belongs to one worker.</summary>
    /// <param name="items">Items in all.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="workers">Size of the team.</param>
    public static (int From, int To) Of(int items, int worker, int workers) =>
        ((int)((long)items * worker / workers), (int)((long)items * (worker + 1) / workers));

    /// <summary>
    /// Cuts a share into pieces that others may take over (<see cref="SharedPieces"/>). Each is half of what is left: few pieces, and the last of them, on which a
    /// team finishes together, small (guided self-scheduling, Polychronopoulos and Kuck 1987, with half instead of one worker's part).
    /// </summary>
    /// <param name="from">Where the share begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="least">No piece is smaller unless the share is; in the unit of the ends, above 0.</param>
    internal static IEnumerable<(double From, double To)> Halves(double from, double to, double least)
    {
        var count = HalvesIn(to - from, least);
        for (var piece = 0; piece < count; piece++)
            yield return (from + StartOfHalf(to - from, piece), piece + 1 == count ? to : from + StartOfHalf(to - from, piece + 1));
    }

    /// <summary>Pieces of <see cref="Halves"/>.</summary>
    /// <param name="length">Length of the share.</param>
    /// <param name="least">No piece is smaller unless the share is, above 0.</param>
    internal static int HalvesIn(double length, double least)
    {
        var count = 1;
        while (Math.ScaleB(length, -count) >= least)
            count++;
        return count;
    }

    /// <summary>Where a piece of <see cref="Halves"/> begins, from the beginning of the share.</summary>
    /// <param name="length">Length of the share.</param>
    /// <param name="piece">Number of the piece, from 0.</param>
    internal static double StartOfHalf(double length, int piece) => length - Math.ScaleB(length, -piece);

    /// <summary>
    /// The rectangle of a matrix that belongs to one worker: the team forms the grid whose largest rectangle is smallest, with as few cuts
    /// through the rows as that allows, because a panel that two workers share is read by both.
    /// </summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="width">Columns that are not cut apart.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="workers">Size of the team.</param>
    /// <returns>Rows, and groups of <paramref name="width"/> columns.</returns>
    public static (int FirstRow, int EndRow, int FirstGroup, int EndGroup) OfGrid(int rows, int columns, int width, int worker, int workers)
    {
        var groups = (columns + width - 1) / width;
        var (best, across) = (long.MaxValue, workers);
        for (var candidate = workers; candidate >= 1; candidate--)
        {
            if (workers % candidate != 0)
                continue;
            var widest = Math.Min(columns, (groups + candidate - 1) / candidate * width);
            var cells = (long)widest * ((rows + workers / candidate - 1) / (workers / candidate));
            if (cells < best)
                (best, across) = (cells, candidate);
        }

        var (firstGroup, endGroup) = Of(groups, worker % across, across);
        var (firstRow, endRow) = Of(rows, worker / across, workers / across);
        return (firstRow, endRow, firstGroup, endGroup);
    }
}
