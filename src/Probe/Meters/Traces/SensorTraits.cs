namespace ButterE.Probe.Meters.Traces;

/// <summary>What is known about a power sensor before it is read.</summary>
/// <param name="SampleSeconds">Nominal distance of its samples, s.</param>
public sealed record SensorTraits(double SampleSeconds)
{
    /// <summary>Largest power the device can draw, W; infinite when not known.</summary>
    public double MaximumWatts { get; init; } = double.PositiveInfinity;

    /// <summary>Time over which the sensor averages each sample, s: 0 for a present value, null where nothing tells.</summary>
    public double? AveragingSeconds { get; init; }

    /// <summary>Smallest step of the reading, W.</summary>
    public double ResolutionWatts { get; init; }

    /// <summary>Share by which the gain may be wrong (k = 1); assumed where the maker states none, see the decision on metering.</summary>
    public double GainFraction { get; init; } = 0.05;
}
