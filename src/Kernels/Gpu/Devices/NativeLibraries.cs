using System.Runtime.InteropServices;
using ILGPU;

namespace ButterE.Kernels.Gpu.Devices;

/// <summary>
/// Finds the drivers' libraries for ILGPU and for <see cref="CudaDriver"/>, which ask for <c>cuda</c> and <c>OpenCL</c>, that is <c>libcuda.so</c> and
/// <c>libOpenCL.so</c>: names that only development packages install. Without this, ILGPU finds no device and says nothing.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, string[]> FileNames = new()
    {
        ["cuda"] = ["libcuda.so.1", "libcuda.so", "nvcuda.dll"],
        ["OpenCL"] = ["libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll"],
    };

    private static readonly Lazy<bool> Installed = new(Install);

    /// <summary>Makes the libraries known to ILGPU; must run before its first context. Any number of calls do it once.</summary>
    public static void EnsureInstalled() => _ = Installed.Value;

    /// <summary>Whether a library can be loaded here.</summary>
    /// <param name="name">Name as ILGPU asks for it: cuda, OpenCL.</param>
    public static bool IsPresent(string name) => Load(name) != 0;

    /// <summary>The file that a library has under Linux, for messages.</summary>
    public static string FileNameOf(string name) => FileNames[name][0];

    private static bool Install()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => Load(name));
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) => Load(name));
            return true;
        }
        catch (InvalidOperationException)
        {
            // An assembly takes one resolver. ILGPU sets its own under WSL, where it knows the folder of the drivers.
            return false;
        }
    }

    // 0 leaves the search to the runtime.
    private static nint Load(string name)
    {
        foreach (var file in FileNames.GetValueOrDefault(name, []))
        {
            if (NativeLibrary.TryLoad(file, typeof(NativeLibraries).Assembly, DllImportSearchPath.SafeDirectories, out var handle))
                return handle;
        }

        return 0;
    }
}
