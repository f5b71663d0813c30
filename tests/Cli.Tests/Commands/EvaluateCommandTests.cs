using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere evaluate</c>: what a saved network is worth.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private const string Satellite = "--dataset 294_satellite_image --depth 3 --size 2048";

    private readonly TemporaryFolder folder = new();

    private string Saved => folder.PathOf("network.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" --task classification")]
    public void The_loss_is_the_last_test_loss_of_the_run_that_saved_the_network(string task)
    {
        var run = Call($"train {Satellite}{task} --epochs 3 --learning-rate 1e-2 --seed 4 --save {Saved}").Document();
        var document = Call($"evaluate {Satellite}{task} --seed 4 --init {Saved}").Document();
        document.AssertKeys("loss", "metrics", "rows", "split", "dataSource", "synthetic");
        Assert.Equal(run.Numbers("testLoss")[^1], document.Number("loss"), 1e-12);
        Assert.Equal(1287, document.Number("rows"));
    }

    [Fact]
    public void A_regression_has_an_error_in_the_unit_of_its_target_and_a_classification_an_accuracy()
    {
        Call($"train {Satellite} --epochs 1 --save {Saved}");
        var regression = Call($"evaluate {Satellite} --init {Saved}").Document();
        Assert.Equal(Math.Sqrt(regression.Number("loss")), regression.At("metrics").Number("rootMeanSquaredError"), 1e-12);
        var classification = Call($"evaluate {Satellite} --task classification --init {Saved} --split none").Document();
        Assert.InRange(classification.At("metrics").Number("accuracy"), 0, 1);
        Assert.Equal(6435, classification.Number("rows"));
    }

    [Fact]
    public void A_network_of_another_shape_and_a_missing_file_are_refused()
    {
        Call($"train {Satellite} --epochs 1 --save {Saved}");
        Call($"evaluate --dataset 294_satellite_image --depth 4 --size 2048 --init {Saved}").AssertRefused(ExitCode.BadInput, Saved, "layers.0.weight");
        Call($"evaluate {Satellite} --init /nowhere.safetensors").AssertRefused(ExitCode.BadInput, "/nowhere.safetensors");
        Call($"evaluate {Satellite}").AssertRefused(ExitCode.BadInput, "--init");
    }

    private static CommandLineCall Call(string arguments) => CommandLineCall.Run([.. arguments.Split(' '), "--json"]);
}
