using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>Two equal tiles, one above the other: a tile of twice the height.</summary>
/// <typeparam name="TTile">Each of the two.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe struct Doubled<TTile, TVector> : ITile<Doubled<TTile, TVector>, TVector>
    where TTile : unmanaged, ITile<TTile, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TTile top, bottom;

    /// <inheritdoc/>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TTile.Rows;
    }

    /// <inheritdoc/>
    public static Doubled<TTile, TVector> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { top = TTile.Zero, bottom = TTile.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<TTile, TVector> Load(float* c) =>
        new() { top = TTile.Load(c), bottom = TTile.Load(c + TTile.Rows * Panel<TVector>.Width) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOuterProduct<TLayout>(float* a, TVector b0, TVector b1)
        where TLayout : struct, IBroadcastLayout<TVector>
    {
        top.AddOuterProduct<TLayout>(a, b0, b1);
        bottom.AddOuterProduct<TLayout>(a + TTile.Rows * TLayout.RowStride, b0, b1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish<TEpilogue>(in TEpilogue epilogue, nint offset)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        top.Finish(epilogue, offset);
        bottom.Finish(epilogue, offset + TTile.Rows * Panel<TVector>.Width);
    }
}
