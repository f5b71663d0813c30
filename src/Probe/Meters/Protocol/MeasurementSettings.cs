namespace ButterE.Probe.Meters.Protocol;

/// <summary>How work is measured.</summary>
public sealed record MeasurementSettings
{
    /// <summary>
    /// Length of the idle baselines before and after, s; 0 for none, null for the meter's shortest window, at most <see
    /// cref="LongestDefaultIdleSeconds"/>.
    /// </summary>
    public double? IdleSeconds { get; init; }

    /// <summary>Shortest window, s; null for the meter's own. Work that ends before is repeated.</summary>
    public double? MinimumSeconds { get; init; }

    /// <summary>Waits some seconds without loading the machine.</summary>
    public Action<double> Wait { get; init; } = seconds => Thread.Sleep(TimeSpan.FromSeconds(seconds));

    /// <summary>Temperatures between which the measurement may start; null for any.</summary>
    public TemperatureBand? Temperature { get; init; }

    /// <summary>Temperature of the processors now, degrees Celsius; null where no sensor tells.</summary>
    public Func<double?> Celsius { get; init; } = () => NodeConditions.Now().TemperatureCelsius;

    /// <summary>File that marks a measurement of the whole node; null for none.</summary>
    public string? NodeLockFile { get; init; }

    /// <summary>Longest idle baseline that is measured without being asked for, s.</summary>
    public const double LongestDefaultIdleSeconds = 60;

    /// <summary>The shortest window with a meter, s; 0 where neither it nor these settings state one.</summary>
    internal double WindowOf(MeterDescription meter) => Math.Max(MinimumSeconds ?? meter.MinimumSeconds ?? 0, 0);

    /// <summary>Length of each idle baseline beside windows of some seconds, s.</summary>
    internal double IdleBeside(double window) => IdleSeconds ?? Math.Min(window, LongestDefaultIdleSeconds);

    /// <summary>Shortest time that one measurement takes: idle baselines before and after, and the window, s.</summary>
    /// <param name="meter">The meter.</param>
    public double ShortestSeconds(MeterDescription meter) => WindowOf(meter) + IdleSecondsWith(meter);

    /// <summary>Length of both idle baselines, s.</summary>
    /// <param name="meter">The meter.</param>
    public double IdleSecondsWith(MeterDescription meter) => 2 * IdleBeside(WindowOf(meter));

    /// <summary>Settings for this machine: the lock is the node's.</summary>
    public static MeasurementSettings OfThisMachine => new() { NodeLockFile = NodeLock.DefaultFile };
}
