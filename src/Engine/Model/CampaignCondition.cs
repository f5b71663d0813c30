namespace ButterE.Engine.Model;

/// <summary>Runs of a campaign that all came out cheaper, or dearer, than the rest by one factor.</summary>
/// <param name="Shape">Published name of their shape.</param>
/// <param name="DepthFrom">Smallest depth.</param>
/// <param name="DepthTo">Largest depth.</param>
/// <param name="Factor">By what their predictions are multiplied.</param>
/// <param name="FactorLow">Lower end of its 95 % interval, from the spread of the runs.</param>
/// <param name="FactorHigh">Upper end.</param>
/// <param name="Runs">Runs of the fit that it was found from.</param>
public sealed record CampaignCondition(
    string Shape, int DepthFrom, int DepthTo, double Factor, double FactorLow, double FactorHigh, int Runs)
{
    /// <summary>Whether a run is one of them.</summary>
    public bool Covers(string? shape, int depth) => shape == Shape && depth >= DepthFrom && depth <= DepthTo;

    /// <summary>The factor of a run: 1 where no condition covers it.</summary>
    internal static double FactorOf(IReadOnlyList<CampaignCondition> conditions, MeasuredRun run) =>
        FactorOf(conditions, run.Shape, run.Setup.Network.Depth);

    /// <summary>The factor of runs of a shape and a depth.</summary>
    internal static double FactorOf(IReadOnlyList<CampaignCondition> conditions, string? shape, int depth) =>
        conditions.FirstOrDefault(condition => condition.Covers(shape, depth))?.Factor ?? 1;
}
