using System.Runtime.InteropServices;

namespace ButterE.Kernels.Threading;

/// <summary>
/// A counter that shares its cache line with nothing: one thread writes it while others spin on their neighbours in memory. Pairs of lines are
/// kept apart too, since some prefetchers fetch them together.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * Distance)]
internal struct PaddedCounter
{
    /// <summary>Bytes to the next field on either side, two lines of 64.</summary>
    internal const int Distance = 128;

    /// <summary>The count; every access to what others write or read goes through <see cref="Volatile"/> or <see cref="Interlocked"/>.</summary>
    [FieldOffset(Distance)]
    public long Value;
}
