using System.Runtime.CompilerServices;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>Values in a register file: the low bytes of a slot, the others zero.</summary>
internal static unsafe class Slot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ulong* slot)
        where T : unmanaged => *(T*)slot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(ulong* slot, T value)
        where T : unmanaged =>
        *slot = sizeof(T) switch
        {
            1 => *(byte*)&value,
            2 => *(ushort*)&value,
            4 => *(uint*)&value,
            _ => *(ulong*)&value,
        };
}
