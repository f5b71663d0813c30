using ButterE.Engine.Isolines;
using CsCheck;

namespace ButterE.Engine.Tests.Isolines;

public sealed class LossInterpolationTests
{
    [Fact]
    public void Between_two_losses_the_cost_is_linear_in_both_logarithms()
    {
        var interpolation = new LossInterpolation([1, 0.01], [10, 1000]);
        Assert.Equal(100, interpolation.At(LossInterpolation.Ln(0.1))!.Value, 1e-9);
    }

    [Fact]
    public void Epochs_of_one_loss_count_at_the_median_of_their_costs()
    {
        // Costs 10, 40 and 90 at a loss of 1: the median is 40.
        var interpolation = new LossInterpolation([1, 1, 1, 0.5], [10, 40, 90, 100]);
        Assert.Equal(40, interpolation.At(LossInterpolation.Ln(1))!.Value, 1e-9);
    }

    [Theory]
    [InlineData(2.0001)]
    [InlineData(0.9999)]
    public void Beyond_the_losses_of_a_network_there_is_no_cost(double loss) =>
        Assert.Null(new LossInterpolation([2, 1], [1, 2]).At(LossInterpolation.Ln(loss)));

    [Fact]
    public void A_loss_of_zero_has_a_cost() => Assert.Equal(2, new LossInterpolation([1, 0], [1, 2]).At(LossInterpolation.Ln(0))!.Value, 1e-9);

    [Fact]
    public void A_lower_loss_never_costs_less()
    {
        var losses = Gen.Double[1e-6, 10].Array[1, 40];
        Gen.Select(losses, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((drawn, first, second) =>
        {
            double[] best = [.. drawn.Order().Reverse()];
            var interpolation = new LossInterpolation(best, [.. best.Select((_, epoch) => epoch + 1.0)]);
            double Between(double share) => LossInterpolation.Ln(best[^1]) + share * (LossInterpolation.Ln(best[0]) - LossInterpolation.Ln(best[^1]));
            var (lower, higher) = (interpolation.At(Between(Math.Min(first, second)))!.Value, interpolation.At(Between(Math.Max(first, second)))!.Value);
            return lower >= higher * (1 - 1e-9) && lower >= 1 - 1e-9 && lower <= best.Length * (1 + 1e-9);
        });
    }
}
