namespace ButterE.Kernels.Simd;

/// <summary>The layout of IEEE 754 binary32.</summary>
internal static class Float32
{
    public const int MantissaBits = 23;
    public const int ExponentBias = 127;

    /// <summary>The bits of sqrt(1/2): what lies below it is nearer to the power of two beneath.</summary>
    public const int SqrtHalfBits = 0x3f3504f3;
}
