namespace ButterE.Kernels.Gpu.Devices;

/// <summary>A required device is absent. The layers above turn it into their own error for absent things.</summary>
/// <param name="message">One line that names the device, the reason and what to do.</param>
public sealed class DeviceAbsentException(string message) : Exception(message);
