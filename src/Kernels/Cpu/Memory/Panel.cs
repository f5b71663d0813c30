using System.Runtime.CompilerServices;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Memory;

/// <summary>The width of a panel, the one unit of layout of all matrices: two vectors, the width of a register tile.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static class Panel<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Columns of a panel; a constant to the compiler.</summary>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TVector.Lanes;
    }

    /// <summary>Panels that hold <paramref name="columns"/> columns.</summary>
    public static int Count(int columns) => (int)(((uint)columns + (uint)Width - 1) / (uint)Width);
}
