using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere network</c> against the published networks and counts of the paper's supplement.</summary>
public sealed class NetworkCommandTests
{
    [Fact]
    public void The_published_check_network_has_its_widths_and_operations()
    {
        // Printed in notebook 4 of the paper's supplement.
        var document = Network("--dataset", "201_pol", "--shape", "rectangle", "--depth", "2", "--size", "128").Document();
        Assert.Equal([3.0, 11.0], document.Numbers("widths"));
        Assert.Equal(125, document.Number("parameters"));
        Assert.True(document.At("conformant").GetBoolean());
        Assert.Equal(["forward", "backward", "perEpoch", "perDatum"], document.At("flops").Keys());
        Assert.Equal(48_896, document.Number("flops", "forward"));
        Assert.Equal(93_053, document.Number("flops", "backward"));
        Assert.Equal(7_258_355, document.Number("flops", "perEpoch"));
        Assert.Equal(603.2542387, document.Number("flops", "perDatum"), 7);
    }

    [Fact]
    public void Without_rows_the_counts_per_epoch_and_per_datum_are_null()
    {
        var flops = Network("--inputs", "4", "--outputs", "2", "--widths", "4,2").Document().At("flops");
        Assert.True(flops.IsNull("perEpoch"));
        Assert.True(flops.IsNull("perDatum"));
        Assert.False(Network("--inputs", "4", "--outputs", "2", "--rows", "100", "--widths", "4,2").Document().At("flops").IsNull("perEpoch"));
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_one_batch()
    {
        var flops = Network("--inputs", "4", "--outputs", "2", "--rows", "100", "--widths", "4,2", "--batch", "2147483647").Document().At("flops");
        // One batch trains and one tests, of 2^31 - 1 rows each as the notebook counts them.
        Assert.Equal(flops.Number("backward") + 2 * flops.Number("forward"), flops.Number("perEpoch"));
        Assert.True(flops.Number("backward") > 0);
    }

    [Theory]
    [InlineData("rectangle")]
    [InlineData("rectangle_residual")]
    [InlineData("trapezoid")]
    [InlineData("exponential")]
    [InlineData("wide_first_2x")]
    [InlineData("wide_first_4x")]
    [InlineData("wide_first_8x")]
    [InlineData("wide_first_16x")]
    public void Every_shape_of_the_paper_is_solved(string shape)
    {
        var document = Network("--dataset", "nursery", "--shape", shape, "--depth", "5", "--size", "65536").Document();
        Assert.True(document.At("conformant").GetBoolean());
        Assert.Equal(5, document.Numbers("widths").Length);
        Assert.Equal(4, document.Numbers("widths")[^1]);
    }

    [Fact]
    public void A_network_that_cannot_come_near_its_size_is_not_conformant() =>
        Assert.False(Network("--dataset", "mnist", "--depth", "2", "--size", "8").Document().At("conformant").GetBoolean());

    [Theory]
    [InlineData("--dataset", "--dataset nobody --depth 3 --size 64")]
    [InlineData("--shape", "--dataset 201_pol --shape blob --depth 3 --size 64")]
    [InlineData("--depth", "--dataset 201_pol --depth 1 --size 64")]
    [InlineData("--depth", "--dataset 201_pol --size 64")]
    [InlineData("--size", "--dataset 201_pol --depth 3")]
    [InlineData("--size", "--dataset 201_pol --depth 3 --size 0")]
    [InlineData("--rows 1", "--inputs 4 --outputs 1 --rows 1 --depth 2 --size 64")]
    [InlineData("--size", "--dataset 201_pol --widths 4,11 --size 64")]
    [InlineData("--depth", "--dataset 201_pol --widths 4,11 --depth 2")]
    [InlineData("--widths", "--dataset 201_pol --widths 4,10")]
    [InlineData("--widths", "--dataset 201_pol --widths 4,,11")]
    [InlineData("--widths", "--dataset 201_pol --widths 4,5,11 --shape rectangle_residual")]
    [InlineData("--inputs", "--dataset 201_pol --inputs 26 --widths 4,11")]
    [InlineData("--outputs", "--inputs 4 --widths 4,2")]
    [InlineData("--inputs", "--inputs 0 --outputs 2 --widths 4,2")]
    [InlineData("--batch", "--dataset 201_pol --widths 4,11 --batch 0")]
    [InlineData("--task", "--dataset 201_pol --widths 4,11 --task dreaming")]
    [InlineData("--dataset", "--widths 4,2")]
    public void What_is_wrong_is_named(string option, string arguments)
    {
        var call = Network(arguments.Split(' '));
        call.AssertRefused(ExitCode.BadInput, option);
        Assert.Equal("", call.Output);
    }

    private static CommandLineCall Network(params string[] options) => CommandLineCall.Run(["network", .. options, "--json"]);
}
