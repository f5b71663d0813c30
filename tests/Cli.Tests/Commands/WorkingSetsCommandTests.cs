using System.Text.Json;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere workingsets</c> against values that the paper's notebook 3 printed.</summary>
public sealed class WorkingSetsCommandTests
{
    private static readonly string[] Small = ["--dataset", "201_pol", "--shape", "rectangle", "--depth", "2", "--size", "128"];

    [Fact]
    public void The_notebooks_check_rows_are_reproduced()
    {
        var sets = Sets([.. Small, "--hardware", "eagle-cpu", "--placement", "notebook"]);
        Assert.Equal(["t1", "t2", "f", "fTest", "b", "d"], sets.Keys);
        Assert.All(sets.Values, set => set.AssertKeys("name", "bytes", "effectiveBytes", "occupiedBytes", "level", "chargedBytes"));

        Assert.Equal((52_224, 1), (sets["t1"].Number("bytes"), sets["t1"].Number("level")));
        Assert.Equal((14_336, 1), (sets["t2"].Number("bytes"), sets["t2"].Number("level")));
        Assert.Equal(1450.67, sets["t1"].Number("occupiedBytes"), 2);
        Assert.Equal(398.22, sets["t2"].Number("occupiedBytes"), 2);
        Assert.Equal((500, 1950, 1), Row("f"));
        Assert.Equal((500, 1950, 1), Row("fTest"));
        Assert.Equal((1000 + 11_264, 2762, 1), Row("b"));
        Assert.Equal((2_940_000, 114_434, 2), Row("d"));
        Assert.Equal(84_428, sets["d"].Number("effectiveBytes"));

        (double Bytes, double Occupied, double Level) Row(string name) =>
            (sets[name].Number("bytes"), sets[name].Number("occupiedBytes"), sets[name].Number("level"));
    }

    [Theory]
    [InlineData("eagle-cpu", 256, 2969, 5106)]
    [InlineData("eagle-cpu", 512, 5182, 7319)]
    [InlineData("eagle-cpu", 32, 560, 2697)]
    [InlineData("eagle-gpu", 256, 2276, 2734)]
    [InlineData("eagle-gpu", 512, 4221, 4679)]
    [InlineData("eagle-gpu", 32, 314, 772)]
    public void The_notebooks_pollen_rows_are_reproduced(string hardware, int size, double backward, double data)
    {
        var sets = Sets("--dataset", "529_pollen", "--shape", "rectangle", "--depth", "3", "--size", $"{size}", "--hardware", hardware);
        Assert.Equal((backward, data), (sets["b"].Number("occupiedBytes"), sets["d"].Number("occupiedBytes")));
    }

    [Fact]
    public void The_notebook_charges_the_whole_data_set_and_the_engine_a_batch()
    {
        Assert.Equal(2_940_000, Sets([.. Small, "--hardware", "eagle-cpu", "--placement", "notebook"])["d"].Number("chargedBytes"));
        Assert.InRange(Sets([.. Small, "--hardware", "eagle-cpu", "--placement", "engine"])["d"].Number("chargedBytes"), 1, 200_000);
    }

    [Fact]
    public void A_level_that_is_set_smaller_spills() =>
        Assert.Equal(2, Sets([.. Small, "--hardware", "eagle-cpu", "--set", "L1.capacityBytes=1024"])["t1"].Number("level"));

    [Fact]
    public void Without_rows_the_data_set_is_null_and_not_zero()
    {
        var data = Sets("--inputs", "4", "--outputs", "2", "--widths", "4,2", "--hardware", "eagle-cpu")["d"];
        Assert.All(data.EnumerateObject().Where(property => property.Name != "name"), property => Assert.Equal(JsonValueKind.Null, property.Value.ValueKind));
    }

    [Theory]
    [InlineData("--set", "eagle-cpu --set L1.colour=4")]
    [InlineData("--set", "eagle-cpu --set L9.capacityBytes=4")]
    [InlineData("--set", "eagle-cpu --set L1.capacityBytes=many")]
    [InlineData("--placement", "eagle-cpu --placement attic")]
    [InlineData("--schedule", "eagle-cpu --schedule later")]
    [InlineData("nowhere.json", "nowhere.json")]
    public void What_is_wrong_is_named(string named, string hardware) =>
        CommandLineCall.Run(["workingsets", .. Small, "--json", "--hardware", .. hardware.Split(' ')]).AssertRefused(ExitCode.BadInput, named);

    private static Dictionary<string, JsonElement> Sets(params string[] options) =>
        CommandLineCall.Run(["workingsets", .. options, "--json"]).Document().At("sets").EnumerateArray().ToDictionary(set => set.Text("name")!);
}
