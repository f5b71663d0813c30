using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Meters;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Tests.Sweeps;

/// <summary>Campaigns as a user runs them: a folder, programs that are stopped and killed, and what is in the folder afterwards.</summary>
public sealed class SweepCommandTests
{
    private const string Short = """
        datasets: [294_satellite_image, banana]
        shapes: [rectangle, trapezoid]
        depths: [3, 4]
        sizes: [2^7..2^9]
        epochs: 60
        threads: 1
        """;

    private const string Long = """
        datasets: [banana]
        depths: 4
        sizes: 4096
        batchSizes: 8
        epochs: 200
        threads: 1
        """;

    [Fact]
    public void Killed_at_random_instants_a_campaign_ends_with_every_row_once()
    {
        using var campaign = new SweepCampaign(Short, "--shards", "3");
        var random = new Random(1);
        for (var kill = 0; kill < 8; kill++)
        {
            using var program = campaign.Start("--workers", "2", "--save-every", "0.05");
            for (var kills = random.Next(1, 4); kills > 0 && program.IsRunning; kills--)
            {
                Thread.Sleep(random.Next(200, 900));
                if (program.IsRunning)
                    program.Kill(all => all[random.Next(all.Count)]);
            }
        }

        // Three deaths over one run make it a failure, which chance may bring here.
        SweepCampaign.Run("retry", campaign.Root);
        using var last = campaign.Start("--workers", "2", "--json");
        var status = last.End().Document();
        Assert.Equal((24, 24, 0, 0), (status.GetProperty("planned").GetInt32(), status.GetProperty("done").GetInt32(), status.GetProperty("failed").GetInt32(),
            status.GetProperty("missing").GetInt32()));
        campaign.AssertComplete();
    }

    [Fact]
    public void An_interrupted_run_goes_on_to_the_same_losses_and_says_how_often_it_was_stopped()
    {
        using var interrupted = new SweepCampaign(Long);
        using var whole = new SweepCampaign(Long);
        for (var time = 1; time <= 2; time++)
        {
            var checkpoint = Path.Combine(interrupted.Folder.Checkpoints, Engine.Sweeps.Plans.PlanFile.Read(interrupted.Folder).Runs[0].RunId + ".safetensors");
            var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : DateTime.MinValue;
            using var first = interrupted.Start("--save-every", "0.02");
            first.WaitUntil(() => File.Exists(checkpoint) && File.GetLastWriteTimeUtc(checkpoint) > before);
            first.Interrupt();
            first.End().AssertInterrupted("run the same command again");
        }

        Assert.Equal(1, interrupted.Status().GetProperty("missing").GetInt32());
        using (var second = interrupted.Start())
            Assert.Equal(0, second.End().ExitCode);
        using (var once = whole.Start())
            Assert.Equal(0, once.End().ExitCode);
        var (pieces, one) = (Assert.Single(interrupted.Rows()), Assert.Single(whole.Rows()));
        Assert.Equal((2, 0), (pieces.Resumed, one.Resumed));
        Assert.Equal(SweepCampaign.Losses(one), SweepCampaign.Losses(pieces));
        Assert.Equal(pieces.EpochSeconds.Sum(), pieces.Seconds, 1e-9);
        Assert.Null(pieces.Joules);
        interrupted.AssertComplete();
    }

    [Fact]
    public void A_signal_that_comes_to_all_processes_and_twice_loses_nothing()
    {
        using var campaign = new SweepCampaign(Long.Replace("epochs: 200", "epochs: 20000", StringComparison.Ordinal));
        var checkpoint = Path.Combine(campaign.Folder.Checkpoints, Engine.Sweeps.Plans.PlanFile.Read(campaign.Folder).Runs[0].RunId + ".safetensors");
        for (var time = 1; time <= 3; time++)
        {
            var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : DateTime.MinValue;
            // The next save would come two seconds later.
            using var program = campaign.Start("--save-every", "2");
            program.WaitUntil(() => File.Exists(checkpoint) && File.GetLastWriteTimeUtc(checkpoint) > before);
            var saved = File.GetLastWriteTimeUtc(checkpoint);
            program.InterruptGroup();
            program.End().AssertInterrupted("run the same command again");
            Assert.True(File.GetLastWriteTimeUtc(checkpoint) > saved, $"the state was not saved in time {time}");
        }
    }

    [Fact]
    public void A_file_that_changed_since_it_was_planned_makes_another_plan_and_other_runs()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: [64, 128]\nepochs: 2\n");
        var (table, plan) = (campaign.PathOf("table.tsv"), campaign.PathOf("mine.yaml"));
        File.WriteAllText(plan, $"datasets: [{{file: {table}, name: mine}}]\ndepths: 3\nsizes: [64, 128]\nepochs: 2\n");
        Write(1);
        Assert.Equal(0, Plan("c").ExitCode);
        Write(2);
        Plan("c").AssertRefused(2, "holds another plan");
        Assert.Equal(0, Plan("d").ExitCode);
        Assert.Empty(Ids("c").Intersect(Ids("d")));

        void Write(int factor) => File.WriteAllText(table, "a\ttarget\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * factor * i}\t{i % 2}\n")));
        CommandLineCall Plan(string folder) => SweepCampaign.Run("plan", plan, "--out", campaign.PathOf(folder));
        IEnumerable<string> Ids(string folder) => Engine.Sweeps.Plans.PlanFile.Read(new(campaign.PathOf(folder))).Runs.Select(run => run.RunId);
    }

    [Fact]
    public void Options_out_of_range_are_refused_even_where_nothing_is_left_to_do()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: 64\nepochs: 2\n");
        using (var program = campaign.Start())
            Assert.Equal(0, program.End().ExitCode);
        foreach (var (option, value) in new[] { ("--workers", "0"), ("--threads", "0"), ("--save-every", "0"), ("--idle", "-1") })
            SweepCampaign.Run("run", campaign.Root, option, value).AssertRefused(2, $"{option} {value}");
        SweepCampaign.Run("retry", campaign.Root, "--run", "").AssertRefused(2, "--run ''");
        SweepCampaign.Run("retry", campaign.Root, "--run", "zzz").AssertRefused(2, "--run 'zzz'");
    }

    [Fact]
    public void Programs_on_one_shard_at_the_same_time_share_its_runs()
    {
        using var campaign = new SweepCampaign(Short);
        using var first = campaign.Start("--threads", "1", "--json");
        using var second = campaign.Start("--threads", "1", "--json");
        var here = new[] { first, second }.Select(program => program.End().Document().GetProperty("doneHere").GetInt32()).ToArray();
        Assert.Equal(24, here.Sum());
        campaign.AssertComplete();
        Assert.Contains(campaign.Rows(), row => row.CoRunners == 1);
    }

    [Fact]
    public void Bad_runs_are_told_and_left_the_others_made_and_retry_brings_them_back()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: [64, 128]\nepochs: 2\n");
        var table = campaign.PathOf("table.tsv");
        var rows = "a\ttarget\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}\t{i % 2}\n"));
        File.WriteAllText(table, rows);
        using var mixed = new SweepCampaign($"datasets: [banana, {{file: {table}, name: mine}}]\ndepths: 3\nsizes: [64, 128]\nepochs: 2\n");
        File.WriteAllText(table, rows + "1\t1\n");

        using (var program = mixed.Start())
        {
            var call = program.End();
            Assert.Equal(2, call.ExitCode);
            Assert.Equal(2, call.Error.Split('\n').Count(line => line.StartsWith("failed: mine", StringComparison.Ordinal) && line.Contains("sweep retry", StringComparison.Ordinal)));
        }

        var status = mixed.Status();
        Assert.Equal((4, 2, 2, 0), (status.GetProperty("planned").GetInt32(), status.GetProperty("done").GetInt32(), status.GetProperty("failed").GetInt32(),
            status.GetProperty("missing").GetInt32()));
        Assert.All(status.GetProperty("failures").EnumerateArray(), failure =>
        {
            Assert.Equal("badData", failure.GetProperty("kind").GetString());
            Assert.Contains("changed since it was planned", failure.GetProperty("reason").GetString(), StringComparison.Ordinal);
        });
        Assert.Equal(2, SweepCampaign.Run("retry", mixed.Root, "--reason", "non-finite").ExitCode);
        Assert.Equal(2, SweepCampaign.Run("retry", mixed.Root, "--reason", "badData", "--json").Document().GetProperty("missing").GetInt32());
        File.WriteAllText(table, rows);
        using var again = mixed.Start();
        Assert.Equal(0, again.End().ExitCode);
        mixed.AssertComplete();
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_a_failure_and_no_row()
    {
        using var campaign = new SweepCampaign("datasets: [294_satellite_image]\ndepths: 4\nsizes: 4096\nepochs: 5\nlearningRate: 1e30\n");
        using (var program = campaign.Start())
            Assert.Equal(2, program.End().ExitCode);
        var failure = Assert.Single(campaign.Status().GetProperty("failures").EnumerateArray());
        Assert.Equal("nonFinite", failure.GetProperty("kind").GetString());
        Assert.Contains("in epoch", failure.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(campaign.Rows());
    }

    [Fact]
    public void A_run_under_a_meter_has_the_machine_for_itself_and_says_so()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: 4096\nepochs: 100\nmeters: [none, 'estimate:tdp=100,idle=20']\n");
        using var program = campaign.Start("--workers", "2", "--idle", "0");
        var call = program.End();
        Assert.True(call.ExitCode == 0, call.Error);
        Assert.Contains("take the machine for themselves", call.Error, StringComparison.Ordinal);
        var rows = campaign.Rows().ToDictionary(row => row.Configuration.Meter!);
        Assert.Equal((null, null, EnergyKind.None), (rows["none"].Exclusive, rows["none"].Joules, rows["none"].EnergyKind));
        var metered = Assert.Single(rows.Values, row => row.Configuration.Meter != "none");
        Assert.Equal((true, 0, EnergyKind.Estimate), (metered.Exclusive, metered.CoRunners, metered.EnergyKind));
        Assert.True(metered.Joules > 0);
    }

    [Fact]
    public void A_network_that_a_model_cannot_price_is_named()
    {
        using var folder = new TemporaryFolder();
        var model = folder.PathOf("model.json");
        ModelFile.Write(model, new EnergyModel
        {
            Target = CostTarget.Time,
            Placement = "notebook",
            DataCharge = DataCharge.Batch,
            Levels = ["L1", "L2", "L3", "RAM"],
            Coefficients = new PerTerm<double?>(1, 1, 1, 1, [1, 1, 1, 1], [1, 1, 1, 1]),
            Profile = HardwarePresets.Find("eagle-cpu")!,
        });
        // The parameters alone are 256 GiB, more than the nodes of the profile have.
        var plan = folder.Write("plan.yaml", "datasets: [banana]\ndepths: 3\nsizes: [2^36]\nepochs: 2\n");
        SweepCampaign.Run("plan", plan, "--out", folder.PathOf("campaign"), "--model", model)
            .AssertRefused(2, "banana", "rectangle", "depth 3", "size 68719476736");
    }

    [Fact]
    public void A_share_to_which_no_shard_falls_has_nothing_to_do()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: 64\nepochs: 2\n", "--shards", "1");
        var call = SweepCampaign.Run("run", campaign.Root, "--shard", "1/2");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal("no shard falls to 1/2: the plan has shards 0 to 0", call.Output.Trim());
        var document = SweepCampaign.Run("run", campaign.Root, "--shard", "1/2", "--device", "cpu", "--json").Document();
        document.AssertKeys("planned", "done", "failed", "missing", "absentDevices");
        Assert.Equal((0, 0), (document.GetProperty("planned").GetInt32(), document.GetProperty("missing").GetInt32()));
        Assert.Empty(campaign.Rows());
        SweepCampaign.Run("run", campaign.Root, "--shard", "1/2", "--device", "cuda:7").AssertRefused(2, "--device cuda:7", "they are for cpu");
    }

    [Fact]
    public void What_cannot_be_run_is_refused_in_one_line()
    {
        using var campaign = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: 64\nepochs: 2\ndevices: [cuda:7]\n");
        using (var folder = new TemporaryFolder())
            SweepCampaign.Run("run", folder.PathOf("absent")).AssertRefused(2, "no campaign", "sweep plan");
        SweepCampaign.Run("run", campaign.Root).AssertRefused(3, "cuda:7");
        SweepCampaign.Run("run", campaign.Root, "--shard", "5").AssertRefused(2, "--shard 5", "0 to 0");
        using var cpu = new SweepCampaign("datasets: [banana]\ndepths: 3\nsizes: 64\nepochs: 2\n");
        SweepCampaign.Run("run", cpu.Root, "--workers", "999", "--threads", "9").AssertRefused(2, "granted");
        SweepCampaign.Run("run", cpu.Root, "--workers", "0").AssertRefused(2, "--workers 0");
        Directory.Delete(cpu.Folder.Results);
        File.WriteAllText(cpu.Folder.Results, "");
        SweepCampaign.Run("run", cpu.Root).AssertRefused(2, cpu.Folder.Results, "cannot be written");
    }
}
