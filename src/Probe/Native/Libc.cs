using System.Runtime.InteropServices;

namespace ButterE.Probe.Native;

/// <summary>The few calls of the C library that .NET does not wrap. Linux only; every caller asks the operating system first.</summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    public const int ProtReadWrite = 0x1 | 0x2;
    public const int MapPrivateAnonymous = 0x02 | 0x20;
    public const int MadvHugePage = 14;
    public const int MadvNoHugePage = 15;
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

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport(Name, EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Name, EntryPoint = "madvise", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Advise(nint address, nuint length, int advice);

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

    [LibraryImport(Name, EntryPoint = "sysconf")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial long SystemConfiguration(int name);
}
