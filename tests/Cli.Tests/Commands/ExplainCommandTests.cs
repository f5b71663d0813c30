using ButterE.Cli.Output;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere explain</c>: a training step in parts, measured beside predicted.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private static readonly string[] Levels = ["L1", "RAM"];
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("fused", 7)]
    [InlineData("textbook", 9)]
    public void Every_part_of_a_step_is_measured_and_predicted_and_the_parts_make_the_whole(string schedule, int parts)
    {
        var profile = folder.PathOf("profile.json");
        ProfileFile.Write(profile, Measured());
        var document = Explain("--schedule", schedule, "--profile", profile).Document();
        var rows = document.At("rows").EnumerateArray().ToArray();
        // Two layers forward, the loss, two layers back and their gradients, and Adam's pass over each where it is one.
        Assert.Equal(parts, rows.Length);
        Assert.Equal(schedule == "textbook" ? 2 : 0, rows.Count(row => row.Text("pass") == "adam"));
        Assert.All(rows, row => Assert.True(row.Number("measuredSeconds") >= 0 && row.Number("predictedSeconds") > 0));
        var total = document.At("total");
        Assert.Equal(rows.Sum(row => row.Number("predictedSeconds")), total.Number("predictedSeconds"), 1e-12);
        Assert.Equal(total.Number("predictedSeconds") / total.Number("measuredSeconds"), total.Number("ratio"), 1e-9);
        Assert.True(total.Number("measuredSeconds") > 0 && total.Number("testPassSeconds") > 0 && total.Number("ceilingFlopsPerSecond") > 1e8);
    }

    [Fact]
    public void Without_a_profile_nothing_is_predicted()
    {
        var document = Explain().Document();
        Assert.All(document.At("rows").EnumerateArray(), row => Assert.True(row.IsNull("predictedSeconds") && row.IsNull("ratio")));
        Assert.True(document.At("total").IsNull("predictedSeconds"));
    }

    [Fact]
    public void A_fitted_model_says_what_a_step_costs_by_it()
    {
        // What an epoch of ten steps adds to a run, over its steps.
        string[] run = ["--model", "butter-e-cpu", "--inputs", "10", "--outputs", "3", "--widths", "20,3", "--batch", "64", "--rows", "640"];
        var model = Explain("--model", "butter-e-cpu", "--rows", "640").Document().At("model");
        Assert.Equal("energy", model.Text("target"));
        Assert.True(model.IsNull("ratio"));
        // The paper's split leaves 512 rows, 8 steps, and 2 test passes: less than ten steps, more than eight.
        var (one, two) = (Predicted("1"), Predicted("2"));
        Assert.InRange(model.Number("perStep"), (two - one) / 10, (two - one) / 8);

        double Predicted(string epochs) =>
            CommandLineCall.Run(["predict", .. run, "--epochs", epochs, "--json"]).Document().At("rows")[0].Number("predicted");
    }

    [Fact]
    public void A_fitted_model_needs_the_rows_of_the_data_and_the_device_that_it_is_of()
    {
        Explain("--model", "butter-e-cpu").AssertRefused(ExitCode.BadInput, "--rows", "--model");
        Explain("--model", "butter-e-gpu", "--rows", "640").AssertRefused(ExitCode.BadInput, "butter-e-gpu", "--device cpu");
    }

    [Fact]
    public void A_profile_that_lacks_costs_is_refused_by_what_it_lacks() =>
        Explain("--profile", "eagle-cpu").AssertRefused(ExitCode.InsufficientData, "lacks", "overheads.secondsPerPass");

    [Fact]
    public void Only_levels_that_were_claimed_and_not_seen_are_named_beside_what_is_lacking()
    {
        var profile = folder.PathOf("profile.json");
        var measured = Measured();
        var traversals = measured.Traversals.Select(traversal => traversal with { Levels = [.. traversal.Levels.Where(cost => cost.Level == "RAM")] });
        ProfileFile.Write(profile, measured with
        {
            Levels = [measured.Levels[0] with { Source = "reported", Verdict = MemoryLevel.Unresolved }, measured.Levels[1] with { Source = "reported" }],
            Traversals = [.. traversals],
        });
        Explain("--profile", profile).AssertRefused(ExitCode.InsufficientData, "read costs of L1,", "where it resolves L1, which is claimed");
    }

    [Theory]
    [InlineData("simulator", "cpu")]
    [InlineData("cpu", "cuda:0")]
    public void The_profile_of_another_kind_of_device_is_refused(string device, string profiled)
    {
        var profile = folder.PathOf("profile.json");
        ProfileFile.Write(profile, Measured() with { Device = profiled });
        var call = CommandLineCall.Run("explain", "--inputs", "2", "--outputs", "1", "--widths", "1", "--batch", "8", "--device", device, "--profile", profile);
        call.AssertRefused(ExitCode.BadInput, "a machine of the tests", profiled, $"--device {device}");
    }

    [Fact]
    public void The_energy_of_a_step_is_that_of_the_window_over_its_steps_and_a_models_joules_stand_beside_it()
    {
        var document = Explain("--meter", "estimate:tdp=51,idle=50", "--model", "butter-e-cpu", "--rows", "640").Document();
        var energy = document.At("energy");
        // Between 50 W, idle, and 51 W, with every processor busy: at either end but for the rounding of the division by the steps and back.
        Assert.InRange(Math.Round(document.Number("joules") * energy.Number("repeats") / energy.Number("windowSeconds"), 9), 50, 51);
        Assert.Equal(("estimate", "estimate:tdp"), (document.Text("energyKind"), energy.Text("meterId")));
        Assert.Equal(document.At("model").Number("perStep") / document.Number("joules"), document.At("model").Number("ratio"), 1e-9);
    }

    [Fact]
    public void Without_a_meter_named_no_energy_is_measured()
    {
        var document = Explain().Document();
        Assert.True(document.IsNull("joules") && document.IsNull("energy"));
        Assert.Equal("none", document.Text("energyKind"));
    }

    [Theory]
    [InlineData("--idle", "1")]
    [InlineData("--temperature", "35-50")]
    [InlineData("--meter-node", "a")]
    public void How_to_meter_without_a_meter_is_refused(params string[] option) => Explain(option).AssertRefused(ExitCode.BadInput, option[0], "--meter");

    public void Dispose() => folder.Dispose();

    private static CommandLineCall Explain(params string[] more) =>
        CommandLineCall.Run(["explain", "--inputs", "10", "--outputs", "3", "--widths", "20,3", "--batch", "64", "--threads", "1", .. more, "--json"]);

    private static HardwareProfile Measured() => new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a machine of the tests",
        Units = 1,
        Levels =
        [
            new MemoryLevel { Name = "L1", CapacityBytes = 100_000, Instances = 1, Source = "measured" },
            new MemoryLevel { Name = "RAM", CapacityBytes = 1e12, Instances = 1, Source = "measured" },
        ],
        Traversals = [.. new[] { "read", "write", "copy" }.Select(kind =>
            new TraversalCost(kind, [.. Levels.Select(level => new AffineCost(level, null) { ServedSecondsPerByte = 1e-11 })]))],
        Compute = new ComputeRates(1e11, null, 1e11, null),
        Overheads = new PassOverheads(1e-6, 1e-6),
    };
}
