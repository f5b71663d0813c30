using ButterE.Kernels.Gpu.Memory;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>Where a network lies on a device. It stays its maker's, who disposes it after whatever uses it.</summary>
/// <param name="Layers">Its layers.</param>
/// <param name="Activations">Outputs, activations and gradients of all layers.</param>
/// <param name="Parameters">Parameters of all layers.</param>
/// <param name="First">First moments of Adam.</param>
/// <param name="Second">Second moments.</param>
/// <param name="Gradients">The gradient by the parameters, where the schedule keeps it.</param>
public sealed record NetworkMemory(
    IReadOnlyList<NetworkLayer> Layers, DeviceMatrices Activations, DeviceMatrices Parameters, DeviceMatrices First, DeviceMatrices Second,
    DeviceMatrices? Gradients);
