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
}
