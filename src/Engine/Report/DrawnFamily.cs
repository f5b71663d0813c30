using ButterE.Engine.Isolines;
using ButterE.Engine.Recommendation;

namespace ButterE.Engine.Report;

/// <summary>A family with what is drawn around its isolines.</summary>
/// <param name="Family">The family.</param>
/// <param name="Boundaries">Where working sets leave levels.</param>
public sealed record DrawnFamily(IsolineFamily Family, IReadOnlyList<SpillBoundary> Boundaries)
{
    /// <summary>Families on one page; of a campaign with more, those with the most sizes are drawn, so that the page stays light.</summary>
    public const int MostOnAPage = 24;
}
