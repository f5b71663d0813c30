using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Cores that this process may use.</summary>
public static unsafe class GrantedCores
{
    private const int MaskBytes = 1024;

    /// <summary>How many: the runtime's count, which respects affinity and the quota of control groups.</summary>
    public static int Count => Environment.ProcessorCount;

    /// <summary>How many of them are physical cores: two threads of one core share its arithmetic, so a team of products wants one on each.</summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static int PhysicalCount => Math.Clamp(CoreTopology.CountCores(Numbers(), Sysfs.Root), 1, Count);

    /// <summary>Numbers of the processors in the affinity mask of the calling thread; empty where the system does not tell.</summary>
    public static IReadOnlyList<int> Numbers()
    {
        if (!OperatingSystem.IsLinux())
            return [];
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        if (Libc.GetAffinity(0, MaskBytes, mask) < 0)
            return [];
        var numbers = new List<int>();
        for (var cpu = 0; cpu < MaskBytes * 8; cpu++)
        {
            if ((mask[cpu / 8] & (1 << (cpu % 8))) != 0)
                numbers.Add(cpu);
        }

        return numbers;
    }

    /// <summary>
    /// Processors for pinned threads: at most <paramref name="ceiling"/> of the granted ones, a core's second thread only when every core has one;
    /// null entries leave the choice to the system.
    /// </summary>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    internal static IReadOnlyList<int?> ForMeasuring(int? ceiling)
    {
        var count = Math.Min(ceiling ?? int.MaxValue, Count);
        var numbers = Numbers();
        if (numbers.Count < count)
            return new int?[count];
        // A quota may grant fewer cores than the mask has; the last ones take fewer interrupts than the first.
        return [.. CoreTopology.OnePerCoreFirst([.. numbers.Reverse()], Sysfs.Root).Take(count).Order().Select(number => (int?)number)];
    }

    /// <summary>Keeps the calling thread on one processor; does nothing where that is not possible.</summary>
    internal static void Pin(int cpu) => Allow(0, [cpu]);

    /// <summary>Lets a thread run on some processors; does nothing where that is not possible.</summary>
    /// <param name="thread">The kernel's number of the thread; 0 for the calling one.</param>
    /// <param name="cpus">The processors, at least one.</param>
    internal static void Allow(int thread, IReadOnlyList<int> cpus)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        foreach (var cpu in cpus)
            mask[cpu / 8] |= (byte)(1 << (cpu % 8));
        _ = Libc.SetAffinity(thread, MaskBytes, mask);
    }
}
