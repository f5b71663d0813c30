using ButterE.Kernels;
using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Keeps the threads of a team on one processor each: the caller's until this is disposed, the others as long as they live.</summary>
public sealed class TeamAffinity : IDisposable
{
    private readonly IReadOnlyList<int> cpus, before;
    private readonly int caller;

    private TeamAffinity(IReadOnlyList<int> cpus)
    {
        this.cpus = cpus;
        before = GrantedCores.Numbers();
        caller = Libc.ThreadNumber();
        Pin(0);
    }

    /// <summary>Pins the calling thread to the first of some processors.</summary>
    /// <param name="cpus">One processor for each worker, the caller first; null pins nothing.</param>
    /// <returns>What pins the other workers and restores the caller; null when nothing is pinned.</returns>
    /// <exception cref="InputException">A processor is not granted to the calling thread, or is named twice, or none is named.</exception>
    /// <exception cref="UnavailableException">The system is not Linux.</exception>
    public static TeamAffinity? Of(IReadOnlyList<int>? cpus)
    {
        if (cpus is null)
            return null;
        Check(cpus);
        return new TeamAffinity(cpus);
    }

    /// <summary>Refuses processors to which threads cannot be pinned.</summary>
    /// <param name="cpus">The processors.</param>
    /// <exception cref="InputException">A processor is not granted to the calling thread, or is named twice, or none is named.</exception>
    /// <exception cref="UnavailableException">The system is not Linux.</exception>
    public static void Check(IReadOnlyList<int> cpus)
    {
        if (!OperatingSystem.IsLinux())
            throw new UnavailableException("--affinity: threads are pinned on Linux only");
        if (cpus.Count == 0)
            throw new InputException("--affinity: names no processor");
        var granted = GrantedCores.Numbers();
        if (cpus.Except(granted).FirstOrDefault(-1) is var missing and >= 0)
            throw new InputException($"--affinity: processor {missing} is not granted to this process; granted are {string.Join(',', granted)}");
        if (cpus.CountBy(cpu => cpu).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
            throw new InputException($"--affinity: processor {twice.Key} is named twice; each worker needs one of its own");
    }

    /// <summary>Pins the calling thread, a worker of the team.</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    public void Pin(int worker) => GrantedCores.Pin(cpus[worker]);

    /// <summary>Lets the caller run where it could before.</summary>
    public void Dispose() => GrantedCores.Allow(caller, before);
}
