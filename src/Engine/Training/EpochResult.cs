namespace ButterE.Engine.Training;

/// <summary>One epoch: all training batches in their order, then all test batches.</summary>
/// <param name="Epoch">Number of the epoch from 1.</param>
/// <param name="TrainLoss">Mean over the training rows of the losses met before each update, as Keras reports it.</param>
/// <param name="TestLoss">Mean over the test rows after the epoch's updates; null without test rows.</param>
/// <param name="Seconds">Time of the epoch, the test pass included, s.</param>
public sealed record EpochResult(int Epoch, double TrainLoss, double? TestLoss, double Seconds)
{
    /// <summary>Which loss turned NaN or infinite, in a sentence for people; null when none did.</summary>
    public string? NonFiniteLoss() => !double.IsFinite(TrainLoss) ? $"the training loss became {TrainLoss} in epoch {Epoch}"
        : !double.IsFinite(TestLoss ?? 0) ? $"the test loss became {TestLoss} in epoch {Epoch}"
        : null;
}

/// <summary>Epochs of one training run.</summary>
/// <param name="Epochs">The epochs that were finished; the last one holds the loss that was not finite when <paramref name="Failure"/> says
/// so.</param>
/// <param name="Seconds">Time of the epochs, s.</param>
/// <param name="Failure">Where a loss turned NaN or infinite and stopped the run; null when none did.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> Epochs, double Seconds, string? Failure);
