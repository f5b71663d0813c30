using System.Globalization;
using ButterE.Engine.Data;
using ButterE.Kernels.Losses;
using ButterE.Probe;
using CsCheck;
using static ButterE.Engine.Data.EncodingRule;
using static ButterE.Engine.Tests.Data.TableText;

namespace ButterE.Engine.Tests.Data;

/// <summary>The encoding rules of the paper's code, on columns made by hand.</summary>
public sealed class TableEncoderTests
{
    private const string AnyTarget = "target 0 1 0 1";

    [Fact]
    public void A_constant_column_is_dropped()
    {
        var data = Encode(Paper, null, null, "a 7 7 7 7", "b 1 2 1 2", AnyTarget);
        Assert.Equal((1, 2), (data.Inputs, data.RawFeatures));
        Assert.Equal([1, 0, 1, 0], data.Features);
    }

    [Theory]
    [InlineData("a 5 3 3 5")]
    [InlineData("a 5 3 3 5.0")]
    [InlineData("a yes no no yes")]
    public void Two_values_become_one_column_that_is_1_where_equal_to_the_first_row(string column) =>
        Assert.Equal([1, 0, 0, 1], Encode(Paper, null, null, column, AnyTarget).Features);

    [Theory]
    [InlineData("a 10 9 -1 9")]
    [InlineData("a c b a b")]
    public void A_few_values_become_one_column_each_in_ascending_order(string column)
    {
        var data = Encode(Paper, null, null, column, AnyTarget);
        Assert.Equal(3, data.Inputs);
        Assert.Equal([0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0], data.Features);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(21, 1)]
    public void Twenty_values_are_few_and_twenty_one_are_a_quantity(int values, int inputs)
    {
        var column = "a " + string.Join(' ', Enumerable.Range(0, values));
        var target = "target " + string.Join(' ', Enumerable.Range(0, values).Select(i => i % 2));
        Assert.Equal(inputs, Encode(Paper, null, null, column, target).Inputs);
    }

    [Fact]
    public void A_quantity_is_scaled_by_its_extremes_over_the_whole_table() =>
        Gen.Double[-1e6, 1e6].Array[25, 60].Where(values => values.Distinct().Count() > 20).Sample(values =>
        {
            var data = Encode(
                Paper,
                null,
                null,
                "a " + string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
                "target " + string.Join(' ', values.Select((_, i) => i % 2)));
            Assert.Equal(values.Select(v => (float)((v - values.Min()) / (values.Max() - values.Min()))), data.Features);
        });

    [Fact]
    public void Differences_beyond_float32_survive_the_scaling()
    {
        var data = Encode(Paper, null, null, "a " + string.Join(' ', Enumerable.Range(0, 31).Select(i => 1_700_000_000 + i)),
            "target " + string.Join(' ', Enumerable.Range(0, 31).Select(i => i % 2)));
        Assert.Equal(Enumerable.Range(0, 31).Select(i => i / 30f), data.Features);
    }

    [Fact]
    public void Texts_become_one_column_each_however_many()
    {
        var data = Encode(Paper, null, null, "a " + string.Join(' ', Enumerable.Range(0, 30).Select(i => $"v{i}")),
            "target " + string.Join(' ', Enumerable.Range(0, 30).Select(i => i % 2)));
        Assert.Equal(30, data.Inputs);
        Assert.Equal(30, data.Features.Sum());
    }

    [Fact]
    public void The_column_named_target_is_the_target_wherever_it_stands()
    {
        var data = Encode(Paper, null, null, "target 0 1 1 0", "b 8 8 9 9");
        Assert.Equal([1, 1, 0, 0], data.Features);
        Assert.Equal([1, 0, 0, 1], data.Targets);
    }

    [Fact]
    public void Without_a_column_named_target_the_last_one_is()
    {
        var data = Encode(Paper, null, null, "Target 8 8 9 9", "b 0 1 1 0");
        Assert.Equal([1, 0, 0, 1], data.Targets);
    }

    [Theory]
    [InlineData(null, "target b a c a", LearningTask.Classification, LossKind.SoftmaxCrossEntropy, 3)]
    [InlineData(null, "target 1 2 1 2", LearningTask.Classification, LossKind.SigmoidBinaryCrossEntropy, 1)]
    [InlineData(LearningTask.Classification, "target 2 3 4 4", LearningTask.Classification, LossKind.SoftmaxCrossEntropy, 3)]
    [InlineData(LearningTask.Regression, "target 2 3 4 4", LearningTask.Regression, LossKind.SigmoidMeanSquaredError, 1)]
    public void The_target_and_the_asked_task_give_the_loss(LearningTask? asked, string target, LearningTask task, LossKind loss, int outputs)
    {
        var data = Encode(Paper, asked, null, "a 1 2 1 2", target);
        Assert.Equal((task, loss, outputs), (data.Task, data.Loss, data.Outputs));
    }

    [Fact]
    public void A_target_of_many_numbers_is_a_regression()
    {
        var data = Encode(Paper, null, null, "a " + string.Join(' ', Enumerable.Range(0, 41).Select(i => i % 2)),
            "target " + string.Join(' ', Enumerable.Range(-20, 41)));
        Assert.Equal((LearningTask.Regression, 1), (data.Task, data.Outputs));
        Assert.Equal(Enumerable.Range(0, 41).Select(i => i / 40f), data.Targets);
    }

    [Fact]
    public void A_regression_asked_for_scales_even_few_values() =>
        Assert.Equal([0, 0.25f, 1, 1], Encode(Paper, LearningTask.Regression, null, "a 1 2 1 2", "target 2 3 6 6").Targets);

    [Fact]
    public void Of_two_labels_the_greater_is_1_when_classification_is_asked_for() =>
        Assert.Equal([0, 0, 1, 1], Encode(Paper, LearningTask.Classification, null, "a 1 2 1 2", "target 9 9 10 10").Targets);

    [Fact]
    public void Without_encoding_columns_stay_as_they_are()
    {
        var data = Encode(None, LearningTask.Regression, null, "a 7 7 7 7", "b 1 -2.5 1e3 2", "target 5 6 7 8");
        Assert.Equal([7, 1, 7, -2.5f, 7, 1000, 7, 2], data.Features);
        Assert.Equal([5, 6, 7, 8], data.Targets);
    }

    [Fact]
    public void Without_encoding_labels_still_become_one_output_each()
    {
        var data = Encode(None, null, null, "a 7 7 7 7", "target 1 3 10 3");
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0], data.Targets);
        Assert.Equal(LossKind.SoftmaxCrossEntropy, data.Loss);
    }

    [Fact]
    public void Pixels_are_divided_by_255_and_none_is_dropped()
    {
        var pixels = DatasetRegistry.Find("mnist")! with { RawFeatures = 2, Inputs = 2, Outputs = 3 };
        Assert.Equal([0, 1, 0, 51 / 255f, 0, 0], Encode(Paper, null, pixels, "a 0 0 0", "b 255 51 0", "target 0 1 2").Features);
    }

    // Different values of the feature columns, then of the target, as UCI documents them (adult: as PMLB codes them, with 42 countries and
    // 73 standing for each quantity). The registered inputs and outputs were published; the rule must lead from the one to the other.
    [Theory]
    [InlineData("nursery", "3 5 4 4 3 2 3 3 4")]
    [InlineData("adult", "73 9 73 16 16 7 15 6 5 2 73 73 73 42 2")]
    [InlineData("connect_4", "3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3")]
    [InlineData("banana", "73 73 2")]
    [InlineData("wine_quality_white", "73 73 73 73 73 73 73 73 73 73 73 7")]
    public void The_documented_values_of_a_data_set_give_its_registered_shape(string name, string values)
    {
        var known = DatasetRegistry.Find(name)!;
        var columns = values.Split(' ').Select(int.Parse)
            .Select((n, column) => $"c{column} " + string.Join(' ', Enumerable.Range(0, 200).Select(row => row % n)));
        var data = Encode(Paper, null, known, [.. columns]);
        Assert.Equal((known.Inputs, known.Outputs, known.RawFeatures, known.Task, known.Loss),
            (data.Inputs, data.Outputs, data.RawFeatures, data.Task, data.Loss));
    }

    [Fact]
    public void Numbers_are_read_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)before.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture.NumberFormat.NumberGroupSeparator = ".";
            Assert.Equal([1.5f, -2, 1e-3f, 4], Encode(None, null, null, "a 1.5 -2 1e-3 +4", AnyTarget).Features);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("a 1 2 x 4", AnyTarget, "t.tsv, row 4, column 'a': 'x' is not a number; 3 of 4 fields of the column are")]
    [InlineData("a 1 2 ? n/a", AnyTarget, "t.tsv, row 4, column 'a': '?' is not a number; 2 of 4 fields of the column are")]
    [InlineData("a 1 2 3 NaN", AnyTarget, "t.tsv, row 5, column 'a': 'NaN' is not a finite number (of float32)")]
    [InlineData("a 1 -Infinity 3 4", AnyTarget, "t.tsv, row 3, column 'a': '-Infinity' is not a finite number (of float32)")]
    [InlineData("a 1 +inf 3 4", AnyTarget, "t.tsv, row 3, column 'a': '+inf' is not a finite number (of float32)")]
    [InlineData("a 1e39 2 3 4", AnyTarget, "t.tsv, row 2, column 'a': '1e39' is not a finite number (of float32)")]
    [InlineData("a x nan y z", AnyTarget, "t.tsv, row 3, column 'a': 'nan' is not a finite number (of float32)")]
    [InlineData("a 1 2 3 4", "target 1 1 1 1.0", "t.tsv, column 'target': every row has the same value; there is nothing to learn")]
    [InlineData("a 1 2 3 4", "target x x x x", "t.tsv, column 'target': every row has the same value; there is nothing to learn")]
    [InlineData("a 1 1 1 1", AnyTarget, "t.tsv: no input is left: every feature column has the same value in all rows")]
    public void A_column_that_cannot_be_encoded_is_refused(string column, string target, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Encode(Paper, null, null, column, target)).Message);

    [Fact]
    public void Texts_are_refused_where_numbers_are_needed()
    {
        Assert.Equal(
            "t.tsv, row 2, column 'target': 'x' is not a number; --task regression needs a target of numbers",
            Assert.Throws<InputException>(() => Encode(Paper, LearningTask.Regression, null, "a 1 2 3", "target x y z")).Message);
        Assert.Equal(
            "t.tsv, row 2, column 'a': 'x' is not a number; --encode none takes numbers only",
            Assert.Throws<InputException>(() => Encode(None, null, null, "a x y z", "target 1 2 3")).Message);
    }

    [Theory]
    [InlineData("v", "texts")]
    [InlineData("", "numbers")]
    public void Identifiers_are_no_categories(string prefix, string what)
    {
        var values = "target " + string.Join(' ', Enumerable.Range(0, 1_025).Select(i => $"{prefix}{i}"));
        var feature = "a " + string.Join(' ', Enumerable.Range(0, 1_025).Select(i => i % 2));
        Assert.Equal(
            $"t.tsv, column 'target': more than 1,024 different {what} are too many for categories; remove the column if it holds identifiers",
            Assert.Throws<InputException>(() => Encode(Paper, LearningTask.Classification, null, feature, values)).Message);
    }

    [Fact]
    public void A_file_that_is_not_the_registered_data_set_is_refused() =>
        Assert.Equal(
            "t.tsv: encodes to 3 inputs and 1 outputs, but banana has 2 and 1; leave --dataset out to use the file by itself",
            Assert.Throws<InputException>(() => Encode(Paper, null, DatasetRegistry.Find("banana"), "a 1 2 3", "target 1 2 1")).Message);
}
