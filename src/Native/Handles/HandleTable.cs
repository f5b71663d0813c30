using System.Collections.Concurrent;
using ButterE.Native.Calls;

namespace ButterE.Native.Handles;

/// <summary>
/// All objects that callers hold. A handle is no address: it names a slot and the generation of its content, so that a handle that was freed, made up
/// or belongs to another kind of object gives a status instead of a crash. One call at a time holds an object; another gets
/// <see cref="CallStatus.Busy"/>.
/// </summary>
internal static class HandleTable
{
    private const int IndexBits = 24;

    private static readonly ConcurrentQueue<int> Empty = new();
    private static readonly Lock Growing = new();
    private static Slot[] slots = [];

    /// <summary>Keeps an object until it is freed.</summary>
    public static nint Add(IDisposable made)
    {
        var index = Empty.TryDequeue(out var reused) ? reused : Grow();
        return (nint)((long)slots[index].Fill(made) << IndexBits | (long)index + 1);
    }

    /// <summary>Takes hold of an object for one call.</summary>
    /// <exception cref="CallException">The handle is null, names nothing or another kind of object, or another call holds the object.</exception>
    public static Held<T> Take<T>(nint handle, string name)
        where T : class
    {
        var slot = SlotOf(handle, name);
        var content = Grasp(slot, handle, name);
        if (content is T wanted)
            return new Held<T>(slot, wanted);
        slot.Release();
        throw CallException.Argument($"{name}: the handle belongs to another kind of object");
    }

    /// <summary>Takes hold of an object that a caller need not name.</summary>
    /// <param name="handle">The handle; 0 for no object.</param>
    /// <param name="name">Name of the argument.</param>
    /// <exception cref="CallException">As for <see cref="Take"/>, but null is allowed.</exception>
    public static Held<T> TakeIfAny<T>(nint handle, string name)
        where T : class => handle == 0 ? default : Take<T>(handle, name);

    /// <summary>Disposes of an object; its handle is closed from now on.</summary>
    /// <exception cref="CallException">The handle names nothing or another kind of object, or another call holds the object.</exception>
    public static void Free<T>(nint handle, string name)
        where T : class, IDisposable
    {
        if (handle == 0)
            return;
        // Held until the slot is empty, and not released afterwards: by then it may hold another object.
        var held = Take<T>(handle, name);
        try
        {
            held.Target.Dispose();
        }
        finally
        {
            SlotOf(handle, name).Empty();
            Empty.Enqueue(IndexOf(handle));
        }
    }

    private static object Grasp(Slot slot, nint handle, string name) => slot.Take((uint)((long)handle >>> IndexBits), out var content) switch
    {
        Grip.Taken => content!,
        Grip.Busy => throw new CallException(CallStatus.Busy, $"{name}: another call is using it"),
        _ => throw Closed(name),
    };

    private static Slot SlotOf(nint handle, string name)
    {
        if (handle == 0)
            throw CallException.Argument($"{name}: must not be null");
        var (index, all) = (IndexOf(handle), Volatile.Read(ref slots));
        return (uint)index < (uint)all.Length && (long)handle >>> (IndexBits + 32) == 0 ? all[index] : throw Closed(name);
    }

    private static int IndexOf(nint handle) => (int)((long)handle & ((1 << IndexBits) - 1)) - 1;

    private static CallException Closed(string name) => new(CallStatus.Closed, $"{name}: the handle was freed, or is none of this library");

    private static int Grow()
    {
        lock (Growing)
        {
            var index = slots.Length;
            if (index + 1 >= 1 << IndexBits)
                throw new InvalidOperationException("Too many objects are open.");
            Volatile.Write(ref slots, [.. slots, new Slot()]);
            return index;
        }
    }
}
