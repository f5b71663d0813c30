using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Memory;

/// <summary>The unit in which memory moves between the caches.</summary>
internal static unsafe class CacheLine
{
    /// <summary>Bytes of a line of x64 and of most ARM64 cores.</summary>
    public const int Bytes = 64;

    /// <summary>Floats of a line.</summary>
    public const int Floats = Bytes / sizeof(float);

    /// <summary>Where the first line begins in some space on the stack, which must be longer by <see cref="Floats"/> than what it shall hold. The stack is aligned to 16 bytes,
    /// and a vector that crosses two lines takes two accesses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* First(float* space) => (float*)(((nuint)space + (Bytes - 1)) & ~(nuint)(Bytes - 1));

    /// <summary>Starts to bring a line near the core; where the hardware has no such hint, nothing happens. Any address is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>The same, but no nearer than the second-level cache, for what is needed later than the first would keep it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchToSecondLevel(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
