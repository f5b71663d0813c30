using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using CsCheck;
using static ButterE.Engine.Tests.Training.TrainingCases;

namespace ButterE.Engine.Tests.Training;

/// <summary>A run that was stopped and taken up again ends as if it had not been stopped.</summary>
public sealed class ResumedTrainingTests
{
    private const int Epochs = 4;
    private static readonly Network Network = new(3, [9, 9, 2], Residual: true);
    private static readonly Dataset Data = DatasetSource.Synthetic(3, 2, 90, LearningTask.Classification, 1);
    private static readonly TrainTestSplit Split = TrainTestSplit.Paper(Data.Rows, 1);

    public static TheoryData<string> Devices => [Trainers.Cpu, .. TestDevices.All];

    [Fact]
    public void A_run_that_is_stopped_between_any_two_batches_ends_with_the_same_losses_and_parameters() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Enum<Schedule>()).Sample(
            (first, second, schedule) =>
            {
                var whole = InPieces(Trainers.Cpu, schedule, []);
                var pieces = InPieces(Trainers.Cpu, schedule, [first, second]);
                Assert.Equal(whole.Losses, pieces.Losses);
                Assert.Equal(whole.Parameters, pieces.Parameters);
            },
            iter: 60);

    [Theory]
    [MemberData(nameof(Devices))]
    public void Every_device_goes_on_with_the_same_bits(string device)
    {
        var whole = InPieces(device, Schedule.Fused, []);
        var pieces = InPieces(device, Schedule.Fused, [5]);
        Assert.Equal(whole.Losses, pieces.Losses);
        Assert.Equal(whole.Parameters, pieces.Parameters);
    }

    [Fact]
    public void A_pause_does_not_stop_the_run_and_its_time_is_not_the_epochs()
    {
        var pauses = 0;
        LoopPause? pause = null;
        pause = new LoopPause(_ =>
        {
            pauses++;
            Thread.Sleep(200);
        });
        using var trainer = Make(Trainers.Cpu, Schedule.Fused);
        using var train = trainer.Load(Data.Features, Data.Targets, Split.Train);
        var result = TrainingLoop.Run(trainer, train, null, Epochs, _ => pause.Ask(), pause: pause);
        Assert.Equal((Epochs, Epochs - 1), (result.Epochs.Count, pauses));
        Assert.True(result.Seconds < 0.2, $"{result.Seconds} s with pauses of 0.6 s");
    }

    // Each piece stops after some batches; the last one goes to the end. The batches are counted over training and test passes.
    private static (string Losses, byte[] Parameters) InPieces(string device, Schedule schedule, int[] stops)
    {
        (TrainerState State, LoopPosition Position)? saved = null;
        foreach (var stop in stops.Append(int.MaxValue))
        {
            using var source = new CancellationTokenSource();
            using var trainer = Make(device, schedule);
            if (saved is { } earlier)
                trainer.ImportState(earlier.State);
            using IBatches train = trainer.Load(Data.Features, Data.Targets, Split.Train), test = trainer.Load(Data.Features, Data.Targets, Split.Test);
            var pause = new LoopPause(position => saved = (trainer.ExportState(), position));
            try
            {
                var result = TrainingLoop.Run(new StoppingTrainer(trainer, stop, source), train, test, Epochs, null, saved?.Position, pause, source.Token);
                return (string.Join('\n', result.Epochs.Select(epoch => $"{epoch.Epoch} {epoch.TrainLoss:R} {epoch.TestLoss:R}")), Bits(trainer.Export()));
            }
            catch (OperationCanceledException)
            {
                Assert.NotNull(saved);
            }
        }

        throw new InvalidOperationException("the last piece was stopped");
    }

    private static ITrainer Make(string device, Schedule schedule)
    {
        var trainer = Trainers.Create(device, Network, Data.Loss, new TrainerSettings { Batch = 16, LearningRate = 1e-2, Schedule = schedule });
        trainer.Import(ParameterSet.GlorotUniform(Network, 1));
        return trainer;
    }

    /// <summary>Cancels the run after some batches.</summary>
    private sealed class StoppingTrainer(ITrainer trainer, int batches, CancellationTokenSource source) : ITrainer
    {
        private int done;

        public TrainerDescription Description => trainer.Description;

        public IBatches Load(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, ReadOnlySpan<int> rows) => trainer.Load(features, targets, rows);

        public double Step(IBatches batches, int batch) => Counted(trainer.Step(batches, batch));

        public double Step(IBatches batches, int batch, StepLaps laps) => Counted(trainer.Step(batches, batch, laps));

        public double Test(IBatches batches, int batch) => Counted(trainer.Test(batches, batch));

        public void Outputs(Span<float> outputs) => trainer.Outputs(outputs);

        public void Import(ParameterSet parameters) => trainer.Import(parameters);

        public ParameterSet Export() => trainer.Export();

        public void Export(int layer, Span<float> parameters) => trainer.Export(layer, parameters);

        public TrainerState ExportState() => trainer.ExportState();

        public void ImportState(TrainerState state) => trainer.ImportState(state);

        public void Dispose()
        {
        }

        private double Counted(double loss)
        {
            if (++done == batches)
                source.Cancel();
            return loss;
        }
    }
}
