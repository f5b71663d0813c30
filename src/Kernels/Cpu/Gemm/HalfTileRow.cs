using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>The left half of one row of C: one accumulator.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe struct HalfTileRow<TVector> : ITile<HalfTileRow<TVector>, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector left;

    /// <inheritdoc/>
    public static int Rows => 1;

    /// <inheritdoc/>
    public static int VectorsOfRow => 1;

    /// <inheritdoc/>
    public static HalfTileRow<TVector> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { left = TVector.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfTileRow<TVector> Load(float* c) => new() { left = TVector.Load(c) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOuterProduct<TLayout>(float* a, int row, int step, TVector b0, TVector b1)
        where TLayout : struct, IBroadcastLayout<TVector> =>
        TVector.AddProduct(ref left, a, row * TLayout.RowStride + step * TLayout.StepStride, b0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish<TEpilogue>(in TEpilogue epilogue, nint offset)
        where TEpilogue : struct, IEpilogue<TVector> =>
        epilogue.Accept(left, offset);
}
