using System.Runtime.InteropServices;

namespace ButterE.Kernels.Memory;

/// <summary>The calls of the C library that map memory. Linux only; every caller asks the operating system first.</summary>
internal static partial class MemoryMap
{
    public const int ProtReadWrite = 0x1 | 0x2;
    public const int PrivateAnonymous = 0x02 | 0x20;
    public const int AdviseHugePage = 14;
    public const int AdviseNoHugePage = 15;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Advise(nint address, nuint length, int advice);
}
