using ButterE.Probe.Native;

namespace ButterE.Probe.Machine;

/// <summary>Cores that this process may use.</summary>
public static unsafe class GrantedCores
{
    private const int MaskBytes = 1024;

    /// <summary>How many: the runtime's count, which respects affinity and the quota of control groups.</summary>
    public static int Count => Environment.ProcessorCount;

    /// <summary>Numbers of the processors in the affinity mask of the calling thread; empty where the system does not tell.</summary>
    internal static IReadOnlyList<int> Numbers()
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

    /// <summary>Processors for pinned threads: the granted cores, at most <paramref name="ceiling"/>; null entries leave the choice to the system.</summary>
    internal static IReadOnlyList<int?> ForMeasuring(int? ceiling)
    {
        var count = Math.Min(ceiling ?? int.MaxValue, Count);
        var numbers = Numbers();
        // A quota may grant fewer cores than the mask has; the last ones take fewer interrupts than the first.
        return numbers.Count < count ? new int?[count] : [.. numbers.TakeLast(count).Select(number => (int?)number)];
    }

    /// <summary>Keeps the calling thread on one processor; does nothing where that is not possible.</summary>
    internal static void Pin(int cpu)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[cpu / 8] = (byte)(1 << (cpu % 8));
        _ = Libc.SetAffinity(0, MaskBytes, mask);
    }
}
