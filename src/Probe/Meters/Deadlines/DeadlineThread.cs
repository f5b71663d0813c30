using System.Runtime.ExceptionServices;

namespace ButterE.Probe.Meters.Deadlines;

/// <summary>
/// Runs one thing at a time on a thread of its own, so that a driver or file that hangs costs its caller a bounded time. While a call hangs,
/// every further one is refused at once. Members may be called from several threads.
/// </summary>
internal sealed class DeadlineThread : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private Action? job;
    private Thread? thread;
    private bool isBusy;
    private bool isClosed;

    /// <summary>Runs a function.</summary>
    /// <param name="work">What to run. Its effects may come after the deadline; it must not change what the caller reads then.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="result">The function's value; default when it did not end in time.</param>
    /// <returns>Whether it ended in time; false after disposal, which may come between a timer and the call that it makes.</returns>
    /// <remarks>An exception of the function is thrown here.</remarks>
    public bool TryRun<T>(Func<T> work, TimeSpan deadline, out T? result)
    {
        T? value = default;
        ExceptionDispatchInfo? failure = null;
        // A task and not an event: a late job still completes it after its caller has gone.
        var finished = new TaskCompletionSource();
        lock (gate)
        {
            if (isBusy || isClosed)
            {
                result = default;
                return false;
            }

            isBusy = true;
            job = () =>
            {
                try
                {
                    value = work();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }

                lock (gate)
                    isBusy = false;
                finished.SetResult();
            };
            thread ??= StartThread();
        }

        wake.Release();
        if (!finished.Task.Wait(deadline))
        {
            result = default;
            return false;
        }

        failure?.Throw();
        result = value;
        return true;
    }

    /// <summary>Ends the thread as soon as nothing hangs on it; does not wait for that.</summary>
    public void Dispose()
    {
        lock (gate)
            isClosed = true;
        wake.Release();
    }

    private Thread StartThread()
    {
        var started = new Thread(Loop) { IsBackground = true, Name = "buttere meter" };
        started.Start();
        return started;
    }

    private void Loop()
    {
        while (true)
        {
            wake.Wait();
            Action? next;
            lock (gate)
                (next, job) = (job, null);
            if (next is not null)
                next();
            else if (isClosed)
                return;
        }
    }
}
