using ButterE.Engine.Isolines;
using ButterE.Engine.Report;

namespace ButterE.Cli.Output;

/// <summary>Figures 6 to 8 as JSON: points of the families on the page, minima of all.</summary>
internal static class IsolineDocument
{
    /// <summary>One document for each figure.</summary>
    public static IEnumerable<object> Of(IsolineFigures figures, IReadOnlyList<DrawnFamily> drawn)
    {
        var points = drawn.Select(family => family.Family).ToHashSet(ReferenceEqualityComparer.Instance);
        yield return new
        {
            id = "fig6",
            title = "Cost and operations to a test loss over the sizes of a shape and depth",
            families = figures.Families.Select(family => new
            {
                family.Device, family.Dataset, family.Shape, family.Depth,
                boundaries = drawn.FirstOrDefault(other => ReferenceEquals(other.Family, family))?.Boundaries,
                isolines = family.Isolines.Select(isoline => new
                {
                    isoline.Level, isoline.Loss,
                    minimum = Point(isoline.Cheapest), flopsMinimum = Point(isoline.FewestFlops),
                    points = points.Contains(family) ? isoline.Points.Select(Point) : null,
                }),
            }),
        };
        yield return new { id = "fig7", title = "Cost over least cost, one isoline of each shape and depth", isolines = figures.Chosen };
        yield return new
        {
            id = "fig8",
            title = "Working sets at the minima, by device",
            ofChosen = figures.OfChosen,
            ofDrawn = figures.OfDrawn,
        };
    }

    private static object? Point(IsolinePoint? point) =>
        point is null ? null : new { point.Size, point.Parameters, point.Epochs, point.Flops, point.Cost };
}
