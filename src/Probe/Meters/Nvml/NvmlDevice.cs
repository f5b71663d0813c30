using ButterE.Probe.Meters.Counters;

namespace ButterE.Probe.Meters.Nvml;

/// <summary>One GPU, and its energy counter: 64 bits of mJ since the driver was loaded.</summary>
internal sealed class NvmlDevice(NvmlLibrary nvml, nint handle, int index) : IRawCounter
{
    private const double MostWatts = 3000, UpdateSeconds = 0.1;

    /// <summary>Number in the order of the bus.</summary>
    public int Index { get; } = index;

    /// <summary>UUID, GPU-….</summary>
    public string Uuid { get; } = nvml.Text("nvmlDeviceGetUUID", handle) ?? $"index-{index}";

    /// <summary>Name of the product.</summary>
    public string Name { get; } = nvml.Text("nvmlDeviceGetName", handle) ?? "NVIDIA GPU";

    /// <summary>Version of the driver; null when not known.</summary>
    public string? Driver { get; } = nvml.DriverVersion();

    /// <summary>Power limit in force, W; null when not known.</summary>
    public double? PowerLimitWatts { get; } = nvml.Number("nvmlDeviceGetEnforcedPowerLimit", handle) * 1e-3;

    /// <summary>Whether the driver keeps the device awake; null when not known. Without it, polling itself may wake the device.</summary>
    public bool? Persistence { get; } = nvml.Number("nvmlDeviceGetPersistenceMode", handle) is { } mode ? mode != 0 : null;

    /// <summary>Whether it is cut into partitions, which have no meter of their own.</summary>
    public bool IsPartitioned { get; } = nvml.IsPartitioned(handle) == true;

    /// <summary>Number of the architecture; null when not known.</summary>
    public uint? Architecture { get; } = nvml.Number("nvmlDeviceGetArchitecture", handle);

    /// <inheritdoc/>
    public CounterTraits Traits { get; } = new(PeriodJoules: null, MostWatts, UpdateSeconds, TickJoules: 0.001);

    /// <inheritdoc/>
    public double? ReadJoules() => nvml.TotalEnergyMillijoules(handle) * 1e-3;

    /// <summary>A power field of the driver, W; null when not supported.</summary>
    public double? FieldWatts(uint field) => nvml.Field(handle, field) * 1e-3;

    /// <summary>Power as every driver gives it, W; null when not supported.</summary>
    public double? UsageWatts() => nvml.Number("nvmlDeviceGetPowerUsage", handle) * 1e-3;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
