namespace ButterE.Probe.Meters.Protocol;

/// <summary>Total, idle and dynamic energy of one piece of work; the dynamic one never stands alone.</summary>
/// <param name="Total">All energy, J.</param>
/// <param name="TotalUncertainty">Its standard uncertainty.</param>
/// <param name="Idle">What the machine would have drawn idle in the same time, J; null without a baseline.</param>
/// <param name="Dynamic">The difference, J; null without a baseline.</param>
/// <param name="DynamicUncertainty">Standard uncertainty of the difference; null without a baseline.</param>
public sealed record EnergyBudget(double Total, EnergyUncertainty TotalUncertainty, double? Idle, double? Dynamic,
    EnergyUncertainty? DynamicUncertainty)
{
    /// <summary>Makes the budget of an interval.</summary>
    /// <param name="interval">The interval; its energy is known.</param>
    /// <param name="baseline">The idle power; null when it was not measured.</param>
    /// <param name="timeUncertainty">Standard uncertainty of the interval's length, s.</param>
    /// <returns>Null when the energy is not known.</returns>
    public static EnergyBudget? Of(EnergyInterval interval, IdleBaseline? baseline, double timeUncertainty = 0)
    {
        ArgumentNullException.ThrowIfNull(interval);
        if (interval is not { Joules: { } total, Uncertainty: { } uncertainty, Seconds: var seconds })
            return null;
        if (baseline is null)
            return new EnergyBudget(total, uncertainty, null, null, null);
        var idle = baseline.Watts * seconds;
        // u2 = u(E)2 + T2 u(P)2 + P2 u(T)2 for the random parts. The gain is the same in both energies, so that the error it makes is that share of
        // their difference.
        var random = Math.Sqrt(
            Square(uncertainty.Random) + Square(seconds * baseline.RandomWatts) + Square(baseline.Watts * timeUncertainty));
        return new EnergyBudget(total, uncertainty, idle, total - idle, new EnergyUncertainty(random,
            Math.Abs(uncertainty.Systematic - seconds * baseline.SystematicWatts)));
    }

    /// <summary>The share of one of several equal repetitions.</summary>
    /// <param name="repeats">How many ran.</param>
    public EnergyBudget PerRepeat(int repeats) => new(
        Total / repeats, Scale(TotalUncertainty, repeats), Idle / repeats, Dynamic / repeats, DynamicUncertainty is { } dynamic
            ? Scale(dynamic, repeats) : null);

    private static EnergyUncertainty Scale(EnergyUncertainty uncertainty, int repeats) =>
        new(uncertainty.Random / repeats, uncertainty.Systematic / repeats);

    private static double Square(double x) => x * x;
}
