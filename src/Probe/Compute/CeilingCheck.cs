using ButterE.Probe.Levels;

namespace ButterE.Probe.Compute;

/// <summary>A measured multiply-add ceiling beside lanes x pipes x measured clock, which it should be.</summary>
/// <param name="ClockHz">Measured clock, the median over the rounds of the mean of the cores, Hz.</param>
/// <param name="Pipes">Multiply-add pipes of a core that explain the ceiling, 1 or 2; null when neither does within 10 %.</param>
/// <param name="FlopsPerSecond">The ceiling that these pipes have at the measured clock, all cores together, FLOP/s; null without pipes.</param>
public sealed record CeilingCheck(double ClockHz, int? Pipes, double? FlopsPerSecond)
{
    private const int MostPipes = 2;
    private const double Tolerance = 0.1;

    /// <summary>Looks for the pipes that explain a ceiling; a multiply-add counts two operations.</summary>
    /// <param name="rounds">The ceiling, FLOP/s, and right after it the cycles, 1/s, both of all cores together.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="cores">Cores that took part.</param>
    internal static CeilingCheck Of(IReadOnlyCollection<RateRound> rounds, int lanes, int cores)
    {
        var clocks = Median(round => round.Work);
        // The ratio of a round stands where the clock wanders between the rounds.
        var pipes = Median(round => round.Ceiling / (2 * lanes * round.Work));
        for (var whole = 1; whole <= MostPipes; whole++)
        {
            if (Math.Abs(pipes / whole - 1) <= Tolerance)
                return new CeilingCheck(clocks / cores, whole, 2 * lanes * whole * clocks);
        }

        return new CeilingCheck(clocks / cores, null, null);

        double Median(Func<RateRound, double> of) => Quantile.Median(rounds.Select(of));
    }
}
