namespace ButterE.Probe.Compute;

/// <summary>A measured multiply-add ceiling beside lanes x pipes x measured clock, which it should be.</summary>
/// <param name="ClockHz">Mean measured clock of the cores, Hz.</param>
/// <param name="Pipes">Multiply-add pipes of a core that explain the ceiling, 1 or 2; null when neither does within 10 %.</param>
/// <param name="FlopsPerSecond">The ceiling that these pipes have at the measured clock, FLOP/s; null without pipes.</param>
public sealed record CeilingCheck(double ClockHz, int? Pipes, double? FlopsPerSecond)
{
    private const int MostPipes = 2;
    private const double Tolerance = 0.1;

    /// <summary>Looks for the pipes that explain a ceiling; a multiply-add counts two operations.</summary>
    /// <param name="ceiling">Measured ceiling of all cores together, FLOP/s.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="clocks">Measured clock of each core, Hz.</param>
    internal static CeilingCheck Of(double ceiling, int lanes, IReadOnlyCollection<double> clocks)
    {
        var onePipe = 2 * lanes * clocks.Sum();
        for (var pipes = 1; pipes <= MostPipes; pipes++)
        {
            if (Math.Abs(ceiling / (pipes * onePipe) - 1) <= Tolerance)
                return new CeilingCheck(clocks.Average(), pipes, pipes * onePipe);
        }

        return new CeilingCheck(clocks.Average(), null, null);
    }
}
