using ButterE.Kernels.Gpu.Devices;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Gemm;

/// <summary>How the kernels of the products are made.</summary>
public enum ProductVariant
{
    /// <summary>For every device.</summary>
    Portable,

    /// <summary>The same sums in the same order; slices come by <see cref="Asynchronous"/>.</summary>
    Asynchronous,

    /// <summary>tf32 on tensor cores, slices as before.</summary>
    TensorCores,
}

/// <summary>Which variants a device runs.</summary>
public static class ProductVariants
{
    /// <summary>What a device needs for all but the portable one, for messages.</summary>
    public const string Requirement = "a CUDA device of compute capability 8.0 or higher";

    /// <summary>The variants of a device, the portable one first.</summary>
    /// <param name="session">The device.</param>
    public static IReadOnlyList<ProductVariant> On(DeviceSession session) =>
        session.Accelerator is CudaAccelerator { Architecture: var architecture } && architecture >= CudaArchitecture.SM_80
            ? [ProductVariant.Portable, ProductVariant.Asynchronous, ProductVariant.TensorCores]
            : [ProductVariant.Portable];

    /// <summary>The variant for float32 products.</summary>
    /// <param name="session">The device.</param>
    public static ProductVariant InFloat32(DeviceSession session) =>
        On(session).Contains(ProductVariant.Asynchronous) ? ProductVariant.Asynchronous : ProductVariant.Portable;

    /// <summary>The variant for tf32 products.</summary>
    /// <param name="session">The device.</param>
    /// <exception cref="DeviceAbsentException">The device has none.</exception>
    public static ProductVariant InTf32(DeviceSession session) => On(session).Contains(ProductVariant.TensorCores)
        ? ProductVariant.TensorCores
        : throw new DeviceAbsentException($"device {session.Device.Id}: tf32 products need {Requirement}, and this is {session.Device.Name}");
}
