namespace ButterE.Cuda.StandIn.Memory;

/// <summary>How memory is touched.</summary>
internal enum Access
{
    Read, Write, Atomic,
}

/// <summary>
/// Finds races in shared memory, as racecheck of NVIDIA's compute-sanitizer does: two threads touch the same four bytes, one of them writes, and no
/// barrier of both stands between. Every thread has a clock that its barriers advance; a barrier tells its threads the clocks of each other.
/// </summary>
internal sealed class SharedHazards(int threads, int bytes)
{
    private readonly Cell[] cells = new Cell[(bytes + 3) / 4];
    private readonly int[] clocks = new int[threads];

    // What every thread knows of a thread's clock; and, once a barrier of fewer threads occurs, what a thread [row] knows besides.
    private readonly int[] known = new int[threads];
    private int[]? extra;

    /// <summary>Forgets everything: another block begins.</summary>
    public void Reset()
    {
        Array.Clear(cells);
        Array.Clear(clocks);
        Array.Fill(known, -1);
        if (extra is not null)
            Array.Fill(extra, -1);
    }

    /// <summary>Notes an access.</summary>
    /// <returns>Null, or what it races with.</returns>
    public string? Touch(int thread, ulong address, int size, Access access)
    {
        var last = (int)((address + (ulong)size - 1) >> 2);
        for (var word = (int)(address >> 2); word <= last; word++)
        {
            ref var cell = ref cells[word];
            if (cell.Copier != 0)
                return $"with a cp.async of thread {cell.Copier - 1} that nobody has waited for";
            if (cell.Writer != 0 && cell.Writer - 1 != thread && !(cell.IsAtomic && access == Access.Atomic) && IsUnknown(thread, cell.Writer - 1, cell.WriteClock))
                return $"with a write of thread {cell.Writer - 1}";
            if (access == Access.Read)
            {
                NoteReader(ref cell, thread);
                continue;
            }

            if (Races(thread, cell.Reader, cell.ReadClock))
                return $"with a read of thread {cell.Reader - 1}";
            if (Races(thread, cell.OtherReader, cell.OtherReadClock))
                return $"with a read of thread {cell.OtherReader - 1}";
            (cell.Writer, cell.WriteClock, cell.IsAtomic) = (thread + 1, clocks[thread], access == Access.Atomic);
        }

        return null;
    }

    /// <summary>Marks what an asynchronous copy will write; until it is waited for nobody may touch it.</summary>
    public string? BeginCopy(int thread, ulong address, int size)
    {
        if (Touch(thread, address, size, Access.Write) is { } race)
            return race;
        for (var word = (int)(address >> 2); word < (int)((address + (ulong)size) >> 2); word++)
            cells[word].Copier = thread + 1;
        return null;
    }

    public void EndCopy(int thread, ulong address, int size)
    {
        for (var word = (int)(address >> 2); word < (int)((address + (ulong)size) >> 2); word++)
            (cells[word].Copier, cells[word].Writer, cells[word].WriteClock, cells[word].IsAtomic) = (0, thread + 1, clocks[thread], false);
    }

    /// <summary>A barrier of all threads that live.</summary>
    public void JoinAll()
    {
        clocks.CopyTo(known, 0);
        for (var thread = 0; thread < clocks.Length; thread++)
            clocks[thread]++;
    }

    /// <summary>A barrier of some threads: each learns what any of them knows.</summary>
    public void Join(ReadOnlySpan<int> members)
    {
        var count = clocks.Length;
        if (extra is null)
        {
            extra = new int[count * count];
            Array.Fill(extra, -1);
        }

        Span<int> joined = new int[count];
        joined.Fill(-1);
        foreach (var member in members)
        {
            var row = extra.AsSpan(member * count, count);
            for (var other = 0; other < count; other++)
                joined[other] = Math.Max(joined[other], row[other]);
        }

        foreach (var member in members)
            joined[member] = clocks[member];
        foreach (var member in members)
        {
            joined.CopyTo(extra.AsSpan(member * count, count));
            clocks[member]++;
        }
    }

    private bool Races(int thread, int reader, int clock) => reader != 0 && reader - 1 != thread && IsUnknown(thread, reader - 1, clock);

    private bool IsUnknown(int thread, int other, int clock) =>
        clock > known[other] && (extra is null || clock > extra[thread * clocks.Length + other]);

    // Two readers are kept: a writer is not both of them.
    private void NoteReader(ref Cell cell, int thread)
    {
        if (cell.Reader != thread + 1 && cell.Reader != 0 && (cell.Reader != cell.OtherReader))
            (cell.OtherReader, cell.OtherReadClock) = (cell.Reader, cell.ReadClock);
        (cell.Reader, cell.ReadClock) = (thread + 1, clocks[thread]);
    }

    // Threads count from 1; 0 is nobody.
    private struct Cell
    {
        public int Writer, WriteClock, Reader, ReadClock, OtherReader, OtherReadClock, Copier;
        public bool IsAtomic;
    }
}
