using System.Globalization;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;

namespace ButterE.Engine.Report;

/// <summary>What a loss costs over the sizes: isolines, their minima among the caches, and the epochs that a size needs.</summary>
internal static class IsolineSection
{
    /// <summary>The section.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="families">The families to draw, with their boundaries.</param>
    /// <param name="target">Joules or seconds.</param>
    public static Html Of(IsolineFigures figures, IReadOnlyList<DrawnFamily> families, CostTarget target)
    {
        ChartChoice?[] charts =
        [
            IsolineCharts.OfCost(families, target), IsolineCharts.OfFlops(families), SpillCharts.Histograms(figures.OfDrawn),
            SpillCharts.Ratios(figures.Chosen, target),
        ];
        var left = figures.Families.Count - families.Count;
        return Html.Of($"""
            <h2>What a loss costs</h2>
            <p class="quiet">The paper's figures 6 to 8: cost until the test loss first falls to a level, over the sizes of one shape and depth.{(left > 0
                ? $" The {families.Count} families with the most sizes are drawn; {left} more are in the figures of the JSON document." : "")}</p>
            {Html.Join(charts.Where(chart => chart is not null).Select(chart => chart!.Render()))}
            {Efficiency(figures.Efficiency)}
            """);
    }

    /// <summary>Measured and predicted least-cost sizes of several families.</summary>
    public static Html Families(IReadOnlyList<FamilyLeastCost>? families, CostTarget target)
    {
        if (families is null || families.Count == 0)
            return Html.Empty;
        var unit = target.Unit();
        var rows = families.Select(row => (IReadOnlyList<string>)[
            row.Shape, $"{row.Depth}", Quantity.Number(row.Loss), Quantity.Count(row.Sizes), Quantity.Si(row.Cost, unit), Quantity.Count(row.Parameters),
            row.Interval is { } interval ? $"{Quantity.Count(Math.Round(interval.Low))} – {Quantity.Count(Math.Round(interval.High))}" : "–",
            Quantity.Count(row.ByModel), Quantity.Count(row.ByProfile),
            row.RatioToSpill is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0#} × {row.NearestSpill!.WorkingSet} leaves {row.NearestSpill.Level}") : "–",
            row.IsAtAnEnd ? "smallest or largest size: the minimum may lie beyond" : "",
        ]);
        return Html.Of($"""
            <h2>The cheapest size of each shape and depth</h2>
            <p class="quiet">At the lowest test loss that {SizeRecommendation.SizesNeeded} sizes of the family reach. Predicted: measured epochs times the cost
            of an epoch by the fitted model, and by the hardware profile alone.</p>
            {Html.Table(["shape", "#depth", "#test loss", "#sizes", "#cost", "#cheapest", "95 % interval", "#by model", "#by profile", "nearest spill", ""], rows)}
            """);
    }

    private static Html Efficiency(IReadOnlyList<FamilyEfficiency> fits) => fits.Count == 0 ? Html.Empty : Html.Of($"""
        <h3>Epochs to the lowest test loss</h3>
        <p class="quiet">Equation (10) of the paper: epochs^(-1/3) = slope · log10(parameters) + intercept, with 95 % intervals. Networks whose loss still fell
        when the run ended are left out.</p>
        {Html.Table(
            ["device", "data set", "#slope", "interval", "#intercept", "interval", "#R²", "#networks", "#left out", ""],
            fits.Select(fit => (IReadOnlyList<string>)[
                fit.Device, fit.Dataset, Quantity.Number(fit.Fit.Slope), $"{Quantity.Number(fit.Fit.SlopeLow)} – {Quantity.Number(fit.Fit.SlopeHigh)}",
                Quantity.Number(fit.Fit.Intercept), $"{Quantity.Number(fit.Fit.InterceptLow)} – {Quantity.Number(fit.Fit.InterceptHigh)}",
                Quantity.Number(fit.Fit.RSquared), Quantity.Count(fit.Fit.Networks), Quantity.Count(fit.Fit.StillFalling),
                fit.Fit.SlopeLow > 0 ? "larger networks need fewer epochs" : fit.Fit.SlopeHigh < 0 ? "larger networks need more epochs" : "no clear effect of size"]))}
        """);
}
