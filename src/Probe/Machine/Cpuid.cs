using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ButterE.Probe.Machine;

/// <summary>What the CPUID instruction says; every answer is null or empty on other architectures.</summary>
internal static class Cpuid
{
    public static bool IsSupported => X86Base.IsSupported;

    /// <summary>Registers of a leaf; null where the processor has no such leaf.</summary>
    public static (uint Eax, uint Ebx, uint Ecx, uint Edx)? Read(uint leaf, int subleaf = 0)
    {
        if (!X86Base.IsSupported)
            return null;
        var isHypervisorLeaf = leaf >> 16 == 0x4000;
        if (isHypervisorLeaf ? !HasHypervisor : leaf > (uint)X86Base.CpuId(unchecked((int)(leaf & 0x8000_0000)), 0).Eax)
            return null;
        var (a, b, c, d) = X86Base.CpuId(unchecked((int)leaf), subleaf);
        return ((uint)a, (uint)b, (uint)c, (uint)d);
    }

    /// <summary>The hypervisor bit: leaf 1, ECX bit 31.</summary>
    public static bool HasHypervisor => X86Base.IsSupported && (X86Base.CpuId(1, 0).Ecx & (1 << 31)) != 0;

    /// <summary>Name of the hypervisor by the signature in leaf 0x40000000; null without one.</summary>
    public static string? HypervisorName => Read(0x4000_0000) is var (_, b, c, d) ? Hypervisor.NameOf(Text(b, c, d)) : null;

    /// <summary>Vendor of leaf 0, such as AuthenticAMD.</summary>
    public static string? Vendor => Read(0) is var (_, b, c, d) ? Text(b, d, c) : null;

    /// <summary>Brand string of leaves 0x80000002 to 0x80000004.</summary>
    public static string? Brand
    {
        get
        {
            if (Read(0x8000_0002) is not var (a, b, c, d) || Read(0x8000_0003) is not var (e, f, g, h) || Read(0x8000_0004) is not var (i, j, k, l))
                return null;
            var brand = Text(a, b, c, d, e, f, g, h, i, j, k, l);
            return brand.Length > 0 ? brand : null;
        }
    }

    /// <summary>Characters of registers, lowest byte first, without the zeros and spaces that pad them.</summary>
    private static string Text(params ReadOnlySpan<uint> registers)
    {
        var text = new StringBuilder();
        foreach (var register in registers)
        {
            for (var shift = 0; shift < 32; shift += 8)
            {
                if ((char)((register >> shift) & 0xFF) is var letter and > '\0')
                    text.Append(letter);
            }
        }

        return text.ToString().Trim();
    }
}
