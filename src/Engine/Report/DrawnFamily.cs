using ButterE.Engine.Isolines;

namespace ButterE.Engine.Report;

/// <summary>A family with what is drawn around its isolines.</summary>
/// <param name="Family">The family.</param>
/// <param name="Boundaries">Where working sets leave levels.</param>
public sealed record DrawnFamily(IsolineFamily Family, IReadOnlyList<BoundaryLine> Boundaries)
{
    /// <summary>Families on one page; of a campaign with more, those with the most sizes are drawn, so that the page stays light.</summary>
    public const int MostOnAPage = 24;
}

/// <summary>A size at which a working set no longer fits into a level.</summary>
/// <param name="WorkingSet">Name of the working set: <c>f</c>, <c>b</c>, …</param>
/// <param name="Level">Name of the level that it leaves.</param>
/// <param name="Parameters">Number of parameters at the boundary.</param>
public sealed record BoundaryLine(string WorkingSet, string Level, double Parameters);
