using System.Globalization;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Engine.Sweeps.Planning;
using ButterE.Probe;
using CsCheck;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class DescriptionFileTests
{
    private const string Smallest = "datasets: [mnist]\ndepths: 3\nsizes: 64\nepochs: 2\n";

    [Fact]
    public void Everything_that_is_not_said_has_the_papers_value()
    {
        var read = Parse(Smallest);
        Assert.Equal(("mnist", 3, 64L, 2), (read.Datasets.Single().Dataset!.Name, read.Depths.Single(), read.Sizes.Single(), read.Epochs));
        Assert.Equal((256, "cpu", "fused", 1, 1e-4), (read.BatchSizes.Single(), read.Devices.Single(), read.Schedules.Single(), read.Replicates, read.LearningRate));
        Assert.Equal([Shape.Rectangle], read.Shapes);
        Assert.Equal((null, null, null), (read.Meters.Single(), read.Threads, read.Simd));
    }

    [Fact]
    public void Json_says_the_same_as_yaml()
    {
        var json = Parse("{\n\t\"datasets\": [{\"file\": \"a.tsv\", \"task\": \"classification\", \"name\": \"mine\"}],\n\t\"depths\": [\"2..4\"], \"sizes\": [\"2^5..2^7\", 100],"
            + " \"epochs\": 2, \"learningRate\": 1e-3, \"distinctNetworks\": true}");
        var yaml = Parse("datasets:\n- file: a.tsv\n  task: classification\n  name: mine\ndepths: 2..4\nsizes: [2^5..2^7, 100]\nepochs: 2\nlearningRate: 0.001\ndistinctNetworks: true\n");
        foreach (var read in new[] { json, yaml })
        {
            Assert.Equal(new DescribedData(null, Path.GetFullPath("/data/a.tsv"), "mine", LearningTask.Classification), read.Datasets.Single());
            Assert.Equal([2, 3, 4], read.Depths);
            Assert.Equal([32, 64, 128, 100], read.Sizes);
            Assert.Equal((1e-3, true), (read.LearningRate, read.DistinctNetworks));
        }
    }

    [Theory]
    [InlineData("depth: 3\n", "line 5", "unknown key 'depth'", "depths")]
    [InlineData("epochs: 3\n", "line 5", "epochs")]
    [InlineData("threads: 0\n", "line 5", "threads: '0'", "from 1")]
    [InlineData("learningRate: fast\n", "line 5", "learningRate: 'fast'")]
    [InlineData("shapes: [rectangle, circle]\n", "line 5", "'circle' is unknown", "trapezoid")]
    [InlineData("shapes:\n- rectangle\n- rectangle\n", "line 7", "twice")]
    [InlineData("devices: [gpu]\n", "line 5", "'gpu' is no device")]
    [InlineData("batchSizes: []\n", "line 5", "empty")]
    [InlineData("batchSizes: [5..2]\n", "line 5", "5..2")]
    [InlineData("batchSizes: [2^70]\n", "line 5", "2^70")]
    [InlineData("schedules: [fast]\n", "line 5", "fused")]
    [InlineData("simd: [v512\n", "line")]
    [InlineData("seed: {a: 1}\n", "line 5", "single word or number")]
    public void What_is_wrong_is_refused_with_its_line(string more, params string[] fragments)
    {
        var message = Assert.Throws<InputException>(() => Parse(Smallest + more)).Message;
        Assert.All(fragments.Prepend("plan.yaml"), fragment => Assert.Contains(fragment, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("datasets")]
    [InlineData("depths")]
    [InlineData("sizes")]
    [InlineData("epochs")]
    public void What_must_be_said_and_is_not_is_named(string key)
    {
        var text = string.Concat(Smallest.Split('\n').Where(line => !line.StartsWith(key, StringComparison.Ordinal)).Select(line => line + "\n"));
        Assert.Contains($"'{key}' is missing", Assert.Throws<InputException>(() => Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_and_ranges_of_numbers_come_back_as_they_were_meant() =>
        Gen.Select(Gen.Int[2, 100], Gen.Int[0, 50], Gen.Int[1, 9], Gen.Int[0, 30], Gen.Int[0, 10]).Sample((first, length, step, power, powers) =>
        {
            var read = Parse(string.Create(CultureInfo.InvariantCulture,
                $"datasets: [mnist]\ndepths: [{first}..{first + length} step {step}]\nsizes: [2^{power}..2^{power + powers}]\nepochs: 1\n"));
            Assert.Equal(Enumerable.Range(0, length / step + 1).Select(i => first + i * step), read.Depths);
            Assert.Equal(Enumerable.Range(power, powers + 1).Select(p => 1L << p), read.Sizes);
        });

    [Fact]
    public void No_text_does_more_than_be_read_or_refused() =>
        Gen.Select(Gen.Int[0, Smallest.Length - 1], Gen.Char[" \n\t:[]{}-#&*!|>'\"%@`,?0a^."], Gen.Bool).Sample((at, sign, replaces) =>
        {
            try
            {
                Parse(Smallest[..at] + sign + Smallest[(at + (replaces ? 1 : 0))..]);
            }
            catch (InputException)
            {
                // Refused.
            }
        });

    [Fact]
    public void The_shipped_grid_is_the_papers()
    {
        var (grid, _) = DescriptionFile.ReadPreset("butter-e");
        Assert.Equal((13, 8, 14, 20), (grid.Datasets.Count, grid.Shapes.Count, grid.Depths.Count, grid.Sizes.Count));
        Assert.Equal((3000, 1e-4, 2), (grid.Epochs, grid.LearningRate, grid.Devices.Count));
    }

    private static SweepDescription Parse(string text) => DescriptionFile.Parse(text, "plan.yaml", "/data");
}
