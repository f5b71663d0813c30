using ButterE.Engine.Sweeps.Claims;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class RunClaimTests : IDisposable
{
    private readonly CampaignFolder folder = new(Directory.CreateTempSubdirectory("buttere-claims-").FullName);

    public RunClaimTests() => folder.Create();

    public void Dispose() => Directory.Delete(folder.Root, recursive: true);

    [Fact]
    public void Of_many_workers_that_try_at_once_one_gets_the_run()
    {
        using var me = new Heartbeat(folder, WorkerFile.OfThisProcess(null));
        for (var round = 0; round < 50; round++)
        {
            var taken = new RunClaim?[8];
            Parallel.For(0, taken.Length, i => taken[i] = RunClaim.TryTake(folder, $"run{round}", me));
            Assert.Single(taken, claim => claim is not null);
        }
    }

    [Fact]
    public void A_run_that_was_given_back_can_be_claimed_again_and_leaves_no_file()
    {
        using (var me = new Heartbeat(folder, WorkerFile.OfThisProcess(null)))
        {
            using (RunClaim.TryTake(folder, "run", me))
            {
                Assert.Null(RunClaim.TryTake(folder, "run", me));
                Assert.Equal(["run"], RunClaim.Living(folder));
            }

            using var again = RunClaim.TryTake(folder, "run", me);
            Assert.Equal(0, again!.Deaths);
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Claims));
    }

    [Fact]
    public void The_claim_of_a_dead_process_is_taken_over_by_one_and_its_deaths_are_counted()
    {
        Abandon(deaths: 1, saved: 5);
        using var me = new Heartbeat(folder, WorkerFile.OfThisProcess(null));
        Assert.Empty(RunClaim.Living(folder));
        var taken = new RunClaim?[8];
        Parallel.For(0, taken.Length, i => taken[i] = RunClaim.TryTake(folder, "run", me, saved: 5));
        using var claim = Assert.Single(taken, claim => claim is not null);
        Assert.Equal(2, claim!.Deaths);
    }

    [Fact]
    public void A_dead_worker_that_had_saved_more_begins_the_count_anew()
    {
        Abandon(deaths: 2, saved: 5);
        using var me = new Heartbeat(folder, WorkerFile.OfThisProcess(null));
        using var claim = RunClaim.TryTake(folder, "run", me, saved: 6);
        Assert.Equal(1, claim!.Deaths);
    }

    [Fact]
    public void A_worker_of_another_machine_lives_as_long_as_it_gives_signs()
    {
        var elsewhere = new ProcessIdentity("elsewhere", 1, 1);
        var other = new WorkerFile("other", "elsewhere", elsewhere, null, null);
        using var me = new Heartbeat(folder, WorkerFile.OfThisProcess(null));
        Assert.False(me.IsAlive("other", elsewhere));
        other.Write(folder);
        Assert.True(me.IsAlive("other", elsewhere));
        File.SetLastWriteTimeUtc(WorkerFile.PathOf(folder, "other"), DateTime.UtcNow - Heartbeat.Silence - TimeSpan.FromSeconds(5));
        Assert.False(me.IsAlive("other", elsewhere));
    }

    // What a worker leaves that was killed: this machine has no process that was started at that time.
    [Fact]
    public void Files_of_workers_that_were_killed_are_gone_when_the_next_begins()
    {
        var own = WorkerFile.OfThisProcess(null);
        (own with { Name = "killed", Process = own.Process with { Started = 1 } }).Write(folder);
        (own with { Name = "elsewhere", Process = own.Process with { Machine = "another" } }).Write(folder);
        using var me = new Heartbeat(folder, own);
        Assert.Equal(["elsewhere", own.Name], WorkerFile.ReadAll(folder).Select(worker => worker.Name).Order().OrderBy(name => name == own.Name));
    }

    private void Abandon(int deaths, long saved)
    {
        var dead = $$"""{"Machine":{{System.Text.Json.JsonSerializer.Serialize(ProcessIdentity.Current.Machine)}},"Id":{{Environment.ProcessId}},"Started":1}""";
        File.WriteAllText(Path.Combine(folder.Claims, "run.1"), $$"""{"Worker":"w","Process":{{dead}},"Deaths":{{deaths}},"Saved":{{saved}},"Token":"t"}""");
    }
}
