using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Tests.Training;

public sealed class TrainingLoopTests
{
    [Fact]
    public void On_the_satellite_data_the_test_loss_falls_below_half_of_the_class_frequencies()
    {
        var data = DatasetSource.Load(DatasetRegistry.Find("294_satellite_image"), null, null, EncodingRule.Paper, 0);
        var split = TrainTestSplit.Paper(data.Rows, 1);
        var network = NetworkSolver.Solve(Shape.Rectangle, data.Inputs, data.Outputs, 3, 4096);
        using var trainer = CpuTrainer.Create(network, data.Loss, new() { LearningRate = 1e-3 }, SimdSelection.Choose());
        trainer.Import(ParameterSet.GlorotUniform(network, 1));
        using IBatches train = trainer.Load(data.Features, data.Targets, split.Train), test = trainer.Load(data.Features, data.Targets, split.Test);

        var result = TrainingLoop.Run(trainer, train, test, epochs: 30);

        var baseline = ErrorOfClassFrequencies(data, split);
        Assert.Equal(0.135, baseline, 0.001);
        Assert.InRange(result.Epochs[^1].TestLoss!.Value, 0, baseline / 2);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_and_says_where()
    {
        var network = new Network(3, [8, 1]);
        var data = DatasetSource.Synthetic(3, 1, 600, LearningTask.Regression, 1);
        using var trainer = CpuTrainer.Create(
            network, LossKind.SigmoidMeanSquaredError, new() { LearningRate = double.PositiveInfinity }, SimdSelection.Choose());
        trainer.Import(ParameterSet.GlorotUniform(network, 1));
        using var train = trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);

        var result = TrainingLoop.Run(trainer, train, null, epochs: 5);

        Assert.Single(result.Epochs);
        Assert.Contains("epoch 1", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_between_batches()
    {
        var network = new Network(3, [8, 1]);
        var data = DatasetSource.Synthetic(3, 1, 600, LearningTask.Regression, 1);
        using var trainer = CpuTrainer.Create(network, LossKind.SigmoidMeanSquaredError, new(), SimdSelection.Choose());
        using var train = trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TrainingLoop.Run(trainer, train, null, 100, _ => source.Cancel(), cancellation: source.Token));
    }

    private static double ErrorOfClassFrequencies(Dataset data, TrainTestSplit split)
    {
        var means = Enumerable.Range(0, data.Outputs)
            .Select(output => split.Train.Average(row => data.Targets[row * data.Outputs + output])).ToArray();
        return split.Test.Average(
            row => Enumerable.Range(0, data.Outputs).Average(output => Math.Pow(data.Targets[row * data.Outputs + output] - means[output], 2)));
    }
}
