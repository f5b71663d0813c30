using System.Collections.Concurrent;

namespace ButterE.Native.Probing;

/// <summary>
/// Carries progress to the thread that called. The probe works and reports on pinned threads of its own, and a caller's function may be called on
/// the caller's thread only.
/// </summary>
internal sealed class ProgressPump : IProgress<(double Fraction, string What)>, IDisposable
{
    private readonly BlockingCollection<(double Fraction, string What)> reports = [];

    public void Report((double Fraction, string What) value) => reports.Add(value);

    /// <summary>Does the work on another thread, and passes its reports on from this one until it ends.</summary>
    /// <param name="work">The work; reports to this pump.</param>
    /// <param name="pass">Receives every report, on the calling thread.</param>
    /// <returns>What the work returns; what it throws is thrown.</returns>
    public T Run<T>(Func<T> work, Action<double, string> pass)
    {
        var task = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return work();
                }
                finally
                {
                    reports.CompleteAdding();
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        foreach (var (fraction, what) in reports.GetConsumingEnumerable())
            pass(fraction, what);
        return task.GetAwaiter().GetResult();
    }

    public void Dispose() => reports.Dispose();
}
