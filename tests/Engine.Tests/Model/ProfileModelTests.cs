using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Model;

public sealed class ProfileModelTests
{
    private static readonly TrainingSetup Setup = new(new Network(10, [20, 3]), 10, 50, 1000);

    [Fact]
    public void A_run_costs_what_the_probe_measured_times_what_the_run_does()
    {
        // Four units side by side: distributed bytes take a fourth of the time, replicated bytes all of it.
        var model = ProfileModel.Of(Measured(), new PaperPlacement());
        const double epochs = 7, ht = 16, hs = 4, passes = epochs * (2 * ht + hs);
        double parameterBytes = 4 * (11 * 20 + 21 * 3), t1 = 4 * 50 * 30, t2 = 4 * 50 * 23, units = 4 * 50 * 33 - t1;
        double Access(double times, double bytes) => times * (1e-8 + 1e-11 * bytes);
        var data = epochs * (ht + hs) * (1e-7 + 2e-11 * (50 * 4 * 13 / 4.0));
        var expected = passes * 3e-6 + passes * 2 * 1e-6 + 2 * TrainingFlops.Count(Setup.Network, 10, 50, 1000).PerEpoch!.Value * epochs / 1e11 + data
            + Access(passes, t1 / 4) + Access(passes, t2 / 4) + Access(epochs * (ht + hs), parameterBytes)
            + Access(epochs * ht, 2 * parameterBytes + units / 4);
        Assert.Equal(expected, model.Predict(Setup, epochs), 1e-12 * expected);
        Assert.Equal(CostTarget.Time, model.Target);
    }

    [Fact]
    public void What_the_profile_lacks_is_named()
    {
        var refusal = Assert.Throws<InsufficientDataException>(() => ProfileModel.Of(Measured() with { Overheads = null }, new PaperPlacement()));
        Assert.Contains("overheads.secondsPerPass", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("compute", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<InsufficientDataException>(
            () => ProfileModel.Of(Measured() with { Traversals = [], Compute = null }, new PaperPlacement()));
        Assert.Contains("read", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("compute.peakFlopsPerSecondAll", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_without_read_costs_is_refused_only_where_it_is_needed()
    {
        var model = ProfileModel.Of(Measured(), new PaperPlacement());
        var refusal = Assert.Throws<InsufficientDataException>(() => model.Predict(Setup with { Rows = 100_000_000 }, 1));
        Assert.Contains("RAM", refusal.Message, StringComparison.Ordinal);
    }

    private static HardwareProfile Measured() => new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a machine of the tests",
        Units = 4,
        Levels =
        [
            new MemoryLevel { Name = "L1", CapacityBytes = 10_000, Instances = 4, Source = "measured" },
            new MemoryLevel { Name = "L2", CapacityBytes = 1_000_000, Instances = 4, Source = "measured" },
            new MemoryLevel { Name = "RAM", Instances = 1, Source = "measured" },
        ],
        Traversals = [new TraversalCost(
            "read", [new AffineCost("L1", Line(1e-8, 1e-11), null, null, null), new AffineCost("L2", Line(1e-7, 2e-11), null, null, null)])],
        Compute = new ComputeRates(3e10, null, 1e11, null),
        Overheads = new PassOverheads(3e-6, 1e-6),
    };

    private static AffineFit Line(double perAccess, double perByte) => new(perAccess, null, null, perByte, null, null);
}
