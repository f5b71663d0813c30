namespace ButterE.Probe.Machine;

/// <summary>
/// Where the threads of one measurement wait for each other. Once one of them has failed nobody waits any more: a thread that will never come would
/// hold the others for ever.
/// </summary>
internal sealed class Rendezvous(int threads) : IDisposable
{
    private readonly Barrier barrier = new(threads);
    private readonly CancellationTokenSource failure = new();

    /// <summary>Waits until every thread has come.</summary>
    /// <exception cref="OperationCanceledException">One of the threads has failed.</exception>
    public void Wait() => barrier.SignalAndWait(failure.Token);

    /// <summary>For threads that wait for each other by some other means, to be called as they wait.</summary>
    /// <exception cref="OperationCanceledException">One of the threads has failed.</exception>
    public void ThrowIfFailed() => failure.Token.ThrowIfCancellationRequested();

    /// <summary>Ends all waiting, now and later.</summary>
    public void Fail() => failure.Cancel();

    public void Dispose()
    {
        barrier.Dispose();
        failure.Dispose();
    }
}
