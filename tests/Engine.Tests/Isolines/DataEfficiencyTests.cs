using ButterE.Engine.Isolines;

namespace ButterE.Engine.Tests.Isolines;

public sealed class DataEfficiencyTests
{
    [Fact]
    public void A_planted_line_is_found_within_its_interval()
    {
        // E^(-1/3) = 0.05 log10 P + 0.02, rounded to whole epochs.
        var curves = Enumerable.Range(8, 12).Select(power => Curve(1L << power, 0.05, 0.02, 4000)).ToArray();
        var fit = DataEfficiency.Of(curves)!;
        Assert.InRange(0.05, fit.SlopeLow, fit.SlopeHigh);
        Assert.InRange(0.02, fit.InterceptLow, fit.InterceptHigh);
        Assert.InRange(fit.SlopeHigh - fit.SlopeLow, 0, 0.01);
        Assert.True(fit.RSquared > 0.98, $"{fit}");
        var expected = Math.Pow(0.05 * 5 + 0.02, -3);
        var (epochs, low, high) = fit.Predict(1e5)!.Value;
        Assert.InRange(expected, low, high);
        Assert.Equal(1, epochs / expected, 0.05);
    }

    [Fact]
    public void A_network_whose_loss_still_fell_at_the_end_is_left_out_and_counted()
    {
        var curves = Enumerable.Range(8, 12).Select(power => Curve(1L << power, 0.05, 0.02, power < 12 ? 150 : 4000)).ToArray();
        var fit = DataEfficiency.Of(curves)!;
        Assert.Equal((8, 4), (fit.Networks, fit.StillFalling));
    }

    [Fact]
    public void Fewer_sizes_than_needed_give_no_fit() =>
        Assert.Null(DataEfficiency.Of([.. Enumerable.Range(8, 4).Select(power => Curve(1L << power, 0.05, 0.02, 4000))]));

    private static LossCurve Curve(long size, double slope, double intercept, int epochs)
    {
        var curve = SampleCurves.Of(size, 1, 1);
        var best = Math.Round(Math.Pow(slope * Math.Log10(curve.Parameters) + intercept, -3));
        return curve with
        {
            Epochs = [.. Enumerable.Range(1, epochs).Select(epoch => (double)epoch)],
            Losses = [.. Enumerable.Range(1, epochs).Select(epoch => 1 / Math.Min(epoch, best))],
        };
    }
}
