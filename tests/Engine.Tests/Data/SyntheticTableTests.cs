using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Probe;
using MathNet.Numerics.LinearRegression;

namespace ButterE.Engine.Tests.Data;

public sealed class SyntheticTableTests
{
    public static TheoryData<string> Names => [.. DatasetRegistry.All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stand_in_has_the_registered_shape_and_says_what_it_is(string name)
    {
        var description = DatasetRegistry.Find(name)!;
        var data = DatasetSource.Synthetic(description, 1);
        Assert.True(data.Synthetic);
        Assert.Equal($"synthetic stand-in for {name}", data.Source);
        Assert.Equal((description.Observations, description.Inputs, description.Outputs, description.RawFeatures),
            (data.Rows, data.Inputs, data.Outputs, data.RawFeatures));
        Assert.Equal((description.Task, description.Loss), (data.Task, data.Loss));
        Assert.Equal((data.Rows * data.Inputs, data.Rows * data.Outputs), (data.Features.Length, data.Targets.Length));
        Assert.DoesNotContain(data.Features, x => !(x is >= 0 and <= 1));
        Assert.DoesNotContain(data.Targets, y => !(y is >= 0 and <= 1));
        if (data.Outputs > 1)
            Assert.Equal(data.Rows, data.Targets.Sum(y => (double)y));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_line_fitted_to_some_rows_predicts_others(string name) => AssertLearnable(DatasetSource.Synthetic(DatasetRegistry.Find(name)!, 2));

    [Theory]
    [InlineData(1, 1, LearningTask.Classification)]
    [InlineData(30, 12, LearningTask.Classification)]
    [InlineData(1, 1, LearningTask.Regression)]
    [InlineData(10, 3, LearningTask.Regression)]
    public void Data_for_any_units_can_be_learned(int inputs, int outputs, LearningTask task) =>
        AssertLearnable(DatasetSource.Synthetic(inputs, outputs, 2_000, task, 3));

    [Fact]
    public void The_seed_decides_the_numbers()
    {
        var pollen = DatasetRegistry.Find("529_pollen")!;
        Assert.Equal(DatasetSource.Synthetic(pollen, 4).Features, DatasetSource.Synthetic(pollen, 4).Features);
        Assert.NotEqual(DatasetSource.Synthetic(pollen, 4).Features, DatasetSource.Synthetic(pollen, 5).Features);
    }

    [Fact]
    public void A_data_set_without_data_is_replaced_visibly() =>
        Assert.True(DatasetSource.Load(DatasetRegistry.Find("wine_quality_white"), null, null, EncodingRule.Paper, 0).Synthetic);

    [Fact]
    public void A_quantity_has_no_classes() =>
        Assert.Throws<InputException>(
            () => DatasetSource.Load(DatasetRegistry.Find("529_pollen"), null, LearningTask.Classification, EncodingRule.Paper, 0));

    [Fact]
    public void More_values_than_an_array_holds_are_refused() =>
        Assert.Throws<InputException>(() => DatasetSource.Synthetic(100_000, 1, 1_000_000, LearningTask.Classification, 0));

    /// <summary>
    /// A line along the direction in which the inputs covary with an output must predict the output of other rows clearly better than its mean does.
    /// </summary>
    private static void AssertLearnable(Dataset data)
    {
        var half = Math.Min(data.Rows / 2, 4_000);
        double left = 0, all = 0;
        for (var output = 0; output < data.Outputs; output++)
        {
            var targets = TableText.Column(data.Targets, data.Outputs, output);
            var mean = targets[..half].Average();
            var direction = new double[data.Inputs];
            for (var row = 0; row < half; row++)
            {
                for (var i = 0; i < data.Inputs; i++)
                    direction[i] += (targets[row] - mean) * (data.Features[row * data.Inputs + i] - 0.5);
            }

            double Score(int row)
            {
                var score = 0.0;
                for (var i = 0; i < data.Inputs; i++)
                    score += direction[i] * data.Features[row * data.Inputs + i];
                return score;
            }

            var (intercept, slope) = SimpleRegression.Fit([.. Enumerable.Range(0, half).Select(Score)], [.. targets[..half].Select(y => (double)y)]);
            for (var row = half; row < 2 * half; row++)
            {
                left += Math.Pow(targets[row] - intercept - slope * Score(row), 2);
                all += Math.Pow(targets[row] - mean, 2);
            }
        }

        Assert.True(left < 0.85 * all, $"{data.Source}: {left / all:P0} of the variance is left");
    }
}
