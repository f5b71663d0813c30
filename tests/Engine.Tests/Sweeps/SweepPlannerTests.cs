using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Planning;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe;
using CsCheck;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class SweepPlannerTests
{
    private const string Description = """
        datasets: [294_satellite_image, banana]
        shapes: [rectangle, trapezoid]
        depths: [2, 3]
        sizes: [16, 64, 2^10..2^13]
        batchSizes: [64, 256]
        devices: [cpu, cuda:0]
        replicates: 2
        epochs: 3
        """;

    [Fact]
    public void Every_run_of_the_description_is_planned_once_under_its_own_content()
    {
        var plan = Plan(Description, new ShardChoice(7, 45));
        Assert.Equal(plan.Runs.Count, plan.Runs.Select(run => run.RunId).Distinct().Count());
        Assert.All(plan.Runs, run => Assert.Equal(RunId.Of(run.Configuration), run.RunId));
        var perNetwork = 2 * 2 * 2;
        Assert.Equal(plan.Runs.Count, (2 * 2 * 2 * 6 - plan.Header.Unreachable.Count) * perNetwork);
        Assert.Contains(plan.Header.Unreachable, size => size is { Data: "294_satellite_image", Depth: 2, Size: 16 });
    }

    [Fact]
    public void The_same_description_gives_the_same_bytes()
    {
        var root = Directory.CreateTempSubdirectory("buttere-plans-");
        try
        {
            var folders = new[] { "a", "b" }.Select(name => new CampaignFolder(Path.Combine(root.FullName, name))).ToArray();
            foreach (var folder in folders)
                PlanFile.Write(folder, Plan(Description, ShardChoice.Default));
            Assert.Equal(File.ReadAllBytes(folders[0].PlanTable), File.ReadAllBytes(folders[1].PlanTable));
            Assert.Equal(File.ReadAllText(folders[0].PlanSummary), File.ReadAllText(folders[1].PlanSummary));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void Shards_are_for_one_device_longest_first_and_nearly_equal() =>
        Gen.Int[2, 40].Sample(
            count =>
            {
                var plan = Plan(Description, new ShardChoice(count, 45));
                Assert.Equal(count, plan.Header.Shards.Count);
                foreach (var shard in plan.Runs.GroupBy(run => run.Shard))
                {
                    Assert.Single(shard.Select(run => run.Configuration.Device).Distinct());
                    Assert.Equal(Enumerable.Range(0, shard.Count()), shard.Select(run => run.Position));
                    Assert.Equal(shard.Select(run => run.PredictedSeconds).OrderDescending(), shard.Select(run => run.PredictedSeconds));
                }

                foreach (var device in plan.Header.Shards.GroupBy(shard => shard.Device))
                {
                    // What Graham proved of lists dealt out in any order; longest first does better.
                    var longest = plan.Runs.Where(run => run.Configuration.Device == device.Key).Max(run => run.PredictedSeconds);
                    var (mean, shards) = (device.Average(shard => shard.PredictedSeconds), device.Count());
                    Assert.True(device.Max(shard => shard.PredictedSeconds) <= (mean + longest * (shards - 1) / shards) * 1.0001);
                }
            },
            iter: 20);

    [Fact]
    public void More_runs_than_the_memory_holds_are_refused_before_they_are_made()
    {
        var refusal = Assert.Throws<InputException>(() => Plan("datasets: [banana]\nshapes: [rectangle]\ndepths: [2..100]\nsizes: [64, 128]\nbatchSizes: [1..10000]\nreplicates: 10000\nepochs: 3\n", ShardChoice.Default));
        Assert.Contains("19,800,000,000 runs", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_come_to_the_same_network_are_planned_once_when_that_is_asked_for()
    {
        var all = Plan(Description, ShardChoice.Default);
        var distinct = Plan(Description + "\ndistinctNetworks: true\n", ShardChoice.Default);
        Assert.Equal(all.Header.Networks, distinct.Header.Networks);
        Assert.Equal(distinct.Header.Networks * 8, distinct.Runs.Count);
        Assert.True(distinct.Runs.Count < all.Runs.Count);
    }

    [Fact]
    public void The_papers_grid_has_as_many_networks_as_the_paper_says()
    {
        var (description, text) = DescriptionFile.ReadPreset("butter-e");
        var plan = SweepPlanner.Plan(description, text, RunTimes.ByOperations, ShardChoice.Default);
        Assert.Equal((2 * 25_685, 22_836, 29_120 - 25_685), (plan.Header.Runs, plan.Header.Networks, plan.Header.Unreachable.Count));
    }

    [Fact]
    public void Data_under_one_name_twice_and_sizes_that_nothing_reaches_are_refused()
    {
        Assert.Contains("two are called", Refused("datasets: [banana, {dataset: banana, task: classification}]\ndepths: 3\nsizes: 64\nepochs: 1"), StringComparison.Ordinal);
        Assert.Contains("plans nothing", Refused("datasets: [mnist]\ndepths: 3\nsizes: 8\nepochs: 1"), StringComparison.Ordinal);
        Assert.Contains("--shards 1", Assert.Throws<InputException>(() => Plan(Description, new ShardChoice(1, 45))).Message, StringComparison.Ordinal);

        static string Refused(string text) => Assert.Throws<InputException>(() => Plan(text, ShardChoice.Default)).Message;
    }

    [Fact]
    public void The_same_data_under_two_names_are_refused_but_two_tasks_of_them_are_two_runs()
    {
        const string rest = "\ndepths: 3\nsizes: 64\nepochs: 1";
        var message = Assert.Throws<InputException>(() => Plan("datasets: [banana, {dataset: banana, name: b2}]" + rest, ShardChoice.Default)).Message;
        Assert.Contains("banana and b2 plan the same runs", message, StringComparison.Ordinal);
        var runs = Plan("datasets: [banana, {dataset: banana, name: b2, task: classification}]" + rest, ShardChoice.Default).Runs;
        Assert.Equal(2, runs.Select(run => run.RunId).Distinct().Count());
    }

    [Fact]
    public void A_shard_can_be_chosen_by_its_number_or_as_every_nth()
    {
        var header = Plan(Description, new ShardChoice(7, 45)).Header;
        Assert.Equal([3], ShardSelection.Of(header, "3").Select(shard => shard.Shard));
        Assert.Equal([1, 4], ShardSelection.Of(header, "1/3").Select(shard => shard.Shard));
        Assert.Equal(7, ShardSelection.Of(header, null).Count);
        foreach (var wrong in new[] { "7", "3/3", "-1", "a", "1/2/3", "1/0" })
            Assert.Contains(wrong, Assert.Throws<InputException>(() => ShardSelection.Of(header, wrong)).Message, StringComparison.Ordinal);
    }

    private static SweepPlan Plan(string text, ShardChoice shards) =>
        SweepPlanner.Plan(DescriptionFile.Parse(text, "plan.yaml", "/"), text, RunTimes.ByOperations, shards);
}
