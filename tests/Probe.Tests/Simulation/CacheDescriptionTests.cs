using ButterE.Probe.Caches;
using ButterE.Probe.Simulation;

namespace ButterE.Probe.Tests.Simulation;

public sealed class CacheDescriptionTests
{
    [Theory]
    [InlineData("48K:12:lru", 49152, 12, ReplacementPolicy.Lru, Inclusion.NonInclusive, 1)]
    [InlineData("32M:16:random:exclusive", 33554432, 16, ReplacementPolicy.Random, Inclusion.Exclusive, 1)]
    [InlineData("1.25m:20:plru", 1310720, 20, ReplacementPolicy.TreePlru, Inclusion.NonInclusive, 1)]
    [InlineData("24.75M:11:srrip:inclusive:18", 25952256, 11, ReplacementPolicy.Srrip, Inclusion.Inclusive, 18)]
    [InlineData("24M:16:lru", 25165824, 16, ReplacementPolicy.Lru, Inclusion.NonInclusive, 3)]
    [InlineData("8M:16:lru:4", 8388608, 16, ReplacementPolicy.Lru, Inclusion.NonInclusive, 4)]
    public void A_cache_is_read(string text, int bytes, int ways, ReplacementPolicy policy, Inclusion inclusion, int slices) =>
        Assert.Equal(new CacheDescription(bytes, ways, policy, inclusion, slices), CacheDescription.Parse(text, "--l1"));

    [Theory]
    [InlineData("48K")]
    [InlineData("48K:12")]
    [InlineData("much:12:lru")]
    [InlineData("-48K:12:lru")]
    [InlineData("2G:16:lru")]
    [InlineData("48K:0:lru")]
    [InlineData("48K:33:lru")]
    [InlineData("48K:7:lru")]
    [InlineData("48K:12:fifo")]
    [InlineData("48K:12:lru:sometimes")]
    [InlineData("48K:12:lru:inclusive:exclusive")]
    [InlineData("8M:16:lru:3")]
    [InlineData("8M:16:lru:0")]
    public void Anything_else_is_refused_with_option_and_text(string text)
    {
        var refusal = Assert.Throws<InputException>(() => CacheDescription.Parse(text, "--l1"));
        Assert.StartsWith($"--l1 {text}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Caches_that_do_not_grow_are_refused() => Assert.Throws<InputException>(() =>
        SimulatedMachine.Of([CacheDescription.Parse("48K:12:lru", "--l1"), CacheDescription.Parse("32K:8:lru", "--l2")], PagePlacement.Contiguous));

    [Fact]
    public void A_first_cache_cannot_be_exclusive() =>
        Assert.Throws<InputException>(() => SimulatedMachine.Of([CacheDescription.Parse("48K:12:lru:exclusive", "--l1")], PagePlacement.Contiguous));
}
