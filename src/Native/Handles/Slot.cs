namespace ButterE.Native.Handles;

/// <summary>
/// A place for one object that a handle names. Its state holds a generation, which grows when the place is emptied so that old handles do not fit
/// any more, and whether a call holds the object.
/// </summary>
internal sealed class Slot
{
    private const long Filled = 1, InUse = 2, PerGeneration = 4;

    // Generation times four, plus two bits.
    private long state;

    private object? content;

    public uint Generation => (uint)(Volatile.Read(ref state) / PerGeneration);

    /// <summary>Puts an object into the empty slot.</summary>
    /// <returns>The generation that names it.</returns>
    public uint Fill(object made)
    {
        content = made;
        var now = Volatile.Read(ref state);
        Volatile.Write(ref state, now | Filled);
        return (uint)(now / PerGeneration);
    }

    /// <summary>Takes hold of the object for one call.</summary>
    public Grip Take(uint generation, out object? found)
    {
        var free = generation * PerGeneration | Filled;
        var seen = Interlocked.CompareExchange(ref state, free | InUse, free);
        found = seen == free ? content : null;
        return seen == free ? Grip.Taken : seen == (free | InUse) ? Grip.Busy : Grip.Closed;
    }

    /// <summary>Lets go of an object that this call holds.</summary>
    public void Release() => Volatile.Write(ref state, Volatile.Read(ref state) & ~InUse);

    /// <summary>Empties the slot, whose object this call holds.</summary>
    public void Empty()
    {
        content = null;
        Volatile.Write(ref state, (Volatile.Read(ref state) / PerGeneration + 1) % (1L << 32) * PerGeneration);
    }
}

/// <summary>What became of an attempt to take hold of an object.</summary>
internal enum Grip
{
    Taken,
    Busy,
    Closed,
}
