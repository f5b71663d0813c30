using System.Diagnostics;

namespace ButterE.Engine.Training;

/// <summary>Algorithm 1 of the paper, its outer loops.</summary>
public sealed class TrainingLoop
{
    private const int MostAtOnce = 1024;

    private readonly ITrainer trainer;
    private readonly LoopPause? pause;
    private readonly CancellationToken cancellation;
    private readonly List<EpochResult> results;
    private readonly double[] losses = new double[MostAtOnce];

    // The epoch under way.
    private bool isTesting;
    private int batch;
    private double sum, secondsBefore;
    private double? trainLoss;
    private long start;

    private TrainingLoop(ITrainer trainer, LoopPosition from, LoopPause? pause, CancellationToken cancellation)
    {
        (this.trainer, this.pause, this.cancellation) = (trainer, pause, cancellation);
        (results, isTesting, batch, sum, trainLoss, secondsBefore) = ([.. from.Epochs], from.IsTesting, from.Batch, from.LossSum, from.TrainLoss, from.Seconds);
    }

    /// <summary>Trains for some epochs, or until a loss is not finite.</summary>
    /// <param name="trainer">The network in training.</param>
    /// <param name="train">Training batches of that trainer.</param>
    /// <param name="test">Test batches of that trainer; null for no test pass.</param>
    /// <param name="epochs">Epochs, at least 1.</param>
    /// <param name="afterEpoch">Called after each epoch, outside its time.</param>
    /// <param name="from">Where to go on, with the trainer in the state of that moment; null for the start.</param>
    /// <param name="pause">Saves the state now and then, and when the loop is cancelled; null for never.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epochs"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TrainingResult Run(
        ITrainer trainer, IBatches train, IBatches? test, int epochs, Action<EpochResult>? afterEpoch = null, LoopPosition? from = null,
        LoopPause? pause = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        return new TrainingLoop(trainer, from ?? LoopPosition.Start, pause, cancellation).Run(train, test, epochs, afterEpoch);
    }

    /// <summary>Trains for some steps, beginning again with the first batch after the last.</summary>
    /// <param name="trainer">The network in training.</param>
    /// <param name="train">Training batches of that trainer.</param>
    /// <param name="steps">Steps, at least 1.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>The loss of each batch before its update; shorter when one was not finite, which is then the last.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static IReadOnlyList<double> Steps(ITrainer trainer, IBatches train, int steps, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var losses = new double[steps];
        for (var done = 0; done < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = losses.AsSpan(done, Math.Min(trainer.StepsAtOnce, steps - done));
            trainer.Steps(train, done % train.Count, now);
            foreach (var loss in now)
            {
                done++;
                if (!double.IsFinite(loss))
                    return losses[..done];
            }
        }

        return losses;
    }

    /// <summary>One test pass over all batches.</summary>
    /// <param name="trainer">The network.</param>
    /// <param name="batches">Batches of that trainer.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>Mean loss over the rows.</returns>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    public static double Evaluate(ITrainer trainer, IBatches batches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(batches);
        return new TrainingLoop(trainer, LoopPosition.Start, null, cancellation).MeanOver(batches, isTraining: false);
    }

    private TrainingResult Run(IBatches train, IBatches? test, int epochs, Action<EpochResult>? afterEpoch)
    {
        while (results.Count < epochs)
        {
            start = Stopwatch.GetTimestamp();
            if (!isTesting)
            {
                trainLoss = MeanOver(train, isTraining: true);
                isTesting = true;
            }

            var testLoss = test is { Count: > 0 } ? MeanOver(test, isTraining: false) : (double?)null;
            var result = new EpochResult(results.Count + 1, trainLoss!.Value, testLoss, secondsBefore + Stopwatch.GetElapsedTime(start).TotalSeconds);
            results.Add(result);
            (isTesting, trainLoss, secondsBefore) = (false, null, 0);
            afterEpoch?.Invoke(result);
            if (result.NonFiniteLoss() is { } failure)
                return Finished(failure);
        }

        return Finished(null);

        TrainingResult Finished(string? failure) => new(results, results.Sum(r => r.Seconds), failure);
    }

    private double MeanOver(IBatches batches, bool isTraining)
    {
        while (batch < batches.Count && double.IsFinite(sum))
        {
            if (cancellation.IsCancellationRequested || pause is { IsAsked: true })
                Pause();
            var now = losses.AsSpan(0, Math.Min(Math.Min(isTraining ? trainer.StepsAtOnce : 1, losses.Length), batches.Count - batch));
            if (isTraining)
                trainer.Steps(batches, batch, now);
            else
                now[0] = trainer.Test(batches, batch);
            foreach (var loss in now)
                sum += loss * batches.RowsOf(batch++);
        }

        var mean = sum / batches.Rows;
        (batch, sum) = (0, 0);
        return mean;
    }

    private void Pause()
    {
        secondsBefore += Stopwatch.GetElapsedTime(start).TotalSeconds;
        pause?.Take(new LoopPosition([.. results], isTesting, batch, sum, trainLoss, secondsBefore));
        cancellation.ThrowIfCancellationRequested();
        start = Stopwatch.GetTimestamp();
    }
}
