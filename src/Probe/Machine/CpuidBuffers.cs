namespace ButterE.Probe.Machine;

/// <summary>
/// Data translation buffers from CPUID: the deterministic leaf 0x18 (Intel SDM), and AMD's leaves 0x80000005 and 0x80000006 (AMD APM 3), which
/// have twelve bits at most for a number of entries.
/// </summary>
internal static class CpuidBuffers
{
    private const long SmallPage = 4 << 10, HugePage = 2 << 20;

    /// <summary>All that is declared; empty where the leaves are absent or zeroed.</summary>
    public static IReadOnlyList<DeclaredBuffer> Read()
    {
        var buffers = new List<DeclaredBuffer>();
        const int mostSubleaves = 32;
        for (var i = 0; i < mostSubleaves && Cpuid.Read(0x18, i) is { } registers; i++)
            buffers.AddRange(Deterministic(registers));
        if (Cpuid.Read(0x8000_0005) is { } first)
            buffers.AddRange(LegacyFirst(first.Eax, first.Ebx));
        if (Cpuid.Read(0x8000_0006) is { } second)
            buffers.AddRange(LegacySecond(second.Eax, second.Ebx));
        return buffers;
    }

    internal static IEnumerable<DeclaredBuffer> Deterministic((uint Eax, uint Ebx, uint Ecx, uint Edx) registers)
    {
        const uint data = 1, unified = 3, loads = 4;
        if ((registers.Edx & 31) is not (data or unified or loads))
            yield break;
        var (level, entries) = ((int)(registers.Edx >> 5) & 7, (int)((registers.Ebx >> 16) * registers.Ecx));
        if ((registers.Ebx & 1) != 0)
            yield return new DeclaredBuffer("cpuid", level, SmallPage, entries);
        if ((registers.Ebx & 2) != 0)
            yield return new DeclaredBuffer("cpuid", level, HugePage, entries);
    }

    /// <summary>Leaf 0x80000005: bits 23 to 16 count the first level's entries, of EAX for huge pages, of EBX for small ones.</summary>
    internal static IEnumerable<DeclaredBuffer> LegacyFirst(uint eax, uint ebx) =>
        Filled(1, (int)(ebx >> 16) & 0xFF, (int)(eax >> 16) & 0xFF);

    /// <summary>Leaf 0x80000006: bits 27 to 16 count the second level's entries.</summary>
    internal static IEnumerable<DeclaredBuffer> LegacySecond(uint eax, uint ebx) =>
        Filled(2, (int)(ebx >> 16) & 0xFFF, (int)(eax >> 16) & 0xFFF);

    private static IEnumerable<DeclaredBuffer> Filled(int level, int small, int huge)
    {
        if (small > 0)
            yield return new DeclaredBuffer("cpuidLegacy", level, SmallPage, small);
        if (huge > 0)
            yield return new DeclaredBuffer("cpuidLegacy", level, HugePage, huge);
    }
}
