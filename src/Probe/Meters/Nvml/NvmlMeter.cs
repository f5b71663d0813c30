namespace ButterE.Probe.Meters.Nvml;

/// <summary>The energy of a GPU by its counter, with its sampled power integrated beside it: where both differ much, the reading says so.</summary>
/// <param name="primary">The meter that counts.</param>
/// <param name="beside">The meter that checks; null when there is none.</param>
/// <param name="always">Flags of every reading.</param>
internal sealed class NvmlMeter(IEnergyMeter primary, IEnergyMeter? beside, MeterEvents always) : IEnergyMeter
{
    private const double MostDifference = 0.1;

    /// <inheritdoc/>
    public MeterDescription Description => primary.Description;

    /// <inheritdoc/>
    public void Open()
    {
        beside?.Open();
        primary.Open();
    }

    /// <inheritdoc/>
    public EnergyReading Read()
    {
        var reading = primary.Read();
        var check = beside?.Read();
        var total = reading.Total with { Flags = reading.Flags | always | Difference(reading.Total, check?.Total) };
        var latest = reading.Latest with { Flags = reading.Latest.Flags | always | Difference(reading.Latest, check?.Latest) };
        return reading with
        {
            Total = total,
            Latest = latest,
            CrossCheckJoules = check?.Joules,
            SelfSeconds = reading.SelfSeconds + (check?.SelfSeconds ?? 0),
        };
    }

    /// <inheritdoc/>
    public EnergyInterval Lap()
    {
        var counted = primary.Lap();
        return counted with { Flags = counted.Flags | always | Difference(counted, beside?.Lap()) };
    }

    /// <inheritdoc/>
    public void Close()
    {
        primary.Close();
        beside?.Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        primary.Dispose();
        beside?.Dispose();
    }

    private static MeterEvents Difference(EnergyInterval counted, EnergyInterval? sampled) =>
        counted.Joules is { } a && sampled?.Joules is { } b
            && Math.Abs(a - b) > MostDifference * Math.Max(a, b) ? MeterEvents.Disagreement : MeterEvents.None;
}
