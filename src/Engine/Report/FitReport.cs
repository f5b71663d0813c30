using System.Globalization;
using ButterE.Engine.Model;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Report;

/// <summary>The page of a fitted model: its costs as Table 4 of the paper, what each form of the model buys, and Figure 5.</summary>
public static class FitReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="model">A model that was fitted to runs.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, EnergyModel model) => WholeFile.WriteText(path, Render(model).Markup);

    internal static Html Render(EnergyModel model)
    {
        var unit = model.Target.Unit();
        var isSimulated = model.SimulatedRuns > 0;
        var title = $"{(isSimulated ? "Simulated: what" : "What")} training costs in {(model.Target == CostTarget.Energy ? "joules" : "seconds")} on {model.Profile.Name}";
        return HtmlPage.Of(title,
        [
            Html.Of($"""
                <header>
                <h1>{title}</h1>
                {(isSimulated ? HtmlPage.Warning($"{model.SimulatedRuns} of the runs are simulated: nothing of them was measured") : Html.Empty)}
                <p class="quiet">Form {model.Form.ToString().ToLowerInvariant()}, placement {model.Placement}. {Errors(model)}</p>
                </header>
                <h2>Costs</h2>
                <p class="quiet">The paper's Table 4, in {unit} per unit of each term, with 95 % intervals from resampled runs.</p>
                {Costs(model, unit)}
                {Forms(model)}
                """),
            model.Residuals is { } spread ? HtmlPage.Section("Predicted over measured", "The paper's figure 5.", ResidualChart.Of(spread)) : Html.Empty,
        ]);
    }

    private static Html Costs(EnergyModel model, string unit)
    {
        var names = TermNames.For(model.Levels.Count, model.Kernels?.Count ?? 0);
        var (values, intervals) = (model.Coefficients.ToArray(), model.Intervals?.ToArray());
        return Html.Table(["term", "per", "#cost", "#95 % interval"], names.Select((name, i) => (IReadOnlyList<string>)
        [
            name,
            TermNames.Describe(name, model.Levels, model.Kernels),
            values[i] is { } value ? Text(value, unit) : model.Without.Contains(name) ? "left out" : "not met",
            intervals?[i] is { } interval ? $"{Text(interval.Low, unit)} … {Text(interval.High, unit)}" : "",
        ]));
    }

    private static Html Forms(EnergyModel model) => model.Candidates is not { } forms ? Html.Empty : Html.Of($"""
        <h2>What each form of the model buys</h2>
        <p class="quiet">Mean of |predicted / measured − 1|; each form adds terms to the one before it.</p>
        {Html.Table(["form", "#terms", "#on its own runs", "#on unseen runs"], forms.Select(form => (IReadOnlyList<string>)
        [
            form.Form.ToString().ToLowerInvariant() + (form.Form == model.Form ? " (chosen)" : ""), Quantity.Count(form.Terms),
            Percent(form.MeanAbsoluteRelative), Percent(form.CrossValidated),
        ]))}
        """);

    private static string Errors(EnergyModel model) => model.Errors is not { } errors
        ? ""
        : $"{Quantity.Count(errors.N)} runs, predicted to {Percent(errors.MeanAbsoluteRelative)} on average, to {Percent(errors.CrossValidated)} where the fit had not seen them{FitErrors.NoteOnUnseen(errors.CrossValidatedN, errors.N)}.";

    private static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : Quantity.Text(null);

    // Joules per byte reach below every prefix of Quantity.
    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:G3} {unit}");
}
