using ButterE.Engine.Campaigns;

namespace ButterE.Engine.Tests.Ingest;

public sealed class StandardisationTests
{
    [Fact]
    public void A_run_on_a_node_of_higher_idle_power_is_charged_less_by_the_difference()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("one", 1800, 300).Steady("two", 1800, 310, node: "n2").Steady("gpu", 1800, 500, node: "g1", gpu: true);
        var result = campaign.Ingest();
        Assert.Equal((220, 230, 374), (result.IdleWatts["cpu1"], result.IdleWatts["cpu2"], result.IdleWatts["gpu1"]));
        Assert.Equal(("cpu1", "gpu1"), (result.ReferenceTypes["cpu"], result.ReferenceTypes["gpu"]));
        var runs = campaign.Written();
        Assert.Equal(300.0 * 1800, runs["one"].Positive("std_energy")!.Value, 6);
        Assert.Equal(300.0 * 1800, runs["two"].Positive("std_energy")!.Value, 6);
        Assert.Equal(500.0 * 1800, runs["gpu"].Positive("std_energy")!.Value, 6);
    }

    [Fact]
    public void The_check_row_of_the_notebook_comes_out()
    {
        // Printed by notebook 3: 599,995.264647 J in 2,024.053852 s on a cpu2 node become 579,754.726127 J.
        const double energy = 599_995.264647, seconds = 2024.053852;
        Assert.Equal(579_754.726127, energy + (220 - 230) * seconds, 6);
        using var campaign = new RawCampaign();
        campaign.Steady("a", seconds, 296, node: "n2").Steady("b", 600, 300);
        campaign.Ingest();
        var run = campaign.Written()["a"];
        Assert.Equal(seconds, run.Positive("run_time")!.Value, 9);
        Assert.Equal(run.Positive("energy")!.Value - 10 * seconds, run.Positive("std_energy")!.Value, 6);
    }

    [Fact]
    public void Idle_power_of_a_type_is_the_median_over_its_nodes()
    {
        using var campaign = new RawCampaign
        {
            Nodes = "HOSTNAMES,CPUS,MEMORY,TMP_DISK,GRES\n"
                + "n1,36,85248,900000,(null)\nn2,36,85248,900000,(null)\nn3.cluster,36,85248,900000,(null)\nx,8,100,5,\n",
            NodePower = "node,p2\nn1,210\nn2,216\nN3,250\nx,90\n",
        };
        campaign.Steady("a", 600, 300);
        var result = campaign.Ingest();
        Assert.Equal(216, result.IdleWatts["cpu1"]);
        Assert.Equal(90, result.IdleWatts["8/5/100/(null)"]);
        // cpu1 stays the reference though another type idles lower.
        Assert.Equal("cpu1", result.ReferenceTypes["cpu"]);
    }

    [Fact]
    public void The_overhead_is_the_5_percent_quantile_of_the_small_tecator_runs_which_are_not_written()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 6000, 300).Steady("cheap", 600, 300, size: 64);
        // 20 runs of 600, 606, … s at 300 W, and a large one that does not count.
        for (var i = 0; i < 21; i++)
            campaign.Steady($"t{i}", 660 + 60 * i, 300, dataset: "505_tecator", size: 512);
        campaign.Steady("large", 60, 300, dataset: "505_tecator", size: 2048);
        var result = campaign.Ingest();
        Assert.Equal(720 * 300.0, result.Overheads["cpu"].Joules, 6);
        Assert.Equal(720.0, result.Overheads["cpu"].Seconds, 6);
        Assert.Equal((24, 22, 1, 1), (result.Counts.Kept, result.Counts.OverheadDataset, result.Counts.NotAboveOverhead, result.Counts.Written));
        Assert.Equal(6000 * 300.0 - 720 * 300.0, campaign.Written()["a"].Positive("non_overhead_energy")!.Value, 6);
        Assert.Equal("notAboveOverhead", campaign.Dropped()["cheap"]);
    }

    [Fact]
    public void Without_overhead_runs_what_depends_on_them_is_unknown_and_the_runs_stay()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300);
        Assert.Empty(campaign.Ingest().Overheads);
        var run = campaign.Written()["a"];
        Assert.Null(run.Text("non_overhead_energy"));
        Assert.Null(run.Text("energy_per_training_datum"));
        Assert.Equal(180_000, run.Positive("std_energy")!.Value, 6);
    }

    [Fact]
    public void Runs_of_depth_2_become_the_rectangle_that_they_are()
    {
        using var campaign = new RawCampaign();
        campaign.Run("r", 0, 170, depth: 2, experiment: "zz").Run("t", 0, 170, depth: 2, shape: "trapezoid", experiment: "aa")
            .Run("d", 0, 170, depth: 3, shape: "trapezoid", experiment: "bb")
            // No rectangle of this size: the first experiment stands for it.
            .Run("u", 0, 170, depth: 2, size: 256, shape: "wide_first_2x", experiment: "dd")
            .Run("v", 0, 170, depth: 2, size: 256, shape: "trapezoid", experiment: "cc")
            .Readings("1", "n1", (-20, 300), (40, 300), (100, 300), (160, 300));
        Assert.Equal(3, campaign.Ingest().Depth2Merged);
        var runs = campaign.Written();
        Assert.Equal(("rectangle", "zz", "trapezoid"), (runs["t"].Text("shape"), runs["t"].Text("experiment_id"), runs["t"].Text("original_shape")));
        Assert.Equal(("trapezoid", "bb"), (runs["d"].Text("shape"), runs["d"].Text("experiment_id")));
        Assert.Equal(("cc", "cc"), (runs["u"].Text("experiment_id"), runs["v"].Text("experiment_id")));
        Assert.Equal("2", runs["t"].Text("num_reps"));
    }

    [Fact]
    public void Operations_and_energies_per_epoch_batch_and_datum_are_the_notebooks()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 1200, 300, depth: 2).Steady("t", 600, 300, dataset: "505_tecator");
        campaign.Ingest();
        var run = campaign.Written()["a"];
        // The check vector of notebook 3: 201_pol, rectangle, depth 2, 128 parameters.
        Assert.Equal(("3,11", "125"), (run.Text("widths"), run.Text("parameters")));
        Assert.Equal((48_896, 93_053, 7_258_355),
            (run.Positive("flops_forward"), run.Positive("flops_backward"), run.Positive("flops_per_epoch")));
        Assert.Equal(603.2542387, run.Positive("flops_per_datum")!.Value, 7);
        Assert.Equal((47, 12), (run.Count("training_batches"), run.Count("test_batches")));
        var energy = run.Positive("non_overhead_energy")!.Value;
        Assert.Equal(180_000, energy, 6);
        Assert.Equal(energy / 3000, run.Positive("energy_per_epoch")!.Value, 9);
        Assert.Equal(energy / 3000 / 47, run.Positive("energy_per_training_batch")!.Value, 9);
        Assert.Equal(energy / 3000 / 47 / 256, run.Positive("energy_per_training_datum")!.Value, 12);
    }

    [Fact]
    public void A_socket_list_behind_the_GPUs_does_not_make_another_type() =>
        Assert.Equal("gpu2", NodeType.Of("36", "2400000", "751616", "gpu:v100:2(S:0-1)").Name);

    [Fact]
    public void A_run_on_a_node_that_no_list_knows_is_counted()
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300).Steady("b", 600, 300, node: "elsewhere");
        Assert.Equal((1, 1), (campaign.Ingest().Counts.UnknownIdle, campaign.Written().Count));
        Assert.Equal("unknownIdle", campaign.Dropped()["b"]);
    }
}
