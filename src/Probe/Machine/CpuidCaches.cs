namespace ButterE.Probe.Machine;

/// <summary>
/// Caches from CPUID: the deterministic parameters of leaf 4 (Intel SDM) or 0x8000001D (AMD APM 3, with TopologyExtensions), and AMD's
/// legacy leaves 0x80000005 and 0x80000006.
/// </summary>
internal static class CpuidCaches
{
    private const uint TopologyExtensions = 1 << 22;

    /// <summary>Deterministic cache parameters; empty when the leaf is absent or zeroed.</summary>
    public static IReadOnlyList<DeclaredCache> ReadDeterministic()
    {
        var leaf = Cpuid.Vendor is "AuthenticAMD" or "HygonGenuine" ? 0x8000_001D : 4u;
        if (leaf != 4 && (Cpuid.Read(0x8000_0001) is not { } extended || (extended.Ecx & TopologyExtensions) == 0))
            return [];
        var caches = new List<DeclaredCache>();
        for (var i = 0; i < 16 && Cpuid.Read(leaf, i) is { } registers && (registers.Eax & 31) != 0; i++)
        {
            if (Deterministic(registers) is { } cache)
                caches.Add(cache);
        }

        return caches;
    }

    /// <summary>The legacy leaves; empty where the vendor does not fill them.</summary>
    public static IReadOnlyList<DeclaredCache> ReadLegacy()
    {
        var caches = new List<DeclaredCache>();
        if (Cpuid.Read(0x8000_0005) is { } first && first.Ecx >> 24 is var kib and > 0)
            caches.Add(new DeclaredCache("cpuidLegacy", 1, (long)kib << 10, null));
        if (Cpuid.Read(0x8000_0006) is { } second)
            caches.AddRange(Legacy(second.Ecx, second.Edx));
        return caches;
    }

    internal static DeclaredCache? Deterministic((uint Eax, uint Ebx, uint Ecx, uint Edx) registers)
    {
        const uint data = 1, unified = 3;
        if ((registers.Eax & 31) is not (data or unified))
            return null;
        var ways = (registers.Ebx >> 22) + 1;
        var partitions = ((registers.Ebx >> 12) & 0x3FF) + 1;
        var lineBytes = (registers.Ebx & 0xFFF) + 1;
        var bytes = (long)ways * partitions * lineBytes * (registers.Ecx + 1L);
        return new DeclaredCache("cpuid", (int)(registers.Eax >> 5) & 7, bytes, (int)((registers.Eax >> 14) & 0xFFF) + 1);
    }

    internal static IEnumerable<DeclaredCache> Legacy(uint ecx, uint edx)
    {
        if (ecx >> 16 is var kib and > 0)
            yield return new DeclaredCache("cpuidLegacy", 2, (long)kib << 10, null);
        if (edx >> 18 is var halfMiB and > 0)
        {
            var third = new DeclaredCache("cpuidLegacy", 3, (long)halfMiB << 19, null);
            // Code 9: "the real parameters are in leaf 0x8000001D"; the size beside it is of the whole package, or of nothing.
            yield return ((edx >> 12) & 0xF) == 9 ? third.Doubted(DeclaredCache.None, "associativity code 9 refers to leaf 0x8000001D") : third;
        }
    }
}
