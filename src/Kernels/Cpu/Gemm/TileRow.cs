using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>One row of C: two accumulators.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe struct TileRow<TVector> : ITile<TileRow<TVector>, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector left, right;

    /// <inheritdoc/>
    public static int Rows => 1;

    /// <inheritdoc/>
    public static int VectorsOfRow => 2;

    /// <inheritdoc/>
    public static TileRow<TVector> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { left = TVector.Zero, right = TVector.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow<TVector> Load(float* c) => new() { left = TVector.Load(c), right = TVector.Load(c + TVector.Lanes) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOuterProduct<TLayout>(float* a, int row, int step, TVector b0, TVector b1)
        where TLayout : struct, IBroadcastLayout<TVector>
    {
        var index = row * TLayout.RowStride + step * TLayout.StepStride;
        // By turns: broadcasts of their own crowd the front end of a core whose sibling thread is busy, loads for each use its load ports (docs/decisions/0002).
        if (row % 2 == 0)
        {
            TVector.AddProduct(ref left, a, index, b0);
            TVector.AddProduct(ref right, a, index, b1);
            return;
        }

        var element = TVector.Broadcast(a[index]);
        TVector.AddProduct(ref left, element, b0);
        TVector.AddProduct(ref right, element, b1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish<TEpilogue>(in TEpilogue epilogue, nint offset)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        epilogue.Accept(left, offset);
        epilogue.Accept(right, offset + TVector.Lanes);
    }
}
