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
