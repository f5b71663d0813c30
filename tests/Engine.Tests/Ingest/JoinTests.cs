using ButterE.Probe;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Tests.Ingest;

public sealed class JoinTests
{
    [Fact]
    public void The_notebooks_energy_holds_each_reading_until_the_next()
    {
        using var campaign = new RawCampaign();
        // Readings at -20, 40, 100, 160 s; the run lasts from 0 to 170 s.
        campaign.Run("a", 0, 170).Readings("1", "n1", (-20, 300), (40, 310), (100, 320), (160, 330), (220, 340));
        campaign.Ingest();
        Assert.Equal(300 * 40 + 60 * (310 + 320) + 330 * 10, campaign.Written()["a"].Positive("energy"));
    }

    [Theory]
    // Straight lines: 303 1/3 W at the start, 331 2/3 W at the end.
    [InlineData(Integrator.Linear, (303.0 + 1.0 / 3 + 310) / 2 * 40 + 315 * 60 + 325 * 60 + (330 + 331.0 + 2.0 / 3) / 2 * 10)]
    // The mean of 310, 320 and 330 W.
    [InlineData(Integrator.Inside, 320.0 * 170)]
    public void The_other_integrators_are_those_of_the_meters(Integrator integrator, double joules)
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 170).Readings("1", "n1", (-20, 300), (40, 310), (100, 320), (160, 330), (220, 340));
        campaign.Ingest(settings => settings with { Integrator = integrator });
        Assert.Equal(joules, campaign.Written()["a"].Positive("energy")!.Value, 6);
    }

    [Fact]
    public void Readings_of_other_nodes_do_not_count_not_even_the_one_before_the_start()
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 170).Readings("1", "n1", (-20, 300)).Readings("1", "n2", (-10, 999), (50, 999), (110, 0))
            .Readings("1", "n1", (40, 310), (100, 320), (160, 330));
        campaign.Ingest();
        Assert.Equal(300 * 40 + 60 * (310 + 320) + 330 * 10, campaign.Written()["a"].Positive("energy"));
    }

    [Theory]
    [InlineData("nan", "3")]
    [InlineData("1e300", "3")]
    [InlineData("128", "2.5")]
    [InlineData("0", "3")]
    [InlineData("128", "1e12")]
    public void A_size_or_depth_that_is_no_count_is_refused_by_row_and_column(string size, string depth)
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Row($"b,e,7,1,{RawCampaign.Utc(0)},{RawCampaign.Utc(60)},,n1,{size},{depth},rectangle,201_pol,0.0001,256,Adam,False,{{}},energy");
        Assert.Contains($"row 2: column {(depth == "3" ? "size" : "depth")}", Assert.Throws<InputException>(() => campaign.Ingest()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "type cpu2")]
    [InlineData("inf", "row 2: column p2")]
    [InlineData("-1", "row 2: column p2")]
    [InlineData("abc", "row 2: column p2")]
    public void An_idle_power_that_is_no_power_is_refused_and_one_that_is_not_known_left_out(string watts, string named)
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300);
        campaign.NodePower = campaign.NodePower.Replace("229,230,231", "229,n/a,231", StringComparison.Ordinal);
        Assert.False(campaign.Ingest().IdleWatts.ContainsKey("cpu2"));
        campaign.NodePower = campaign.NodePower.Replace("n/a", watts, StringComparison.Ordinal);
        Assert.Contains(named, Assert.Throws<InputException>(() => campaign.Ingest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_file_that_is_no_table_is_refused_by_its_name()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Steady("b", 600, 300).Reading("joba", "2022-09", "n1", "1,2,3");
        Assert.Contains("joba.csv: cannot be read", Assert.Throws<InputException>(() => campaign.Ingest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_in_any_order_and_rows_that_stand_twice_change_nothing()
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 170).Readings("1", "n1", (160, 330), (40, 310), (40, 500), (-20, 300), (100, 320));
        campaign.Ingest();
        Assert.Equal(300 * 40 + 60 * (310 + 320) + 330 * 10, campaign.Written()["a"].Positive("energy"));
    }

    [Fact]
    public void Without_an_earlier_reading_the_first_one_holds_back_to_the_start_and_is_counted()
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 170).Readings("1", "n1", (40, 310), (100, 320), (160, 330));
        Assert.Equal(1, campaign.Ingest().NoReadingBefore);
        Assert.Equal(310 * 40 + 60 * (310 + 320) + 330 * 10, campaign.Written()["a"].Positive("energy"));
    }

    [Fact]
    public void A_reading_at_the_very_start_or_end_lies_inside()
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 60).Readings("1", "n1", (-60, 100), (0, 300), (60, 310));
        campaign.Ingest();
        Assert.Equal(300 * 60, campaign.Written()["a"].Positive("energy"));
    }

    [Fact]
    public void Each_of_the_four_join_errors_is_counted_and_listed_under_its_own_name()
    {
        using var campaign = new RawCampaign();
        campaign.Run("fine", 0, 170).Readings("1", "n1", (-20, 300), (40, 310), (100, 320), (160, 330))
            .Run("noFile", 0, 170, job: "2")
            .Run("noneInWindow", 3600, 3700)
            .Run("otherNode", 0, 170, node: "n2")
            // 241 s are 4.02 minutes: three readings are one too few, for 240 s they are enough.
            .Run("tooFew", 0, 241, job: "3").Run("enough", 0, 240, job: "3").Readings("3", "n1", (10, 300), (70, 300), (130, 300))
            .Run("zeroWatts", 0, 170, job: "4").Readings("4", "n1", (-20, 300), (40, 310), (100, 0), (160, 330))
            // A reading of 0 W before the first one is not looked at.
            .Run("zeroBefore", 0, 170, job: "5").Readings("5", "n1", (-20, 0), (40, 310), (100, 320), (160, 330));
        var counts = campaign.Ingest().Counts;
        Assert.Equal((8, 3, 1), (counts.Rows, counts.Joined, counts.ZeroWatts));
        Assert.Equal((1, 2, 1), (counts.MissingBy.NoFile, counts.MissingBy.NoneInWindow, counts.MissingBy.TooFew));
        Assert.Equal(4, counts.Missing);
        Assert.Equal(["enough", "fine", "zeroBefore"], campaign.Written().Keys.Order());
        Assert.Equal(
            [("noFile", "noFile"), ("noneInWindow", "noneInWindow"), ("otherNode", "noneInWindow"), ("tooFew", "tooFew"), ("zeroWatts", "zeroWatts")],
            campaign.Dropped().OrderBy(run => run.Key, StringComparer.Ordinal).Select(run => (run.Key, run.Value)));
    }

    [Fact]
    public void A_run_that_never_ended_is_incomplete_not_an_error()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Row("b,e,7,9,2022-10-01 12:00:00,,,n1,128,3,rectangle,201_pol,0.0001,256,Adam,False,{},energy");
        Assert.Equal(1, campaign.Ingest().Counts.Incomplete);
        Assert.Equal("incomplete", campaign.Dropped()["b"]);
    }

    [Fact]
    public void The_optimizer_sweep_is_no_part_of_the_campaign()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Run("b", 0, 100, batch: "optimizer_energy_1_cpu");
        var counts = campaign.Ingest().Counts;
        Assert.Equal((1, 1), (counts.Rows, counts.ExcludedBatch));
    }

    [Theory]
    [InlineData("watts", "2022-10-01T06:00:40Z", "n1", "many")]
    [InlineData("timestamp", "yesterday", "n1", "300")]
    [InlineData("timestamp", "2022-10-01T06:00:40-06:00", "n1", "300")]
    public void An_unreadable_reading_is_refused_with_its_file(string column, string timestamp, string node, string watts)
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Reading("joba", timestamp, node, watts);
        var failure = Assert.Throws<InputException>(() => campaign.Ingest());
        Assert.Contains("joba.csv: column " + column, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_cell_of_the_metadata_is_refused_with_its_row()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Row("b,e,7,9,noon,,,n1,128,3,rectangle,201_pol,0.0001,256,Adam,False,{},energy");
        var failure = Assert.Throws<InputException>(() => campaign.Ingest());
        Assert.Contains("metadata.csv: row 2: column start_time: 'noon'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_needed_column_is_refused_with_the_column()
    {
        using var campaign = new RawCampaign { NodePower = "node,count,p1\nn1,1,2\n" };
        campaign.Steady("a", 600, 300);
        var failure = Assert.Throws<InputException>(() => campaign.Ingest());
        Assert.Contains("node_power.csv: line 1: the column p2 is missing", failure.Message, StringComparison.Ordinal);
    }
}
