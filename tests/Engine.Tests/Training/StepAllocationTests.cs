using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Tests.Training;

/// <summary>Runs alone: allocations are counted over all threads of the process, the workers' included.</summary>
[Collection(nameof(StepAllocationTests))]
[CollectionDefinition(nameof(StepAllocationTests), DisableParallelization = true)]
public sealed class StepAllocationTests
{
    private const int SmallestObject = 24;

    [Theory]
    [InlineData(Schedule.Textbook, 1)]
    [InlineData(Schedule.Fused, 1)]
    [InlineData(Schedule.Fused, 2)]
    public void A_step_allocates_nothing(Schedule schedule, int threads)
    {
        var network = new Network(30, [90, 90, 5]);
        using var trainer = CpuTrainer.Create(network, LossKind.SoftmaxCrossEntropy, new() { Schedule = schedule, Threads = threads, Tuning = new() { SmallestSharedLayer = 0 } }, SimdSelection.Choose());
        Assert.Equal(threads, trainer.Description.ThreadsUsed);
        trainer.Import(ParameterSet.GlorotUniform(network, 1));
        var data = DatasetSource.Synthetic(30, 5, 300, LearningTask.Classification, seed: 5);
        using var batches = trainer.Load(data.Features, data.Targets, TrainTestSplit.None(data.Rows).Train);
        for (var i = 0; i < 50; i++)
            trainer.Step(batches, i % 2);

        // The test host allocates on its own threads now and then; a step that allocates does so in every window.
        var least = Enumerable.Range(0, 20).Min(_ => AllocatedBy(100));
        Assert.InRange(least, 0, 100 * SmallestObject - 1);

        long AllocatedBy(int steps)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < steps; i++)
                trainer.Step(batches, i % 2);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }
}
