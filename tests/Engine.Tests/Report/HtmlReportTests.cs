using System.Text.Json;
using System.Text.RegularExpressions;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Report;
using ButterE.Engine.Runs;
using ButterE.Engine.Tests.Runs;
using ButterE.Probe.Meters;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Report;

public sealed partial class HtmlReportTests
{
    private static readonly string[] AllCharts = ["cost-time", "cost-energy", "prediction", "residuals", "loss", "latency", "bandwidth"];

    [Fact]
    public void A_full_study_shows_every_chart_once_with_a_figure_that_parses()
    {
        var metered = SampleReport.Full with
        {
            Runs = [.. SampleReport.Full.Runs.Select(run => run with
                { Joules = run.Seconds * 40, EnergyKind = EnergyKind.CounterDerived, MeterId = "powercap:package" })],
        };
        var page = Page(metered);
        foreach (var chart in AllCharts)
        {
            Assert.Single(Regex.Matches(page, $"<div class=\"chart\" id=\"{chart}\">"));
            using var figure = Figure(page, chart);
            Assert.NotEqual(0, figure.RootElement.GetProperty("data").GetArrayLength());
        }

        Assert.Contains("Energy from powercap:package.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_loads_nothing_and_holds_plotly_once()
    {
        var page = Page(SampleReport.Full);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        var own = page.Replace(PlotlyJs().Match(page).Value, "", StringComparison.Ordinal);
        Assert.True(page.Length - own.Length > 1_000_000, "plotly.js is not in the page");
        Assert.True(own.Length < 200_000, "plotly.js is in the page twice");
        Assert.DoesNotMatch(@"(src|href)\s*=|@import|url\(|https?:|//cdn", own);
    }

    [Fact]
    public void Costs_in_the_figure_are_seconds_over_training_rows_rounded_up_to_batches()
    {
        // 15,000 rows: 3,000 test, 12,000 train in 47 batches of 256; 2 epochs; 24.064 s.
        var run = SampleRuns.Record with { Seconds = 47 * 256 * 2 * 1e-3 };
        using var figure = Figure(Page(new ReportInput { Title = "one", Runs = [run] }), "cost-time");
        Assert.Equal(1e-3, figure.RootElement.GetProperty("data")[0].GetProperty("y")[0].GetDouble(), 1e-12);
    }

    [Fact]
    public void Each_boundary_is_a_line_and_boundaries_that_coincide_share_a_label()
    {
        using var figure = Figure(Page(SampleReport.Full), "cost-time");
        var layout = figure.RootElement.GetProperty("layout");
        Assert.Equal(SampleReport.Full.Boundaries.Count + 1, layout.GetProperty("shapes").GetArrayLength());
        var labels = layout.GetProperty("annotations").EnumerateArray().Select(label => label.GetProperty("text").GetString()).ToArray();
        Assert.Contains("b leaves L3; f leaves L3", labels);
        Assert.Contains("recommended: 98,000", labels);
    }

    [Fact]
    public void Names_cannot_become_markup_anywhere()
    {
        const string evil = "</script><img src=x onerror=alert(1)>&";
        var configuration = SampleRuns.Configuration with { Dataset = evil, Shape = evil, Simd = evil };
        var page = Page(new ReportInput
        {
            Title = evil,
            Profile = SampleReport.Full.Profile! with { Name = evil, Note = evil },
            Runs = [SampleRuns.Of(configuration) with { RunId = evil, MeterId = evil, Joules = 1 }],
            Predictions = [new PredictedRun(evil, 1, 1, 1)],
            Recommendation = new RecommendationView(1, evil, [evil]),
            Boundaries = [new SpillBoundary(evil, evil, 1000)],
            Notes = [evil],
        });
        Assert.DoesNotContain("<img", page.Replace(PlotlyJs().Match(page).Value, "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var figure = Figure(page, "cost-time");
        Assert.DoesNotContain('<', figure.RootElement.GetProperty("data")[0].GetProperty("name").GetString()!);
    }

    [Fact]
    public void What_is_absent_is_left_out_and_said()
    {
        var page = Page(new ReportInput { Title = "nothing" });
        Assert.DoesNotContain("class=\"chart\"", page, StringComparison.Ordinal);
        Assert.All(
            ["No recommendation", "No run has a known cost", "No model was fitted", "No run has test losses",
                "the machine was not probed", "No runs.", "No energy meter: joules are null."],
            sentence => Assert.Contains(sentence, page, StringComparison.Ordinal));
        Assert.DoesNotContain("id=\"notes\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_without_energy_have_no_energy_chart_and_no_zero_joules()
    {
        var page = Page(SampleReport.Full);
        Assert.DoesNotContain("id=\"cost-energy\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td class=\"number\">0 J</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "synthetic data")]
    [InlineData(false, null)]
    public void Synthetic_data_are_labelled(bool synthetic, string? label)
    {
        var page = Page(new ReportInput { Title = "t", Runs = [SampleRuns.Of(SampleRuns.Configuration with { Synthetic = synthetic })] });
        Assert.Equal(label is not null, page.Contains("<span class=\"badge\">synthetic data</span>", StringComparison.Ordinal));
    }

    [Fact]
    public void Estimated_energies_are_labelled_in_the_head_and_in_the_legend()
    {
        var page = Page(new ReportInput { Title = "t", Runs = [SampleRuns.Record with { Joules = 5, EnergyKind = EnergyKind.Estimate }] });
        Assert.Contains("energies not measured: estimate", page, StringComparison.Ordinal);
        using var figure = Figure(page, "cost-energy");
        Assert.Equal("rectangle, depth 2 (estimate)", figure.RootElement.GetProperty("data")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_run_that_diverged_does_not_break_the_page()
    {
        var run = SampleRuns.Record with { Status = RunStatus.NonFinite, TrainLoss = [1, double.NaN], TestLoss = [2, double.PositiveInfinity] };
        using var figure = Figure(Page(new ReportInput { Title = "t", Runs = [run] }), "loss");
        Assert.Equal(
            1, figure.RootElement.GetProperty("data")[0].GetProperty("y").EnumerateArray().Count(value => value.ValueKind == JsonValueKind.Number));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_with_its_name()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "report.html");
        Assert.Contains(path, Assert.Throws<InputException>(() => HtmlReport.Write(path, SampleReport.Full)).Message, StringComparison.Ordinal);
    }

    private static string Page(ReportInput input)
    {
        var folder = Directory.CreateTempSubdirectory("buttere-report-").FullName;
        try
        {
            var path = Path.Combine(folder, "report.html");
            HtmlReport.Write(path, input);
            return File.ReadAllText(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonDocument Figure(string page, string chart) =>
        JsonDocument.Parse(Regex.Match(page, $"data-chart=\"{chart}\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);

    [GeneratedRegex(@"<script>\s*/\*\*.*?</script>", RegexOptions.Singleline)]
    private static partial Regex PlotlyJs();
}
