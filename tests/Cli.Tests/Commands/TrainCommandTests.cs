using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Kernels.Simd;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere train</c>: its documents, its round trips and its refusals.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private const string Satellite = "--dataset 294_satellite_image --depth 3 --size 2048";
    private static readonly string[] Everywhere = ["widths", "seconds", "joules", "energyKind", "simd", "threads", "threadsUsed", "schedule", "device"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Steps_give_one_loss_for_each_batch()
    {
        var document = Train($"{Satellite} --steps 7").Document();
        document.AssertKeys([.. Everywhere, "stepLoss"]);
        var losses = document.Numbers("stepLoss");
        Assert.Equal(7, losses.Length);
        Assert.All(losses, loss => Assert.InRange(loss, 1e-9, 1));
        Assert.True(document.Number("seconds") > 0);
    }

    [Fact]
    public void Epochs_give_a_training_and_a_test_loss_each()
    {
        var document = Train($"{Satellite} --epochs 4 --learning-rate 1e-3 --threads 2").Document();
        document.AssertKeys([.. Everywhere, "trainLoss", "testLoss"]);
        var (train, test) = (document.Numbers("trainLoss"), document.Numbers("testLoss"));
        Assert.Equal((4, 4), (train.Length, test.Length));
        Assert.True(train[3] < train[0] && test[3] < test[0], "the network does not learn");
        Assert.Equal(("fused", "cpu", 2), (document.Text("schedule"), document.Text("device"), document.Number("threads")));
        Assert.InRange(document.Number("threadsUsed"), 1, 2);
        Assert.Contains(document.Text("simd"), new[] { "v512", "v256", "v128", "scalar" });
    }

    [Fact]
    public void Without_a_meter_the_joules_are_null()
    {
        var document = CommandLineCall.RunUnder([(Probe.Meters.Discovery.EnergyMeters.SysfsVariable, folder.Root)],
            Arguments($"{Satellite} --epochs 1")).Document();
        Assert.True(document.IsNull("joules"));
        Assert.Equal("none", document.Text("energyKind"));
        CommandLineCall.RunUnder([(Probe.Meters.Discovery.EnergyMeters.SysfsVariable, folder.Root)],
            Arguments($"{Satellite} --epochs 1 --require-meter")).AssertRefused(ExitCode.Unavailable);
    }

    [Fact]
    public void Replicates_under_a_meter_have_a_recorded_order_and_a_mean_whose_random_part_is_their_scatter()
    {
        var trace = folder.Write("trace.csv", "timestamp,node,watts\n" + string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i * 0.01:F2},n1,200\n")));
        var runs = Path.Combine(folder.Root, "runs");
        var document = Train($"{Satellite} --epochs 200 --idle 0.2 --meter replay:{trace} --replicates 3 --seed 5 --out {runs}").Document();
        var replicates = document.At("replicates");
        Assert.Equal((3.0, 5.0), (replicates.Number("count"), replicates.Number("orderSeed")));
        var joules = replicates.At("runs").EnumerateArray().Select(run => run.Number("joules")).ToArray();
        Assert.Equal(joules.Average(), replicates.At("joules").Number("mean"), 1e-9);
        Assert.Equal(joules.Average(), document.Number("joules"), 1e-9);
        var deviations = joules.Sum(value => Math.Pow(value - joules.Average(), 2));
        Assert.Equal(Math.Sqrt(deviations / 2 / 3), replicates.At("joules").Number("random"), 1e-9);
        Assert.Equal(0.05 * joules.Average(), replicates.At("joules").Number("systematic"), 1e-3 * joules.Average());
        var stored = Engine.Runs.RunStore.Read(runs);
        Assert.Equal([0, 1, 2], stored.Select(run => run.OrderPosition!.Value).Order());
        Assert.All(stored, run => Assert.Equal((3, 5), (run.Replicates!.Value, run.OrderSeed!.Value)));
        Assert.All(stored, run => Assert.Equal(joules.Average(), run.JoulesMean!.Value, 1e-9));
        Assert.Single(stored.Select(run => string.Join(',', run.TrainLoss)).Distinct());
    }

    [Fact]
    public void Replicates_without_a_meter_say_what_is_known_of_the_time()
    {
        var document = CommandLineCall.RunUnder([(Probe.Meters.Discovery.EnergyMeters.SysfsVariable, folder.Root)],
            Arguments($"{Satellite} --epochs 2 --replicates 3")).Document();
        Assert.True(document.IsNull("joules") && document.At("replicates").IsNull("joules"));
        Assert.Equal(document.Number("seconds"), document.At("replicates").At("seconds").Number("mean"));
        Train($"{Satellite} --steps 2 --replicates 3").AssertRefused(ExitCode.BadInput, "--replicates");
        Train($"{Satellite} --epochs 1 --replicates 0").AssertRefused(ExitCode.BadInput, "--replicates 0");
        CommandLineCall.RunUnder([(Probe.Meters.Discovery.EnergyMeters.SysfsVariable, folder.Root)], Arguments($"{Satellite} --epochs 1 --temperature 35-50"))
            .AssertRefused(ExitCode.Unavailable, "--temperature", "meter");
        Train($"{Satellite} --epochs 1 --temperature 50-35").AssertRefused(ExitCode.BadInput, "--temperature 50-35");
    }

    [Fact]
    public void A_replayed_meter_is_labelled_and_every_joule_says_where_it_comes_from()
    {
        var trace = folder.Write("trace.csv", "timestamp,node,watts\n" + string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i * 0.01:F2},n1,200\n")));
        var document = Train($"{Satellite} --epochs 200 --idle 0.2 --meter replay:{trace}").Document();
        Assert.Equal("replay", document.Text("energyKind"));
        var energy = document.At("energy");
        // 200 W idle and at work: nothing is dynamic.
        Assert.Equal(energy.Number("joules"), energy.Number("idleJoules"), 1e-6 * energy.Number("joules"));
        Assert.Equal(0, energy.Number("dynamicJoules"), 1e-6 * energy.Number("joules"));
        Assert.Equal(200 * energy.Number("windowSeconds") / energy.Number("repeats"), document.Number("joules"), 0.01 * document.Number("joules"));
        Assert.Equal(0.05 * document.Number("joules"), energy.Number("joulesSystematic"), 1e-6 * document.Number("joules"));
        Assert.StartsWith("sha256:", energy.Text("meterSource"), StringComparison.Ordinal);
        Assert.Equal(("replay:trace.csv", "inside", 0.01), (energy.Text("meterId"), energy.Text("integrator"), Math.Round(energy.Number("dt_s"), 6)));
    }

    [Fact]
    public void The_accounting_of_a_job_cannot_meter_a_run() =>
        Train($"{Satellite} --epochs 1 --meter slurm:1").AssertRefused(ExitCode.Unavailable, "slurm");

    [Fact]
    public void Without_a_split_there_is_no_test_loss() => Assert.True(Train($"{Satellite} --epochs 2 --split none").Document().IsNull("testLoss"));

    [Fact]
    public void A_run_from_saved_parameters_is_repeated_bit_for_bit()
    {
        var (start, once, again) = (folder.PathOf("start.safetensors"), folder.PathOf("once.safetensors"), folder.PathOf("again.safetensors"));
        Train($"{Satellite} --steps 1 --save {start}").Document();
        var first = Train($"{Satellite} --steps 9 --init {start} --save {once}").Document();
        var second = Train($"{Satellite} --steps 9 --init {start} --save {again}").Document();
        Assert.Equal(first.Numbers("stepLoss"), second.Numbers("stepLoss"));
        Assert.Equal(File.ReadAllBytes(once), File.ReadAllBytes(again));
        Assert.NotEqual(File.ReadAllBytes(start), File.ReadAllBytes(once));
    }

    [Fact]
    public void Saved_parameters_are_where_the_next_run_begins()
    {
        // Without a split the first batch is the first rows: after N steps its loss is that of the saved network.
        var saved = folder.PathOf("saved.safetensors");
        var data = folder.Write("two.csv", "a,b,target\n" + string.Concat(Enumerable.Range(0, 64).Select(i => $"{i},{i * i % 17},{i % 3}\n")));
        var options = $"--data {data} --widths 8,3 --split none --batch 64";
        var longer = Train($"{options} --steps 6").Document().Numbers("stepLoss");
        Train($"{options} --steps 5 --save {saved}").Document();
        var next = Train($"{options} --steps 1 --init {saved}").Document().Numbers("stepLoss");
        Assert.Equal(longer[5], next[0]);
    }

    [Fact]
    public void Both_schedules_give_the_same_losses()
    {
        var textbook = Train($"{Satellite} --steps 12 --threads 1 --schedule textbook").Document();
        var fused = Train($"{Satellite} --steps 12 --threads 1 --schedule fused").Document();
        Assert.Equal(("textbook", "fused"), (textbook.Text("schedule"), fused.Text("schedule")));
        Assert.Equal(textbook.Numbers("stepLoss"), fused.Numbers("stepLoss"));
    }

    [Fact]
    public void The_seed_decides_the_losses()
    {
        var zero = Train($"{Satellite} --steps 3 --seed 0").Document().Numbers("stepLoss");
        Assert.Equal(zero, Train($"{Satellite} --steps 3 --seed 0").Document().Numbers("stepLoss"));
        Assert.NotEqual(zero, Train($"{Satellite} --steps 3 --seed 1").Document().Numbers("stepLoss"));
    }

    [Fact]
    public void The_demanded_SIMD_path_runs_and_an_unknown_one_is_refused()
    {
        Assert.Equal("scalar", Under(SimdSelection.Variable, "scalar", $"{Satellite} --steps 1").Document().Text("simd"));
        Under(SimdSelection.Variable, "v4096", $"{Satellite} --steps 1").AssertRefused(ExitCode.Unavailable, SimdSelection.Variable, "v4096");
    }

    [Fact]
    public void An_absent_device_is_refused()
    {
        Train($"{Satellite} --steps 1 --device cuda:7").AssertRefused(ExitCode.Unavailable, "cuda:7");
        Under(Trainers.Variable, "cuda:7", $"{Satellite} --steps 1").AssertRefused(ExitCode.Unavailable, Trainers.Variable);
    }

    [Fact]
    public void A_record_is_read_back_under_the_printed_identity()
    {
        var document = Train($"{Satellite} --epochs 3 --out {folder.Root}").Document();
        var record = Assert.Single(RunStore.Read(folder.Root));
        Assert.Equal(document.Text("runId"), record.RunId);
        Assert.Equal(document.Numbers("trainLoss"), record.TrainLoss);
        Assert.Equal(document.Numbers("testLoss"), record.TestLoss!);
        Assert.Equal(document.Number("seconds"), record.Seconds);
        Assert.Equal(document.Numbers("widths"), record.Configuration.Widths.Select(width => (double)width));
        Assert.Equal(("rectangle", 2048L, 3), (record.Configuration.Shape, record.Configuration.Size, record.Configuration.Epochs));
        Assert.Equal(RunStatus.Completed, record.Status);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_named_with_its_epoch_and_recorded()
    {
        const string Diverging = "--dataset 294_satellite_image --depth 4 --size 4096 --learning-rate 1e30";
        var call = Train($"{Diverging} --epochs 3 --out {folder.Root}");
        call.AssertRefused(ExitCode.BadInput, "epoch 1", "--learning-rate");
        var document = System.Text.Json.JsonDocument.Parse(call.Output).RootElement;
        Assert.Equal("nonFinite", document.Text("status"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, document.At("trainLoss").EnumerateArray().Last().ValueKind);
        Assert.Equal(RunStatus.NonFinite, Assert.Single(RunStore.Read(folder.Root)).Status);
        Train($"{Diverging} --steps 30").AssertRefused(ExitCode.BadInput, "step", "--learning-rate");
    }

    [Theory]
    [InlineData("--steps", "--steps 2 --epochs 2")]
    [InlineData("--steps", "--steps 2 --out somewhere")]
    [InlineData("--steps", "--steps 0")]
    [InlineData("--epochs", "--epochs -1")]
    [InlineData("--learning-rate", "--learning-rate 0")]
    [InlineData("--learning-rate", "--learning-rate NaN")]
    [InlineData("--threads", "--threads 0")]
    [InlineData("--save-optimizer", "--steps 1 --save-optimizer")]
    [InlineData("--split", "--split half")]
    [InlineData("--encode", "--encode rot13")]
    [InlineData("--schedule", "--schedule tomorrow")]
    [InlineData("--widths", "--widths 4,6")]
    [InlineData("meter crystal-ball", "--epochs 1 --meter crystal-ball")]
    [InlineData("nowhere.safetensors", "--steps 1 --init nowhere.safetensors")]
    public void Contradicting_and_impossible_options_are_named(string named, string options)
    {
        var call = Train($"{Satellite} {options}");
        call.AssertRefused(ExitCode.BadInput, named);
        Assert.Equal("", call.Output);
    }

    [Fact]
    public void A_run_goes_on_with_the_same_bits_from_a_file_with_the_optimizer_and_not_from_one_without()
    {
        var (with, without) = (folder.PathOf("with.safetensors"), folder.PathOf("without.safetensors"));
        var whole = Train($"{Satellite} --epochs 4 --learning-rate 1e-3").Document().Numbers("testLoss");
        Train($"{Satellite} --epochs 2 --learning-rate 1e-3 --save {with} --save-optimizer").Document();
        Train($"{Satellite} --epochs 2 --learning-rate 1e-3 --save {without}").Document();
        Assert.Equal(whole[2..], Train($"{Satellite} --epochs 2 --learning-rate 1e-3 --init {with}").Document().Numbers("testLoss"));
        Assert.NotEqual(whole[2..], Train($"{Satellite} --epochs 2 --learning-rate 1e-3 --init {without}").Document().Numbers("testLoss"));
    }

    [Fact]
    public void Parameters_of_another_network_are_refused()
    {
        var saved = folder.PathOf("other.safetensors");
        Train($"--dataset 294_satellite_image --depth 2 --size 2048 --steps 1 --save {saved}").Document();
        Train($"{Satellite} --steps 1 --init {saved}").AssertRefused(ExitCode.BadInput, saved);
        Train($"{Satellite} --steps 1 --init {folder.Write("text.safetensors", "no tensors here")}").AssertRefused(ExitCode.BadInput, "text.safetensors");
    }

    [Theory]
    [InlineData("--epochs 1 --out", "file")]
    [InlineData("--epochs 1 --save", "absent/w.safetensors")]
    [InlineData("--steps 1 --save", "absent/w.safetensors")]
    public void A_place_where_nothing_can_be_written_is_named_before_anything_trains(string options, string name)
    {
        folder.Write("file", "");
        // Without --json every epoch and step prints its loss: nothing printed means that nothing trained.
        var call = CommandLineCall.Run(["train", .. Satellite.Split(' '), .. options.Split(' '), folder.PathOf(name)]);
        call.AssertRefused(ExitCode.BadInput, name);
        Assert.Equal("", call.Output);
    }

    [Fact]
    public void A_layer_of_more_parameters_than_one_array_holds_is_an_input_fault_and_no_defect() =>
        Train("--inputs 60000 --outputs 2 --rows 10 --widths 2000000000,2 --steps 1").AssertRefused(ExitCode.BadInput, "layer 1 of 2", "parameters");

    [Theory]
    [InlineData("train", "--inputs", "4", "--outputs", "1", "--rows", "9", "--widths", "1", "--steps", "1")]
    [InlineData("explain", "--inputs", "4", "--outputs", "1", "--widths", "1", "--require-meter")]
    [InlineData("probe")]
    public void What_is_no_name_of_a_device_is_a_bad_argument_and_one_that_is_absent_is_absent(params string[] call)
    {
        CommandLineCall.Run([.. call, "--device", "foo"]).AssertRefused(ExitCode.BadInput, "--device foo");
        CommandLineCall.Run([.. call, "--device", "cuda:77"]).AssertRefused(ExitCode.Unavailable, "cuda:77");
    }

    [Fact]
    public void The_largest_batch_is_an_input_fault_and_no_defect() =>
        Train("--inputs 600 --outputs 2 --rows 10 --widths 200000,2 --steps 1 --batch 2147483647").AssertRefused(ExitCode.BadInput, "memory");

    [Fact]
    public void People_get_a_line_for_each_epoch_and_what_ran()
    {
        var call = CommandLineCall.Run(["train", .. Satellite.Split(' '), "--epochs", "3"]);
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal(3, call.Output.Split('\n').Count(line => line.StartsWith("epoch", StringComparison.Ordinal)));
        Assert.Contains("UCI Statlog", call.Output, StringComparison.Ordinal);
    }

    private static string[] Arguments(string options) => ["train", .. options.Split(' '), "--json"];

    private static CommandLineCall Train(string options) => CommandLineCall.Run(Arguments(options));

    private static CommandLineCall Under(string variable, string value, string options) => CommandLineCall.RunUnder([(variable, value)], Arguments(options));
}
