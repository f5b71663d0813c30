using ButterE.Engine.Model;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Report;

/// <summary>The report of a study: one page that needs no network, with interactive charts and the tables behind them.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="input">What to show.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ReportInput input) => WholeFile.WriteText(path, Render(input).Markup);

    /// <summary>The page.</summary>
    internal static Html Render(ReportInput input) => HtmlPage.Of(input.Title, Sections(input));

    private static IEnumerable<Html> Sections(ReportInput input) =>
    [
        SummarySection.Header(input),
        SummarySection.Recommendation(input),
        CostSection(input),
        WhatIfSection.Of(input.WhatIf),
        PredictionSection(input),
        LossSection(input),
        input.Isolines is { } isolines ? IsolineSection.Of(isolines, input.DrawnFamilies, TargetOf(input)) : Html.Empty,
        IsolineSection.Families(input.Families, TargetOf(input)),
        MachineSection.Of(input.Profile),
        RunsSection.Of(input.Runs),
        SummarySection.Notes(input),
    ];

    private static CostTarget TargetOf(ReportInput input) => input.Target == "energy" ? CostTarget.Energy : CostTarget.Time;

    private static Html CostSection(ReportInput input)
    {
        var time = CostChart.OfTime(input);
        var energy = CostChart.OfEnergy(input);
        var absent = (time, energy) switch
        {
            (null, _) => "No run has a known cost per datum, so there is no cost curve.",
            (_, null) => "No energy meter: joules are null, and the cost curve is in seconds.",
            _ => null,
        };
        return HtmlPage.Section("What a size costs", absent, time, energy);
    }

    private static Html PredictionSection(ReportInput input)
    {
        var chart = PredictionChart.Of(input);
        return HtmlPage.Section(
            "How well the model predicts",
            chart is null ? "No model was fitted to these runs, so there are no predictions." : null, chart, ResidualChart.Of(input));
    }

    private static Html LossSection(ReportInput input)
    {
        var chart = LossChart.Of(input);
        return HtmlPage.Section("What a size learns", chart is null ? "No run has test losses." : null, chart);
    }
}
