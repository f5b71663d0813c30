using System.Buffers.Binary;

namespace ButterE.Probe.Native;

/// <summary>A counter of the kernel's perf_event interface (man 2 perf_event_open). Linux only.</summary>
internal sealed unsafe class PerfEvent : IDisposable
{
    /// <summary>Counts only what the program itself does: neither kernel nor hypervisor, which also needs fewer rights.</summary>
    public const ulong ProgramOnly = 1 << 5 | 1 << 6;

    public const int CallingThread = 0, EveryProcess = -1, AnyProcessor = -1;

    private int file;

    private PerfEvent(int file) => this.file = file;

    /// <summary>Opens a counter, which begins to count at once.</summary>
    /// <param name="type">Type of the unit.</param>
    /// <param name="config">Number of the event.</param>
    /// <param name="flags">The bit field of perf_event_attr; see <see cref="ProgramOnly"/>.</param>
    /// <param name="process">Whose events: <see cref="CallingThread"/> or <see cref="EveryProcess"/>.</param>
    /// <param name="processor">A processor, or <see cref="AnyProcessor"/>.</param>
    /// <param name="error">The system's error number when null is returned: 2 no such event (ENOENT), 1 or 13 no permission (EPERM, EACCES), 19
    /// not this processor (ENODEV), 38 no such call (ENOSYS).</param>
    public static PerfEvent? Open(uint type, ulong config, ulong flags, int process, int processor, out int error)
    {
        // struct perf_event_attr up to version 5; everything not named here is 0.
        const int size = 112;
        var attributes = stackalloc byte[size];
        var bytes = new Span<byte>(attributes, size);
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], config);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], flags);
        var file = Libc.PerfEventOpen(attributes, process, processor, out error);
        return file < 0 ? null : new PerfEvent(file);
    }

    /// <summary>What was counted since the counter was opened; null when it cannot be read.</summary>
    public ulong? Read()
    {
        ulong count;
        return file >= 0 && Libc.Read(file, &count, sizeof(ulong)) == sizeof(ulong) ? count : null;
    }

    public void Dispose()
    {
        if (file >= 0)
            _ = Libc.Close(file);
        file = -1;
    }
}
