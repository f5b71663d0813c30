using ButterE.Probe.Meters;

namespace ButterE.Engine.Report;

/// <summary>Head and foot of the report: what it is about, what it recommends, and what the reader must know.</summary>
internal static class SummarySection
{
    /// <summary>Title, machine, and the labels that no reader may miss.</summary>
    public static Html Header(ReportInput input)
    {
        var synthetic = input.Runs.Count(run => run.Configuration.Synthetic);
        var labels = new List<Html>();
        if (synthetic > 0)
            labels.Add(Badge(synthetic == input.Runs.Count ? "synthetic data" : $"synthetic data in {synthetic} of {input.Runs.Count} runs"));
        EnergyKind[] notMeasured = [EnergyKind.Estimate, EnergyKind.Simulated, EnergyKind.Replay];
        foreach (var kind in notMeasured.Where(kind => input.Runs.Any(run => run.EnergyKind == kind)))
            labels.Add(Badge($"energies not measured: {kind.ToString().ToLowerInvariant()}"));
        var machine = input.Profile is { } profile ? $"{profile.Name} ({profile.Device}), units granted: {profile.Units}" : "Machine not probed";
        return Html.Of($"""
            <header>
            <h1>{input.Title}</h1>
            <p class="quiet">{machine}. {Energy(input)}</p>
            {Html.Join(labels)}
            </header>

            """);
    }

    /// <summary>The recommended size, or that there is none.</summary>
    public static Html Recommendation(ReportInput input) => input.Recommendation is not { } recommendation
        ? Html.Of($"""
            <section class="card" id="recommendation">
            <h3>Recommended size</h3>
            <p class="quiet">No recommendation: these runs give no evidence for one.</p>
            </section>

            """)
        : Html.Of($"""
            <section class="card answer" id="recommendation">
            <h3>Recommended size</h3>
            <p><strong>{Quantity.Count(recommendation.Size)} parameters</strong> (target size)</p>
            <p>{recommendation.Reason}</p>
            <ul>{Html.Join(recommendation.Evidence.Select(line => Html.Of($"<li>{line}</li>")))}</ul>
            </section>

            """);

    /// <summary>The remarks.</summary>
    public static Html Notes(ReportInput input)
    {
        var items = Html.Join(input.Notes.Select(note => Html.Of($"<li>{note}</li>")));
        return input.Notes.Count == 0 ? Html.Empty : Html.Of($"<h2>Notes</h2>\n<div class=\"card\" id=\"notes\"><ul>{items}</ul></div>\n");
    }

    private static string Energy(ReportInput input)
    {
        var meters = input.Runs.Where(run => run.Joules is not null).Select(run => run.MeterId ?? "a meter without a name")
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return meters.Length == 0 ? "No energy meter: joules are null." : $"Energy from {string.Join(", ", meters)}.";
    }

    private static Html Badge(string text) => Html.Of($"<span class=\"badge\">{text}</span> ");
}
