using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>The matrices of a layer on a device.</summary>
/// <param name="Parameters">Its parameters [fan-in + 1, units], in the allocation of all parameters.</param>
/// <param name="Output">What the next layer reads, in the allocation of the activations like all that follow.</param>
/// <param name="Activation">Its activation, of the same shape.</param>
/// <param name="Delta">Gradient before its activation [batch, units].</param>
/// <param name="OutputGradient">Gradient at its output, where that is kept.</param>
/// <param name="HasSkip">Whether it adds its input to its activation.</param>
public sealed record NetworkLayer(
    DeviceMatrix Parameters, DeviceMatrix Output, DeviceMatrix Activation, DeviceMatrix Delta, DeviceMatrix? OutputGradient, bool HasSkip);
