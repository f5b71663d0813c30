using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Nvml;

/// <summary>The power of one GPU: the present one where the driver tells it apart, else what the driver gives.</summary>
internal sealed class NvmlPower : IPowerSensor
{
    /// <summary>First architecture whose sensor shows a mean over 1 s unless its name is GA100 (Ampere, 7).</summary>
    private const uint Ampere = 7;

    private readonly Func<double?> read;

    /// <summary>Makes a sensor of a device.</summary>
    public NvmlPower(NvmlDevice device)
    {
        (read, var averaging) = device switch
        {
            _ when device.FieldWatts(NvmlLibrary.PowerInstant) is not null => (() => device.FieldWatts(NvmlLibrary.PowerInstant), 0.0),
            _ when device.FieldWatts(NvmlLibrary.PowerAverage) is not null => (() => device.FieldWatts(NvmlLibrary.PowerAverage), 1.0),
            _ => ((Func<double?>)device.UsageWatts, IsAverage(device.Architecture, device.Name) ? 1.0 : 0.0),
        };
        Traits = new SensorTraits(SampleSeconds: 0.1) { ResolutionWatts = 0.001, AveragingSeconds = averaging };
    }

    /// <inheritdoc/>
    public SensorTraits Traits { get; }

    /// <inheritdoc/>
    public double DeadlineSeconds => 1;

    /// <inheritdoc/>
    public PowerAnswer Read() => new(read());

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>
    /// Whether the power of an architecture is a mean over 1 s where the driver does not say (NVML reference, nvmlDeviceGetPowerUsage).
    /// </summary>
    private static bool IsAverage(uint? architecture, string name) =>
        architecture >= Ampere && !name.Contains("A100", StringComparison.Ordinal) && !name.Contains("A30", StringComparison.Ordinal);
}
