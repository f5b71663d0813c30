using System.Runtime.CompilerServices;

namespace ButterE.Probe.Traversals;

/// <summary>Where results go that nobody reads, so that the compiler cannot drop the work behind them.</summary>
internal static class Sink
{
    private static long kept;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Keep(long value) => Volatile.Write(ref kept, value);
}
