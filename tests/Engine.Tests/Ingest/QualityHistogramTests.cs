using System.Globalization;
using ButterE.Engine.Ingest;
using ButterE.Tests.Shared;

namespace ButterE.Engine.Tests.Ingest;

/// <summary>Figure 2 of the paper: runs kept and removed by run time and by deviation.</summary>
public sealed class QualityHistogramTests
{
    [Fact]
    public void Every_joined_run_is_in_one_bin_of_each_panel_kept_or_removed()
    {
        using var campaign = new RawCampaign();
        for (var run = 0; run < 30; run++)
            campaign.Steady($"r{run}", 600 + run, 300);
        campaign.Steady("far", 6000, 300).Steady("long", 75_100, 300, size: 256).Steady("beside", 80_000, 300, size: 256);
        var result = campaign.Ingest();
        Assert.Equal(["fig2a", "fig2b"], result.Quality.Select(panel => panel.Id));
        foreach (var panel in result.Quality)
        {
            Assert.Equal(QualityHistogram.Bins + 1, panel.Edges.Count);
            Assert.Equal(result.Counts.Kept, panel.Retained.Sum());
            Assert.Equal(result.Counts.Joined - result.Counts.Kept, panel.Removed.Sum());
        }

        // Two ran beyond 75,000 s and one lies beyond 4 deviations of its like.
        Assert.Equal((30, 3), (result.Counts.Kept, result.Quality[0].Removed.Sum()));
        Assert.Equal((600, 80_000), (result.Quality[0].Edges[0], Math.Round(result.Quality[0].Edges[^1], 6)));
        Assert.Equal(1, result.Quality[1].Removed[^1]);
    }

    [SharedDataFact("data/fig2a_qc_hist.csv")]
    public void Run_times_fall_into_the_bins_of_figure_2a()
    {
        var drawn = LeftEdges("data/fig2a_qc_hist.csv");
        var edges = QualityHistogram.EqualRatios(drawn[0], drawn[^1] * drawn[^1] / drawn[^2]);
        Assert.All(drawn.Zip(edges), pair => Assert.Equal(1, pair.Second / pair.First, 3));
    }

    [SharedDataFact("data/fig2b_qc_hist.csv")]
    public void Deviations_fall_into_the_bins_of_figure_2b()
    {
        var drawn = LeftEdges("data/fig2b_qc_hist.csv");
        var edges = QualityHistogram.EqualSteps(drawn[0], 2 * drawn[^1] - drawn[^2]);
        Assert.All(drawn.Zip(edges), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static double[] LeftEdges(string file) =>
    [
        .. File.ReadLines(Path.Combine(Repository.Shared!, file)).Skip(1)
            .Select(line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)),
    ];
}
