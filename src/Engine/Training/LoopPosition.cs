namespace ButterE.Engine.Training;

/// <summary>Where in its epochs a run stands, between two batches.</summary>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="IsTesting">Whether the epoch under way has done its training batches.</param>
/// <param name="Batch">The next batch of the pass under way, from 0.</param>
/// <param name="LossSum">Sum over the rows of that pass before it.</param>
/// <param name="TrainLoss">Mean training loss of the epoch under way; null before its training batches are done.</param>
/// <param name="Seconds">Time of the epoch under way so far, s.</param>
public sealed record LoopPosition(IReadOnlyList<EpochResult> Epochs, bool IsTesting, int Batch, double LossSum, double? TrainLoss, double Seconds)
{
    /// <summary>Before the first batch.</summary>
    public static LoopPosition Start { get; } = new([], false, 0, 0, null, 0);
}

/// <summary>Has a loop stop for a moment between two batches, outside its time, so that its state can be saved. Also done once before a loop is cancelled.</summary>
/// <param name="save">Saves the state; receives where the loop stands.</param>
public sealed class LoopPause(Action<LoopPosition> save)
{
    private volatile bool isAsked;

    internal bool IsAsked => isAsked;

    /// <summary>Asks for a pause after the batch under way; may be called from any thread.</summary>
    public void Ask() => isAsked = true;

    internal void Take(LoopPosition position)
    {
        isAsked = false;
        save(position);
    }
}
