using System.Runtime.ExceptionServices;

namespace ButterE.Probe.Machine;

/// <summary>Threads of their own that stay on one processor each, so that the caller's thread keeps its affinity and the caches keep their content.</summary>
internal static class PinnedThread
{
    /// <summary>Runs one piece of work on one processor; returns its result, or throws what was thrown.</summary>
    public static T Run<T>(int? cpu, Func<T> work) => RunAll([cpu], (_, _) => work())[0];

    /// <summary>
    /// Runs one piece of work per processor at the same time; results in the order of the processors. The first failure ends the whole: threads that
    /// wait for the one that failed are let go, and what it threw is thrown.
    /// </summary>
    /// <param name="cpus">Processors; null entries leave the choice to the system.</param>
    /// <param name="work">What to run, given its index and where the threads meet.</param>
    public static T[] RunAll<T>(IReadOnlyList<int?> cpus, Func<int, Rendezvous, T> work)
    {
        var results = new T[cpus.Count];
        ExceptionDispatchInfo? failure = null;
        using var rendezvous = new Rendezvous(cpus.Count);
        var started = new List<Thread>(cpus.Count);
        try
        {
            for (var i = 0; i < cpus.Count; i++)
            {
                var index = i;
                var thread = new Thread(() => Guarded(() =>
                {
                    if (cpus[index] is { } number)
                        GrantedCores.Pin(number);
                    results[index] = work(index, rendezvous);
                }));
                if (!Guarded(thread.Start))
                    break;
                // One that another's failure makes superfluous has started all the same, and must not outlive where they meet.
                started.Add(thread);
                if (failure is not null)
                    break;
            }
        }
        finally
        {
            foreach (var thread in started)
                thread.Join();
        }

        failure?.Throw();
        return results;

        bool Guarded(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (Exception e)
            {
                // The others fail because of the first one: theirs is not the error to tell.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                rendezvous.Fail();
                return false;
            }
        }
    }
}
