namespace ButterE.Cuda.StandIn.Execution;

/// <summary>A copy under way; bytes beyond the source's size become zero.</summary>
internal readonly record struct AsyncCopy(ulong Target, ulong Source, int Bytes, int SourceBytes);

/// <summary>The asynchronous copies of a thread, in the groups that it has committed.</summary>
internal sealed class AsyncCopyQueue
{
    private readonly Queue<List<AsyncCopy>> groups = [];
    private List<AsyncCopy> open = [];

    public void Add(AsyncCopy copy) => open.Add(copy);

    public void Commit()
    {
        groups.Enqueue(open);
        open = [];
    }

    /// <summary>Does the copies of all groups but the latest.</summary>
    public unsafe void Wait(int latest, Lane lane)
    {
        var shared = lane.Block.Shared;
        while (groups.Count > latest)
        {
            foreach (var copy in groups.Dequeue())
            {
                for (var at = 0; at < copy.Bytes; at++)
                    shared.Pointer[copy.Target + (ulong)at] = at < copy.SourceBytes ? ((byte*)copy.Source)[at] : (byte)0;
                shared.Hazards?.EndCopy(lane.Thread, copy.Target, copy.Bytes);
            }
        }
    }

    public void Clear()
    {
        groups.Clear();
        open.Clear();
    }
}
