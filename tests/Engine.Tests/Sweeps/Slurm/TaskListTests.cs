using ButterE.Engine.Sweeps.Slurm;
using CsCheck;

namespace ButterE.Engine.Tests.Sweeps.Slurm;

public sealed class TaskListTests
{
    [Fact]
    public void Every_shard_is_in_one_task_and_there_are_no_more_tasks_than_the_cluster_takes() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 400], Gen.Int[0, 30]).Sample(plan =>
        {
            var (count, most, each) = plan;
            var tasks = TaskList.Of([.. Enumerable.Range(0, count)], most, each == 0 ? null : each);
            Assert.Equal(Enumerable.Range(0, count), tasks.SelectMany(task => task));
            Assert.True(tasks.Count <= most);
        });

    [Fact]
    public void Every_task_is_in_one_array_and_no_index_reaches_the_limit() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 400]).Sample(plan =>
        {
            var (tasks, limit) = plan;
            var arrays = TaskList.Arrays(tasks, limit);
            Assert.Equal(Enumerable.Range(0, tasks), arrays.SelectMany(array => Enumerable.Range(array.Offset, array.Count)));
            Assert.All(arrays, array => Assert.InRange(array.Count, 1, limit));
        });

    [Fact]
    public void The_limits_of_a_cluster_are_read_from_what_scontrol_prints()
    {
        var cluster = SlurmCluster.Parse("""
            Configuration data as of 2026-11-26T21:00:00
            JobCompLoc              = /var/log/slurm/jobcomp.log
            JobCompType             = jobcomp/filetxt
            MaxArraySize            = 10001
            MaxJobCount             = 20000
            """);
        Assert.Equal((10001, 20000, "/var/log/slurm/jobcomp.log"), (cluster.MaxArraySize, cluster.MaxJobs, cluster.CompletionFile));
        Assert.Equal(12_900, (cluster with { JobsNow = 5100 }).FreeTasks);
    }

    [Fact]
    public void Where_it_prints_no_limits_those_of_the_manual_hold()
    {
        var cluster = SlurmCluster.Parse("");
        Assert.Equal((1001, 10_000, null), (cluster.MaxArraySize, cluster.MaxJobs, cluster.CompletionFile));
    }
}
