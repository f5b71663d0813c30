using System.Runtime.InteropServices;

namespace ButterE.Probe.Native;

/// <summary>The few calls of the C library that .NET does not wrap. Linux only; every caller asks the operating system first.</summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    public const int ClockThreadCpuTime = 3;
    public const int RusageThread = 1;
    public const int ClockRealTime = 0;
    public const int ClockMonotonic = 1;
    public const int ClockBootTime = 7;

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct rusage of 64-bit Linux: two timevals and fourteen longs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceUsage
    {
        public fixed long Values[18];

        public readonly long MinorFaults => Values[8];

        public readonly long VoluntarySwitches => Values[16];

        public readonly long InvoluntarySwitches => Values[17];
    }

    [LibraryImport(Name, EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport(Name, EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int GetResourceUsage(int who, ResourceUsage* usage);

    [LibraryImport(Name, EntryPoint = "sched_getaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int GetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport(Name, EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetAffinity(int thread, nuint bytes, byte* mask);

    /// <summary>The kernel's number of the calling thread; in the C libraries since glibc 2.30 and musl 1.2.2.</summary>
    [LibraryImport(Name, EntryPoint = "gettid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ThreadNumber();

    [LibraryImport(Name, EntryPoint = "sysconf")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial long SystemConfiguration(int name);

    /// <summary>perf_event_open; the number of the call depends on the architecture.</summary>
    /// <param name="attributes">struct perf_event_attr.</param>
    /// <param name="process">0 for the calling thread, -1 for whatever runs.</param>
    /// <param name="processor">The processor to count on; -1 for any.</param>
    /// <param name="error">The system's error number when -1 is returned.</param>
    /// <returns>A file, or -1.</returns>
    public static int PerfEventOpen(byte* attributes, int process, int processor, out int error)
    {
        const long x64 = 298, arm64 = 241, noGroup = -1, closeOnExec = 8;
        var call = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : arm64;
        var file = SystemCall(call, attributes, process, processor, noGroup, closeOnExec);
        error = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        return (int)file;
    }

    /// <summary>Gives a file a second name, unless something has that name already.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The second name.</param>
    /// <param name="error">The system's error number when -1 is returned.</param>
    /// <returns>0, or -1.</returns>
    public static int Link(string from, string to, out int error)
    {
        var result = HardLink(from, to);
        error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return result;
    }

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Read(int file, void* buffer, nint bytes);

    [LibraryImport(Name, EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int file);

    [LibraryImport(Name, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int HardLink(string from, string to);

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long SystemCall(long number, void* attributes, long process, long processor, long group, long flags);
}
