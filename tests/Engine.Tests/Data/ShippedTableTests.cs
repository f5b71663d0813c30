using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Kernels.Losses;
using ButterE.Tests.Shared;

namespace ButterE.Engine.Tests.Data;

/// <summary>The shipped satellite data against what UCI and the paper say of them.</summary>
public sealed class ShippedTableTests
{
    private static readonly int[] ClassCounts = [1_533, 703, 1_358, 626, 707, 1_508];
    private static readonly DatasetDescription Satellite = DatasetRegistry.Find("294_satellite_image")!;

    [Fact]
    public void The_shape_is_that_of_the_papers_runs()
    {
        var data = Load(null, EncodingRule.Paper);
        Assert.False(data.Synthetic);
        Assert.Contains("CC BY 4.0", data.Source, StringComparison.Ordinal);
        Assert.Equal((6_435, 36, 6, 36), (data.Rows, data.Inputs, data.Outputs, data.RawFeatures));
        Assert.Equal((LearningTask.Regression, LossKind.SigmoidMeanSquaredError), (data.Task, data.Loss));
        Assert.Equal((data.Rows * data.Inputs, data.Rows * data.Outputs), (data.Features.Length, data.Targets.Length));
    }

    [Fact]
    public void Every_class_has_the_rows_that_UCI_counts() =>
        Assert.Equal(ClassCounts, Enumerable.Range(0, 6).Select(k => (int)TableText.Column(Load(null, EncodingRule.Paper).Targets, 6, k).Sum()));

    [Fact]
    public void Predicting_the_class_frequencies_costs_0_135()
    {
        var data = Load(null, EncodingRule.Paper);
        var loss = data.Targets.Select((y, i) => Math.Pow(y - ClassCounts[i % 6] / 6_435.0, 2)).Average();
        Assert.Equal(0.135, loss, 0.0005);
        Assert.Equal(ClassCounts.Average(n => n / 6_435.0 * (1 - n / 6_435.0)), loss, 1e-9);
    }

    [Fact]
    public void Each_pixel_column_spans_0_to_1()
    {
        var features = Load(null, EncodingRule.Paper).Features;
        for (var column = 0; column < 36; column++)
        {
            var pixels = TableText.Column(features, 36, column);
            Assert.Equal((0, 1), (pixels.Min(), pixels.Max()));
        }
    }

    [Fact]
    public void Without_encoding_the_first_row_is_that_of_the_file()
    {
        var data = Load(null, EncodingRule.None);
        Assert.Equal([92, 115, 120, 94, 84, 102, 106, 79], data.Features[..8]);
        Assert.Equal([0, 0, 1, 0, 0, 0], data.Targets[..6]);
    }

    [Fact]
    public void Another_task_gives_other_outputs()
    {
        Assert.Equal((6, LossKind.SoftmaxCrossEntropy), Outputs(Load(LearningTask.Classification, EncodingRule.Paper)));
        var regression = Load(LearningTask.Regression, EncodingRule.Paper);
        Assert.Equal((1, LossKind.SigmoidMeanSquaredError), Outputs(regression));
        Assert.Equal((3 - 1) / 6f, regression.Targets[0]);
        Assert.Equal(3, Load(LearningTask.Regression, EncodingRule.None).Targets[0]);
    }

    [SharedDataFact("data/294_satellite_image.tsv.gz")]
    public void A_file_under_the_rules_of_the_data_set_gives_the_same_numbers()
    {
        var file = DatasetSource.Load(Satellite, Path.Combine(Repository.Shared!, "data/294_satellite_image.tsv.gz"), null, EncodingRule.Paper, 0);
        var shipped = Load(null, EncodingRule.Paper);
        Assert.Equal(shipped.Features, file.Features);
        Assert.Equal(shipped.Targets, file.Targets);
        Assert.False(file.Synthetic);
    }

    private static (int, LossKind) Outputs(Dataset data) => (data.Outputs, data.Loss);

    private static Dataset Load(LearningTask? task, EncodingRule encoding) => DatasetSource.Load(Satellite, null, task, encoding, 0);
}
