using System.Buffers.Binary;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Native;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>
/// One RAPL counter through perf_event. The kernel itself accumulates to 64 bits, so the counter never runs over. Each reading is a system call.
/// </summary>
internal sealed unsafe class PerfCounter : IRawCounter
{
    private const double AssumedMaximumWatts = 1000, UpdateSeconds = 0.001;
    private readonly double joulesPerCount;
    private int file;

    private PerfCounter(int file, double joulesPerCount)
    {
        (this.file, this.joulesPerCount) = (file, joulesPerCount);
        // RAPL's own tick (2^-14 to 2^-16 J) is coarser than the scale of the counts; Intel's is the coarsest.
        Traits = new CounterTraits(null, AssumedMaximumWatts, UpdateSeconds, Math.Max(joulesPerCount, Math.Pow(2, -14)));
    }

    /// <inheritdoc/>
    public CounterTraits Traits { get; }

    /// <summary>Opens the counter of an event on one processor.</summary>
    /// <param name="energy">The event.</param>
    /// <param name="processor">A processor of the package.</param>
    /// <param name="error">The system's error number when null is returned: 2 no such unit (ENOENT), 1 or 13 no permission (EPERM, EACCES), 19
    /// not this processor (ENODEV).</param>
    public static PerfCounter? Open(PerfEvents energy, int processor, out int error)
    {
        // struct perf_event_attr up to version 5; everything not named here is 0.
        const int size = 112;
        var attributes = stackalloc byte[size];
        var bytes = new Span<byte>(attributes, size);
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, energy.Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], energy.Config);
        var file = Libc.PerfEventOpen(attributes, processor, out error);
        return file < 0 ? null : new PerfCounter(file, energy.JoulesPerCount);
    }

    /// <inheritdoc/>
    public double? ReadJoules()
    {
        ulong count;
        return file >= 0 && Libc.Read(file, &count, sizeof(ulong)) == sizeof(ulong) ? count * joulesPerCount : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (file >= 0)
            _ = Libc.Close(file);
        file = -1;
    }
}
