using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ButterE.Kernels.Gpu.Memory;

/// <summary>
/// Four neighbouring float32 of a matrix row, loaded and stored by one instruction of 16 bytes (LDG.128, LDS.128): the size attribute
/// tells ILGPU that the struct may be addressed as one aligned unit.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public struct Float4
{
    /// <summary>Element 0.</summary>
    public float X;

    /// <summary>Element 1.</summary>
    public float Y;

    /// <summary>Element 2.</summary>
    public float Z;

    /// <summary>Element 3.</summary>
    public float W;

    /// <summary>Number of float32.</summary>
    public const int Lanes = 4;

    /// <summary>Size, bytes.</summary>
    public const int Bytes = Lanes * sizeof(float);

    /// <summary>Puts four values together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Of(float x, float y, float z, float w)
    {
        Float4 value;
        (value.X, value.Y, value.Z, value.W) = (x, y, z, w);
        return value;
    }

    /// <summary>Sum by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Sum(Float4 a, Float4 b) => Of(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    /// <summary>The elements where <paramref name="gate"/> is positive, 0 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 WherePositive(Float4 gate, Float4 value) => Of(
        gate.X > 0 ? value.X : 0, gate.Y > 0 ? value.Y : 0, gate.Z > 0 ? value.Z : 0, gate.W > 0 ? value.W : 0);

    /// <summary>The larger of 0 and each element; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Positive(Float4 value) => Of(
        value.X < 0 ? 0 : value.X, value.Y < 0 ? 0 : value.Y, value.Z < 0 ? 0 : value.Z, value.W < 0 ? 0 : value.W);
}
