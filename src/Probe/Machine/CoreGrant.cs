using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Which processors this process may use, and how they hang together.</summary>
public sealed record CoreGrant
{
    /// <summary>Processors that the kernel runs; null where it does not say.</summary>
    public int? Online { get; init; }

    /// <summary>Processors in the affinity mask; empty where the system does not tell.</summary>
    public IReadOnlyList<int> Affinity { get; init; } = [];

    /// <summary>Processor time that the control groups grant, in cores; null without a quota.</summary>
    public double? QuotaCores { get; init; }

    /// <summary>The granted processors by core: two in one group are threads of one core. A processor whose siblings are not listed counts as a core.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cores { get; init; } = [];

    /// <summary>Nodes of memory; empty where the kernel lists none.</summary>
    public IReadOnlyList<NumaNode> NumaNodes { get; init; } = [];

    /// <summary>Reads all of it for the calling thread.</summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    internal static CoreGrant Read()
    {
        var (sysfs, affinity) = (Sysfs.Root, GrantedCores.Numbers());
        var online = Path.Combine(sysfs, "devices/system/cpu/online");
        return new CoreGrant
        {
            Online = File.Exists(online) ? CpuList.CountOrNull(File.ReadAllText(online)) : null,
            Affinity = affinity,
            QuotaCores = CpuQuota.Cores(ControlGroup.FoldersOf("cpu")),
            Cores = CoreTopology.Cores(affinity, sysfs),
            NumaNodes = NumaNode.ReadAll(sysfs),
        };
    }
}
