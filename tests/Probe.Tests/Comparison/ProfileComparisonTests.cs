using ButterE.Probe.Comparison;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Comparison;

public sealed class ProfileComparisonTests
{
    [Fact]
    public void A_profile_does_not_differ_from_itself() =>
        Assert.All(ProfileComparison.Of(Profile(1, 1), Profile(1, 1)).Quantities, pair => Assert.False(pair.Differs));

    [Fact]
    public void A_planted_difference_is_found_and_nothing_else()
    {
        var differing = ProfileComparison.Of(Profile(1, 1), Profile(1, 1.3)).Quantities.Where(pair => pair.Differs == true).ToArray();
        Assert.Equal(["L2"], differing.Select(pair => pair.Level).Distinct());
        Assert.Equal(["bandwidth", "capacity", "cost", "latency"], differing.Select(pair => pair.Quantity).Order());
        Assert.All(differing, pair => Assert.Equal(pair.Quantity == "bandwidth" ? 1 / 1.3 : 1.3, pair.Ratio, 1e-9));
    }

    /// <summary>Profiles that differ by what their intervals say are called different in at most one of twenty pairs.</summary>
    [Fact]
    public void Equal_machines_rarely_differ()
    {
        var random = new SplitMix64(3);
        var alarms = 0;
        const int pairs = 400;
        for (var i = 0; i < pairs; i++)
        {
            if (ProfileComparison.Of(Noisy(ref random), Noisy(ref random)).Quantities.Any(pair => pair.Differs == true))
                alarms++;
        }

        Assert.InRange(alarms, 1, (int)(pairs * 0.05 + 3 * Math.Sqrt(pairs * 0.05 * 0.95)));
    }

    [Fact]
    public void Without_intervals_nothing_is_claimed()
    {
        var bare = Profile(1, 1);
        bare = bare with { Levels = [.. bare.Levels.Select(level => level with { CapacityLow = null, CapacityHigh = null })], Traversals = [] };
        Assert.All(ProfileComparison.Of(bare, Profile(1, 2)).Quantities, pair => Assert.Null(pair.Differs));
    }

    [Theory]
    [InlineData("published-v100", 6291456)]
    [InlineData("published-h100", 26214400)]
    public void Measured_levels_stand_beside_published_ones_without_a_verdict(string preset, double capacity)
    {
        var published = HardwarePresets.Find(preset)!;
        var measured = Profile(1, 1) with
        {
            Levels = [new() { Name = "L2", Source = "measured", CapacityBytes = 2 * capacity, LatencyNs = 200, CapacityOfAllBytes = new(9e6, 8e6, 1e7) }],
        };
        var pairs = ProfileComparison.Of(measured, published).Quantities;
        Assert.Equal(["capacity", "capacity of all", "latency"], pairs.Select(pair => pair.Quantity));
        Assert.Equal(0.5, pairs[0].Ratio, 1e-12);
        Assert.All(pairs, pair => Assert.Null(pair.Differs));
        // Neither of two publications was measured here.
        Assert.DoesNotContain(ProfileComparison.Of(published, HardwarePresets.Find("published-v100")!).Quantities, pair => pair.Quantity == "capacity");
    }

    [Fact]
    public void Levels_of_one_profile_alone_are_named()
    {
        var shorter = Profile(1, 1) with { Levels = [Profile(1, 1).Levels[0]] };
        Assert.Equal(["L2"], ProfileComparison.Of(Profile(1, 1), shorter).OnlyInFirst);
    }

    [Fact]
    public void Profiles_without_a_measured_quantity_in_common_are_refused() => Assert.Throws<InsufficientDataException>(
        () => ProfileComparison.Of(HardwarePresets.Find("eagle-cpu")!, HardwarePresets.Find("eagle-gpu")!));

    /// <summary>The worked example of Holm's procedure: 0.01, 0.02, 0.03, 0.04 become 0.04, 0.06, 0.06, 0.06.</summary>
    [Fact]
    public void Probabilities_are_corrected_step_by_step() =>
        Assert.Equal([0.04, 0.06, 0.06, 0.06], Holm.Adjust([0.01, 0.02, 0.03, 0.04]), (a, b) => Math.Abs(a - b) < 1e-12);

    private static HardwareProfile Noisy(ref SplitMix64 random)
    {
        var drawn = random;
        double Factor() => Math.Exp(0.02 * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + 0.999999 * (drawn.NextDouble() - 0.5)));
        var profile = Profile(Factor, Factor);
        random = drawn;
        return profile;
    }

    private static HardwareProfile Profile(double first, double second) => Profile(() => first, () => second);

    /// <summary>Every number has a relative standard error of 2 %.</summary>
    private static HardwareProfile Profile(Func<double> first, Func<double> second) => new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a processor",
        Units = 1,
        Levels = [Level("L1", 32768 * first()), Level("L2", 1048576 * second())],
        Traversals =
        [
            .. new[] { "chase", "read", "adam" }.Select(kind => new TraversalCost(kind, [Cost("L1", 1e-11 * first()), Cost("L2", 4e-11 * second())])),
        ],
    };

    private static MemoryLevel Level(string name, double bytes) => new()
    {
        Name = name,
        Source = "measured",
        CapacityBytes = bytes,
        CapacityLow = bytes * Math.Exp(-1.96 * 0.02),
        CapacityHigh = bytes * Math.Exp(1.96 * 0.02),
    };

    private static AffineCost Cost(string level, double perByte) =>
        new(level, new AffineFit(0, null, null, perByte, perByte * Math.Exp(-1.96 * 0.02), perByte * Math.Exp(1.96 * 0.02)));
}
