using ButterE.Probe.Levels;

namespace ButterE.Probe.Tests.Levels;

public sealed class LineSizeTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void The_second_load_of_a_pair_misses_from_the_length_of_a_line_on(int line) =>
        Assert.Equal(line, LineSize.Of(Times(distance => distance < line ? 2.5 : 4)));

    [Fact]
    public void What_far_nodes_miss_beyond_the_first_level_hides_no_line() =>
        Assert.Equal(64, LineSize.Of(Times(distance => distance < 64 ? 2.5 : distance < 256 ? 4 : 13)));

    [Fact]
    public void Where_no_distance_makes_a_difference_the_line_is_not_known()
    {
        Assert.Null(LineSize.Of(Times(_ => 3)));
        Assert.Null(LineSize.Of([]));
    }

    private static (int, double)[] Times(Func<int, double> nanoseconds) => [.. new[] { 8, 16, 32, 64, 128, 256, 512 }.Select(d => (d, nanoseconds(d)))];
}
