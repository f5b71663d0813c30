using System.Runtime.ExceptionServices;

namespace ButterE.Probe.Machine;

/// <summary>Threads of their own that stay on one processor each, so that the caller's thread keeps its affinity and the caches keep their content.</summary>
internal static class PinnedThread
{
    /// <summary>Runs one piece of work on one processor; returns its result, or throws what was thrown.</summary>
    public static T Run<T>(int? cpu, Func<T> work) => RunAll([cpu], _ => work())[0];

    /// <summary>Runs one piece of work per processor at the same time; results in the order of the processors.</summary>
    /// <param name="cpus">Processors; null entries leave the choice to the system.</param>
    /// <param name="work">What to run, given its index.</param>
    public static T[] RunAll<T>(IReadOnlyList<int?> cpus, Func<int, T> work)
    {
        var results = new T[cpus.Count];
        ExceptionDispatchInfo? failure = null;
        var threads = Enumerable.Range(0, cpus.Count).Select(index => new Thread(() =>
        {
            try
            {
                if (cpus[index] is { } number)
                    GrantedCores.Pin(number);
                results[index] = work(index);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        failure?.Throw();
        return results;
    }
}
