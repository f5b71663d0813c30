namespace ButterE.Native.Calls;

/// <summary>
/// A flag in the caller's memory that cancels long work as soon as it is not 0. Work looks at a token between two batches or visits; a timer carries
/// the flag there, so that no work has to know of pointers.
/// </summary>
internal sealed unsafe class CallerFlag : IDisposable
{
    private const int PollMilliseconds = 10;

    private readonly CancellationTokenSource source = new();
    private readonly Timer? timer;

    /// <param name="flag">The flag, valid until this is disposed of; null for work that cannot be cancelled.</param>
    public CallerFlag(int* flag)
    {
        if (flag is null)
            return;
        if (Volatile.Read(ref *flag) != 0)
            source.Cancel();
        else
            timer = new Timer(_ => Look(flag), null, PollMilliseconds, PollMilliseconds);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Returns when no more look at the flag can happen: its memory is the caller's again.</summary>
    public void Dispose()
    {
        if (timer is not null)
        {
            using var ended = new ManualResetEvent(false);
            if (timer.Dispose(ended))
                ended.WaitOne();
        }

        source.Dispose();
    }

    private void Look(int* flag)
    {
        if (Volatile.Read(ref *flag) != 0)
            source.Cancel();
    }
}
