using System.Diagnostics;
using System.Runtime.InteropServices;
using ButterE.Tests.Shared;

namespace ButterE.Probe.Tests.Meters.Nvml;

/// <summary>The stand-in for NVML, compiled once by the C compiler of this machine; null where there is none.</summary>
internal static class FakeNvml
{
    private static readonly Lazy<string?> Library = new(Compile);

    public static string? Path => Library.Value;

    public static void Reset() => Call("fake_reset");

    public static void Call(string name) => Marshal.GetDelegateForFunctionPointer<Nothing>(Export(name))();

    public static void Call(string name, int value) => Marshal.GetDelegateForFunctionPointer<One>(Export(name))(value);

    public static void Call(string name, int device, long value) => Marshal.GetDelegateForFunctionPointer<Two>(Export(name))(device, value);

    private static nint Export(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Path!), name);

    private static string? Compile()
    {
        var folder = Directory.CreateTempSubdirectory("buttere-nvml-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var library = System.IO.Path.Combine(folder, "libnvidia-ml.so.1");
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", library,
                Repository.PathOf("tests/Probe.Tests/Meters/Nvml/fake_nvml.c")]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? library : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Nothing();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void One(int value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Two(int device, long value);
}

/// <summary>A test with the stand-in for NVML; skipped visibly where no C compiler makes it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FakeNvmlFactAttribute : FactAttribute
{
    public FakeNvmlFactAttribute()
    {
        if (FakeNvml.Path is null)
            Skip = "needs gcc to make a stand-in for NVML";
    }
}
