using System.Text.Json;
using ButterE.Engine.Report;

namespace ButterE.Engine.Tests.Report;

public sealed class AxisTests
{
    [Theory]
    [InlineData(1.2, 1.6)]
    [InlineData(5.1, 5.1)]
    [InlineData(2, 3)]
    [InlineData(9.4, 11)]
    [InlineData(1, 1000)]
    public void Every_logarithmic_axis_has_ticks_within_it(double low, double high)
    {
        foreach (var scale in new[] { 1e-3, 1, 1 << 20 })
        {
            foreach (var axis in new[] { Axis.Logarithmic("x", "s", [scale * low, scale * high]), Axis.Bytes("x", [scale * low, scale * high]) })
            {
                var drawn = JsonSerializer.SerializeToElement(axis);
                var (from, to) = (drawn.GetProperty("range")[0].GetDouble(), drawn.GetProperty("range")[1].GetDouble());
                var ticks = drawn.GetProperty("tickvals").EnumerateArray().Select(tick => tick.GetDouble()).ToArray();
                Assert.InRange(ticks.Length, 2, 16);
                Assert.All(ticks, tick => Assert.InRange(Math.Log10(tick), from, to));
                Assert.Equal(ticks.Order().Distinct(), ticks);
            }
        }
    }

    [Fact]
    public void Losses_are_written_as_decimals()
    {
        var texts = JsonSerializer.SerializeToElement(Axis.Logarithmic("loss", null, [0.1, 0.4])).GetProperty("ticktext").EnumerateArray().Select(text => text.GetString());
        Assert.Equal(["0.1", "0.15", "0.2", "0.3", "0.4"], texts);
    }
}
