using ButterE.Probe;

namespace ButterE.Engine.Tests.Ingest;

public sealed class QualityFilterTests
{
    [Fact]
    public void Runs_longer_than_75000_seconds_are_filtered()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("at", 75_000, 300).Steady("beyond", 75_060, 300);
        var counts = campaign.Ingest().Counts;
        Assert.Equal((2, 1, 1), (counts.Joined, counts.RuntimeFilter, counts.Kept));
        Assert.Equal("runtimeFilter", campaign.Dropped()["beyond"]);
    }

    [Theory]
    // Twenty runs at 0.05 to either side of a mean logarithm and one at D from it: with D = 0.4893 the last is 4.05 of the population's standard
    // deviations off and 3.95 of the sample's; with D = 0.45 it is 3.985 off.
    [InlineData(0.4893, 1)]
    [InlineData(0.45, 0)]
    public void The_deviation_is_the_populations(double distance, int flagged)
    {
        using var campaign = new RawCampaign();
        for (var i = 0; i < 20; i++)
            campaign.Steady($"r{i}", 600 * Math.Exp(i % 2 == 0 ? 0.05 : -0.05), 300);
        campaign.Steady("far", 600 * Math.Exp(distance), 300);
        var counts = campaign.Ingest().Counts;
        Assert.Equal((flagged, flagged), (counts.SigmaFilter, counts.SigmaOnly));
        Assert.Equal(flagged, campaign.Dropped().Count(run => run is { Key: "far", Value: "sigmaFilter" }));
    }

    [Fact]
    public void A_run_that_is_too_short_is_as_far_off_as_one_that_is_too_long()
    {
        using var campaign = new RawCampaign();
        for (var i = 0; i < 17; i++)
            campaign.Steady($"r{i}", 600, 300);
        campaign.Steady("short", 120, 300);
        Assert.Equal(1, campaign.Ingest().Counts.SigmaOnly);
    }

    [Fact]
    public void Groups_are_taken_before_any_filter_so_that_a_hung_run_hides_a_smaller_outlier()
    {
        using var campaign = new RawCampaign();
        for (var i = 0; i < 30; i++)
            campaign.Steady($"r{i}", 600, 300);
        // Alone among 30 equals this one would be 5.5 deviations off.
        campaign.Steady("far", 1200, 300).Steady("hung", 80_000, 300);
        var counts = campaign.Ingest().Counts;
        Assert.Equal((1, 1, 0), (counts.RuntimeFilter, counts.SigmaFilter, counts.SigmaOnly));
    }

    [Fact]
    public void Groups_are_those_of_device_data_set_and_size()
    {
        using var campaign = new RawCampaign();
        for (var i = 0; i < 30; i++)
            campaign.Steady($"r{i}", 600, 300);
        campaign.Steady("size", 1200, 300, size: 256).Steady("data", 1200, 300, dataset: "banana").Steady("gpu", 1200, 500, node: "g1", gpu: true);
        Assert.Equal(0, campaign.Ingest().Counts.SigmaFilter);
    }

    [Fact]
    public void When_no_run_is_left_the_reasons_are_named()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 80_000, 300);
        var failure = Assert.Throws<InsufficientDataException>(() => campaign.Ingest());
        Assert.Contains("1 filtered", failure.Message, StringComparison.Ordinal);
        Assert.Equal("runtimeFilter", campaign.Dropped()["a"]);
    }
}
