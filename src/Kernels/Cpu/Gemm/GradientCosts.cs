using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// What the parts of <see cref="ParameterGradient{TVector}"/> cost on a processor, in multiply-adds of a vector: by them it is chosen which units go by panels and which by
/// dot products, and work is dealt out. Measured once for each vendor and not on the machine that runs, since the choice decides the order of sums and so
/// the last bits of a gradient: two runs on one machine must have the same (docs/decisions/0009).
/// </summary>
/// <param name="Panel">A step along the batch of one row of a panel.</param>
/// <param name="HalfPanel">The same of its left half, where each multiply-add waits for a load of its own.</param>
/// <param name="Sum">Summing the lanes of a dot product.</param>
/// <param name="Transpose">Transposing one vector.</param>
/// <param name="Update">Updating one vector of parameters.</param>
internal readonly record struct GradientCosts(double Panel, double HalfPanel, double Sum, double Transpose, double Update)
{
    // The first four letters of the vendor, register EBX of leaf 0 of CPUID.
    private const int GenuineIntel = 0x756E_6547;

    /// <summary>Of AMD's processors and any other: one multiply-add of 512 bits a cycle, measured on a Zen 4.</summary>
    public static GradientCosts Amd { get; } = new(Panel: 2.06, HalfPanel: 1.35, Sum: 2, Transpose: 4, Update: 21);

    /// <summary>Of Intel's: two a cycle, of which one shares its port with every shuffle, measured on an Emerald Rapids.</summary>
    public static GradientCosts Intel { get; } = new(Panel: 2.08, HalfPanel: 1.25, Sum: 5.6, Transpose: 8, Update: 30);

    /// <summary>Of the processor that runs this program.</summary>
    public static GradientCosts OfThisProcessor { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == GenuineIntel ? Intel : Amd;
}
