using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Processors of this machine dealt out to workers, so that no two workers of this engine are kept on the same one.</summary>
public sealed class ProcessorShares : IDisposable
{
    private readonly List<MachineGate> held;

    private ProcessorShares(List<MachineGate> held, IReadOnlyList<IReadOnlyList<int>> cpus) => (this.held, Cpus) = (held, cpus);

    /// <summary>The processors of each worker.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cpus { get; }

    /// <summary>
    /// Takes processors, a core's second thread only when every core has given one; neighbours go to the same worker. Null where threads cannot be
    /// pinned or other workers have too many of them.
    /// </summary>
    /// <param name="workers">Number of workers.</param>
    /// <param name="each">Processors of each.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static ProcessorShares? TryTake(int workers, int each)
    {
        var (held, cpus) = (new List<MachineGate>(), new List<int>());
        foreach (var cpu in CoreTopology.OnePerCoreFirst(GrantedCores.Numbers(), Sysfs.Root))
        {
            if (cpus.Count < workers * each && MachineGate.TryTake($"cpu{cpu}") is { } gate)
            {
                held.Add(gate);
                cpus.Add(cpu);
            }
        }

        var shares = new ProcessorShares(held, [.. cpus.Order().Chunk(each)]);
        if (cpus.Count == workers * each)
            return shares;
        shares.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => held.ForEach(gate => gate.Dispose());
}
