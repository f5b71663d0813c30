using ButterE.Kernels.Gpu.Devices;

namespace ButterE.Engine.Tests.Training;

/// <summary>The devices that the tests run on: the simulator always, every other one that the machine has.</summary>
internal static class TestDevices
{
    static TestDevices()
    {
        // PoCL 3.1 has no generic address space, and the kernels need none.
        Environment.SetEnvironmentVariable(GpuDevices.UncheckedOpenCl, "1");
        All = [.. GpuDevices.List().Select(device => device.Id)];
    }

    public static IReadOnlyList<string> All { get; }

    public static IReadOnlyList<string> Fast => [.. All.Where(device => device != GpuDevices.Simulator)];
}

/// <summary>A test that needs a device beside the simulator; skipped visibly where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FastDeviceFactAttribute : FactAttribute
{
    public FastDeviceFactAttribute()
    {
        if (TestDevices.Fast.Count == 0)
            Skip = "needs a CUDA or OpenCL device (apt-get install pocl-opencl-icd ocl-icd-libopencl1)";
    }
}
