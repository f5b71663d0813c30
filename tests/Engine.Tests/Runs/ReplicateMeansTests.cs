using ButterE.Engine.Runs;
using CsCheck;

namespace ButterE.Engine.Tests.Runs;

/// <summary>metering.md section 3.1 step 6 and 3.2: replicates in random order, and the random part of an uncertainty from their scatter.</summary>
public sealed class ReplicateMeansTests
{
    [Fact]
    public void The_order_is_one_of_blocks_and_every_run_knows_its_place_and_its_seed()
    {
        var order = RunPlace.Order(configurations: 5, replicates: 3, seed: 7);
        Assert.Equal(Enumerable.Range(0, 15), order.Select(place => place.Position));
        Assert.All(order, place => Assert.Equal((7, place.Position / 5), (place.OrderSeed, place.Replicate)));
        Assert.All(order.Chunk(5), block => Assert.Equal([0, 1, 2, 3, 4], block.Select(place => place.Configuration).Order()));
        Assert.Equal(order, RunPlace.Order(5, 3, 7));
        Assert.NotEqual(order.Select(place => place.Configuration), RunPlace.Order(5, 3, 8).Select(place => place.Configuration));
    }

    [Fact]
    public void The_random_part_is_the_scatter_over_the_root_of_the_number_and_the_systematic_part_stays()
    {
        var filled = ReplicateMeans.Fill([Run(0, 90), Run(1, 100), Run(2, 110), Run(3, 100)]);
        // Deviations -10, 0, 10, 0: variance 200 / 3, of the mean 200 / 12.
        Assert.All(filled, run => Assert.Equal((4, 100.0, 5.0), (run.Replicates, run.JoulesMean, Math.Round(run.JoulesMeanSystematic!.Value, 12))));
        Assert.All(filled, run => Assert.Equal(Math.Sqrt(200.0 / 12), run.JoulesMeanRandom!.Value, 1e-12));
        Assert.All(filled, run => Assert.Equal((80.0, 4.0), (run.DynamicJoulesMean, Math.Round(run.DynamicJoulesMeanSystematic!.Value, 12))));
        Assert.All(filled, run => Assert.Equal((1.0, 0.0), (run.SecondsMean, run.SecondsMeanRandom)));
        // What each run measured stays what it was.
        Assert.Equal([90.0, 100.0, 110.0, 100.0], filled.Select(run => run.Joules));
        Assert.All(filled, run => Assert.Equal(0.1, run.JoulesRandom));
    }

    [Fact]
    public void More_replicates_shrink_the_random_part_only() => Gen.Select(Gen.Double[50, 150].Array[3, 20], Gen.Int[2, 5]).Sample((joules, times) =>
    {
        var (once, often) = (Means(joules), Means([.. Enumerable.Repeat(joules, times).SelectMany(values => values)]));
        Assert.Equal(once.JoulesMean!.Value, often.JoulesMean!.Value, 1e-9);
        Assert.Equal(once.JoulesMeanSystematic!.Value, often.JoulesMeanSystematic!.Value, 1e-9);
        var (few, many) = ((double)joules.Length, (double)joules.Length * times);
        Assert.Equal(once.JoulesMeanRandom!.Value * Math.Sqrt((few - 1) / (many - 1)), often.JoulesMeanRandom!.Value, 1e-9);
    });

    [Fact]
    public void Two_replicates_have_a_mean_and_no_scatter()
    {
        var run = ReplicateMeans.Fill([Run(0, 90), Run(1, 110)])[0];
        Assert.Equal((2, 100.0, null), (run.Replicates, run.JoulesMean, run.JoulesMeanRandom));
    }

    [Fact]
    public void One_energy_that_is_not_known_makes_the_mean_unknown_but_not_that_of_the_time()
    {
        var run = ReplicateMeans.Fill([Run(0, 90), Run(1, null), Run(2, 110)])[0];
        Assert.Equal((3, null, null), (run.Replicates, run.JoulesMean, run.JoulesMeanRandom));
        Assert.Equal(1.0, run.SecondsMean);
    }

    [Fact]
    public void Runs_of_other_configurations_are_no_replicates()
    {
        var other = Run(0, 5000) with { Configuration = SampleRuns.Configuration with { Batch = 31, Replicate = 0 } };
        var filled = ReplicateMeans.Fill([Run(0, 90), other, Run(1, 110), Run(2, 100)]);
        Assert.Equal([100.0, null, 100.0, 100.0], filled.Select(run => run.JoulesMean));
        Assert.Same(other, filled[1]);
    }

    private static RunRecord Means(double[] joules) => ReplicateMeans.Fill([.. joules.Select((energy, replicate) => Run(replicate, energy))])[0];

    private static RunRecord Run(int replicate, double? joules) => SampleRuns.Record with
    {
        Configuration = SampleRuns.Configuration with { Replicate = replicate },
        Seconds = 1,
        Joules = joules,
        JoulesRandom = 0.1,
        JoulesSystematic = 0.05 * joules,
        DynamicJoules = joules - 20,
        DynamicJoulesSystematic = 0.05 * (joules - 20),
    };
}
