namespace ButterE.Probe.Meters.Protocol;

/// <summary>One meter beside the first of a comparison.</summary>
/// <param name="Reading">What it read.</param>
/// <param name="Ratio">Its energy over that of the first; null when one of them is not known. Different intervals are compared by their mean
/// powers.</param>
/// <param name="RatioUncertainty">Standard uncertainty of the ratio (k = 1), random and systematic parts of both in quadrature.</param>
/// <param name="Agrees">Whether the ratio is 1 within two standard uncertainties; null when it is not known or both cover different domains.</param>
public sealed record ComparedMeter(EnergyReading Reading, double? Ratio, double? RatioUncertainty, bool? Agrees);

/// <summary>Several meters over the same time.</summary>
public static class MeterComparison
{
    /// <summary>Opens all meters, waits, and reads all; the first is the reference.</summary>
    /// <param name="meters">At least two; they are closed and not disposed of.</param>
    /// <param name="seconds">How long, s.</param>
    /// <param name="wait">Waits some seconds.</param>
    public static IReadOnlyList<ComparedMeter> Run(IReadOnlyList<IEnergyMeter> meters, double seconds, Action<double> wait)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(wait);
        ArgumentOutOfRangeException.ThrowIfLessThan(meters.Count, 2);
        foreach (var meter in meters)
            meter.Open();
        wait(seconds);
        var readings = meters.Select(meter => meter.Read()).ToArray();
        foreach (var meter in meters)
            meter.Close();
        return [.. readings.Select(reading => Compare(readings[0], reading))];
    }

    /// <summary>Compares two readings.</summary>
    public static ComparedMeter Compare(EnergyReading reference, EnergyReading other)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(reference, other))
            return new ComparedMeter(other, other.Joules is null ? null : 1, null, null);
        if (reference.Watts is not (> 0 and { } first) || other.Watts is not { } second)
            return new ComparedMeter(other, null, null, null);
        var ratio = second / first;
        var relative = Math.Sqrt(Square(reference.Total.Uncertainty!.Combined / reference.Joules!.Value)
            + Square(other.Total.Uncertainty!.Combined / other.Joules!.Value));
        bool? agrees = reference.Domain == other.Domain ? Math.Abs(ratio - 1) <= 2 * ratio * relative : null;
        return new ComparedMeter(other, ratio, ratio * relative, agrees);
    }

    private static double Square(double x) => x * x;
}
