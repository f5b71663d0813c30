using System.Runtime.InteropServices;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Tests.Tuning;

/// <summary>No choice of a tuning, and no other choice of where memory and threads lie, changes a bit of what is trained.</summary>
public sealed class TuningBitsTests
{
    // Wide enough that every block size of a candidate cuts some sum or some rows, on every SIMD path; odd so that edges take part.
    private static readonly Network Network = new(61, [1301, 263, 5]);
    private static readonly Dataset Data = DatasetSource.Synthetic(61, 5, 70, LearningTask.Classification, seed: 3);
    private static readonly Lazy<byte[]> Expected = new(() => Trained(new TrainerSettings()));

    public static TheoryData<GemmBlocking> Blocks
    {
        get
        {
            var keepingBatch = new GemmBlocking(640, 1 << 18, 1 << 18);
            GemmBlocking[] blocks =
            [
                .. BlockingChoice.Around(GemmBlocking.AlongColumns, keepingBatch), .. BlockingChoice.Around(GemmBlocking.AlongRows, keepingBatch),
                .. BlockingChoice.Around(keepingBatch, GemmBlocking.AlongColumns),
                new(32, 1024), new(1, 1), new(1, 1, 1), new(300, 1, 20_000), new(int.MaxValue, int.MaxValue),
            ];
            return [.. blocks.Distinct()];
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Blocks_change_no_bit(GemmBlocking blocks)
    {
        Assert.Equal(Expected.Value, Trained(new() { Tuning = new() { Blocking = LayerBlocking.Default with { AlongColumns = blocks } } }));
        Assert.Equal(Expected.Value, Trained(new() { Tuning = new() { Blocking = LayerBlocking.Default with { AlongRows = blocks } } }));
    }

    [Fact]
    public void The_break_even_of_threads_changes_no_bit()
    {
        Assert.Equal(Expected.Value, Trained(new() { Threads = 3, Tuning = new() { SmallestSharedLayer = 0 } }));
        Assert.Equal(Expected.Value, Trained(new() { Threads = 3, Tuning = new() { SmallestSharedLayer = long.MaxValue } }));
    }

    [Theory]
    [InlineData(Schedule.Fused)]
    [InlineData(Schedule.Textbook)]
    public void Parameters_stored_past_the_caches_have_the_same_bits(Schedule schedule)
    {
        // A team makes half of the steps of a trial so, one thread none.
        var team = new TrainerSettings { Schedule = schedule, Threads = 3, Tuning = new() { SmallestSharedLayer = 0 } };
        Assert.Equal(Trained(new(), StoreChoice.TrialSteps), Trained(team, StoreChoice.TrialSteps));
    }

    [Theory]
    [InlineData(HugePages.Auto)]
    [InlineData(HugePages.Off)]
    public void Pages_change_no_bit(HugePages pages) => Assert.Equal(Expected.Value, Trained(new() { HugePages = pages }));

    private static byte[] Trained(TrainerSettings settings, int steps = 3)
    {
        using var trainer = CpuTrainer.Create(Network, LossKind.SoftmaxCrossEntropy, settings with { Batch = 64, LearningRate = 1e-3 }, SimdSelection.Choose());
        trainer.Import(ParameterSet.GlorotUniform(Network, 1));
        using var batches = trainer.Load(Data.Features, Data.Targets, TrainTestSplit.None(Data.Rows).Train);
        var losses = TrainingLoop.Steps(trainer, batches, steps);
        return [.. trainer.Export().Layers.SelectMany(layer => MemoryMarshal.AsBytes<float>(layer).ToArray()), .. MemoryMarshal.AsBytes<double>(losses.ToArray())];
    }
}
