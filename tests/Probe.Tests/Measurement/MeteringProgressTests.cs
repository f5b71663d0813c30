using ButterE.Probe.Measurement;

namespace ButterE.Probe.Tests.Measurement;

public sealed class MeteringProgressTests
{
    [Fact]
    public void Metering_of_hours_is_most_of_a_probe_of_minutes()
    {
        var (minute, hour) = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.Equal(1 / 62.0, MeteringProgress.FractionDone(minute, 0.5, TimeSpan.Zero, hour), 1e-12);
        Assert.Equal(31 / 62.0, MeteringProgress.FractionDone(minute, 0.5, hour / 2, hour / 2), 1e-12);
        Assert.Equal(61 / 62.0, MeteringProgress.FractionDone(minute, 0.5, hour, TimeSpan.Zero), 1e-12);
    }

    [Fact]
    public void How_long_metering_takes_in_all_is_said_from_its_first_moment()
    {
        var said = new Said();
        var progress = new MeteringProgress(said, TimeSpan.FromMinutes(1), 0.85);
        progress.Report(TimeSpan.FromMinutes(187));
        progress.Report(TimeSpan.FromMinutes(90));
        Assert.All(said.Values, value => Assert.Equal("metering joules, about 187 min in all", value.What));
        Assert.InRange(said.Values[0].Fraction, 0, 0.01);
    }

    private sealed class Said : IProgress<(double Fraction, string What)>
    {
        public List<(double Fraction, string What)> Values { get; } = [];

        public void Report((double Fraction, string What) value) => Values.Add(value);
    }
}
