using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere devices</c>, and the options about devices of other commands. On the simulator, with next to no steps.</summary>
public sealed class DevicesCommandTests
{
    [Fact]
    public void Devices_are_listed_with_the_reason_why_a_kind_is_absent()
    {
        var document = CommandLineCall.Run("devices", "list", "--json").Document();
        var devices = document.GetProperty("devices").EnumerateArray().Select(device => device.Text("id")!).ToArray();
        Assert.Equal("simulator", devices[^1]);
        foreach (var absent in document.GetProperty("absent").EnumerateArray())
        {
            Assert.DoesNotContain(devices, device => device.StartsWith(absent.Text("kind")!, StringComparison.Ordinal));
            Assert.Contains("driver", absent.Text("reason")!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_check_trains_every_network_in_every_way_and_says_how_far_the_losses_are_apart()
    {
        var call = CommandLineCall.Run("devices", "check", "--device", "simulator", "--steps", "1", "--json");
        var document = call.Document();
        Assert.Equal(ExitCode.Ok, call.ExitCode);
        Assert.True(document.GetProperty("passed").GetBoolean());
        var checks = document.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(2 * 2 * 2, checks.Length);
        Assert.Equal(4, checks.Select(check => (check.Text("schedule"), check.Text("launch"))).Distinct().Count());
        Assert.All(checks, check => Assert.InRange(check.Number("maxDifference"), 0, check.Number("tolerance")));
    }

    [Fact]
    public void The_CPU_and_absent_devices_cannot_be_checked()
    {
        CommandLineCall.Run("devices", "check", "--device", "cpu").AssertRefused(ExitCode.BadInput, "cpu");
        CommandLineCall.Run("devices", "check", "--device", "cuda:7").AssertRefused(ExitCode.Unavailable, "cuda:7");
        CommandLineCall.Run("devices", "check", "--device", "simulator", "--steps", "0").AssertRefused(ExitCode.BadInput, "--steps 0");
    }

    [Theory]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --launch persistent", "--launch persistent")]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --launch streams --device simulator", "--launch streams")]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --precision half --device simulator", "--precision half")]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --precision tf32 --launch persistent --device cuda:0", "--launch persistent")]
    [InlineData("probe --device simulator --threads 2", "--threads")]
    [InlineData("probe --device simulator --huge-pages on", "--huge-pages")]
    public void What_makes_no_sense_on_a_device_or_on_the_CPU_is_refused(string line, string named) =>
        CommandLineCall.Run(line.Split(' ')).AssertRefused(ExitCode.BadInput, named);

    [Theory]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --precision tf32", "device cpu")]
    [InlineData("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --precision tf32 --device simulator", "device simulator")]
    [InlineData("devices check --precision tf32 --device simulator", "device simulator")]
    public void Products_in_tf32_are_refused_where_there_are_no_tensor_cores(string line, string named) =>
        CommandLineCall.Run(line.Split(' ')).AssertRefused(ExitCode.Unavailable, named);

    [Fact]
    public void Recorded_graphs_are_refused_where_no_kernels_can_be_recorded() =>
        CommandLineCall.Run("train --inputs 2 --outputs 1 --rows 9 --widths 1 --steps 1 --launch graph --device simulator".Split(' '))
            .AssertRefused(ExitCode.Unavailable, "device simulator", "--launch kernels");

    [Fact]
    public void A_run_says_what_its_products_compute_with()
    {
        var call = CommandLineCall.Run("train", "--inputs", "2", "--outputs", "1", "--rows", "9", "--widths", "1", "--steps", "1", "--json");
        Assert.Equal("float32", call.Document().Text("precision"));
    }
}
