using ButterE.Probe.Measurement;

namespace ButterE.Probe.Tests.Measurement;

public sealed class VisitOrderTests
{
    [Fact]
    public void The_choices_of_a_round_depend_on_seed_part_and_round_alone()
    {
        Assert.Equal(First(1, 2, 3), First(1, 2, 3));
        Assert.Equal(4, new[] { First(1, 2, 3), First(2, 2, 3), First(1, 3, 3), First(1, 2, 4) }.Distinct().Count());
    }

    private static ulong First(ulong seed, int part, int round)
    {
        var random = VisitOrder.Of(seed, part, round);
        return random.Next();
    }
}
