using System.Runtime.InteropServices;

namespace ButterE.Probe.Native;

/// <summary>The few calls of the C library that .NET does not wrap. Linux only; every caller asks the operating system first.</summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    public const int ClockThreadCpuTime = 3;
    public const int RusageThread = 1;

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
}
