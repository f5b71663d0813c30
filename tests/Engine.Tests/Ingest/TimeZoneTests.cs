using ButterE.Engine.Ingest;
using ButterE.Probe;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Tests.Ingest;

/// <summary>Clocks in Denver: back from 2:00 to 1:00 on 6 November 2022 (8:00 UTC), forward from 2:00 to 3:00 on 12 March 2023 (9:00 UTC).</summary>
public sealed class TimeZoneTests
{
    // A run from 7:30 to 8:30 UTC, read every ten minutes in the first hour between 1:00 and 2:00; and one that ended before.
    private static RawCampaign AroundTheChange()
    {
        var campaign = new RawCampaign();
        campaign.Row("across,e,7,1,2022-11-06 07:30:30,2022-11-06 08:30:30,,n1,128,3,rectangle,201_pol,0.0001,256,Adam,False,{},energy")
            .Row("before,e,7,1,2022-11-06 05:00:30,2022-11-06 05:10:30,,n1,128,3,rectangle,201_pol,0.0001,256,Adam,False,{},energy");
        // 5:00 UTC is 23:00 of the evening before.
        for (var minute = 0; minute < 12; minute++)
            campaign.Reading("1", $"2022-11-05T23:{minute:00}:00Z", "n1", "300");
        for (var minute = 0; minute < 60; minute++)
            campaign.Reading("1", $"2022-11-06T01:{minute:00}:00Z", "n1", "400");
        return campaign;
    }

    [Fact]
    public void Runs_that_ambiguous_readings_may_belong_to_are_refused_and_the_others_kept()
    {
        using var campaign = AroundTheChange();
        var result = campaign.Ingest();
        Assert.Equal((1, 60), (result.Counts.Ambiguous, result.AmbiguousSamples));
        var first = new AmbiguousReading(Path.Combine(campaign.Settings.PowerFolder, "1.csv"), "2022-11-06T01:00:00", "n1");
        Assert.Equal(first, result.FirstAmbiguous);
        Assert.Equal("ambiguous", campaign.Dropped()["across"]);
        Assert.Equal(["before"], campaign.Written().Keys);
    }

    [Theory]
    [InlineData(AmbiguousTimes.Earlier)]
    [InlineData(AmbiguousTimes.Later)]
    public void When_told_which_instant_is_meant_half_an_hour_of_readings_is_left(AmbiguousTimes choice)
    {
        using var campaign = AroundTheChange();
        var counts = campaign.Ingest(settings => settings with { Ambiguous = choice }).Counts;
        // Earlier: 7:31 to 7:59 UTC; later: 8:00 to 8:30 UTC. An hour asks for 59.
        Assert.Equal((0, 1), (counts.Ambiguous, counts.MissingBy.TooFew));
        var line = File.ReadAllLines(campaign.Settings.Dropped!).Single(line => line.StartsWith("across", StringComparison.Ordinal));
        var readings = line.Split(',')[6];
        Assert.Equal(choice == AmbiguousTimes.Earlier ? "29" : "31", readings);
    }

    [Theory]
    [InlineData("2022-10-01 12:00:00", "2022-10-01 12:02:50Z")]
    [InlineData("2022-10-01 06:00:00 -06:00", "2022-10-01 12:02:50+00")]
    [InlineData("2022-10-01T17:30:00+0530", "2022-10-01 22:02:50+10")]
    public void The_times_of_a_run_are_UTC_or_state_their_offset(string start, string end)
    {
        using var campaign = new RawCampaign();
        campaign.Row($"a,e,7,1,{start},{end},,n1,128,3,rectangle,201_pol,0.0001,256,Adam,False,{{}},energy")
            .Readings("1", "n1", (-20, 300), (40, 310), (100, 320), (160, 330));
        campaign.Ingest();
        Assert.Equal(300 * 40 + 60 * (310 + 320) + 330 * 10, campaign.Written()["a"].Positive("energy"));
    }

    [Theory]
    [InlineData("9999-12-31T10:00:00Z")]
    [InlineData("infinity")]
    [InlineData("0000-01-01T00:00:00Z")]
    public void A_time_beyond_every_clock_is_refused_by_its_file(string stamp)
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Reading("joba", stamp, "n1", "300");
        Assert.Contains("joba.csv: column timestamp", Assert.Throws<InputException>(() => campaign.Ingest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_change_of_the_clocks_no_reading_is_ambiguous()
    {
        using var campaign = new RawCampaign();
        var result = campaign.Steady("a", 600, 300).Ingest();
        Assert.Equal((0, 0, null), (result.Counts.Ambiguous, result.AmbiguousSamples, result.FirstAmbiguous));
    }

    [Fact]
    public void A_local_time_that_never_was_says_that_the_zone_may_be_wrong()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Reading("joba", "2023-03-12T02:30:00Z", "n1", "300");
        var failure = Assert.Throws<InputException>(() => campaign.Ingest());
        Assert.Contains("2023-03-12T02:30:00' does not exist in America/Denver", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readings_in_UTC_are_read_as_UTC()
    {
        using var campaign = new RawCampaign();
        campaign.Run("a", 0, 170).Reading("1", "2022-10-01T12:00:40Z", "n1", "310").Reading("1", "2022-10-01T12:01:40", "n1", "320")
            .Reading("1", "2022-10-01 12:02:40", "n1", "330");
        Assert.Equal(1, campaign.Ingest(settings => settings with { TimeZone = "Etc/UTC" }).Counts.Written);
    }

    [Fact]
    public void An_unknown_zone_is_refused()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300);
        var failure = Assert.Throws<InputException>(() => campaign.Ingest(settings => settings with { TimeZone = "Mountain" }));
        Assert.Contains("--time-zone Mountain: unknown", failure.Message, StringComparison.Ordinal);
    }
}
