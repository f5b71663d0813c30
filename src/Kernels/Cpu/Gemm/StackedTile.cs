using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>Two tiles, one above the other: a tile of their heights together.</summary>
/// <typeparam name="TTop">The upper tile.</typeparam>
/// <typeparam name="TBottom">The lower tile.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public unsafe struct Stacked<TTop, TBottom, TVector> : ITile<Stacked<TTop, TBottom, TVector>, TVector>
    where TTop : unmanaged, ITile<TTop, TVector>
    where TBottom : unmanaged, ITile<TBottom, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TTop top;
    private TBottom bottom;

    /// <inheritdoc/>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTop.Rows + TBottom.Rows;
    }

    /// <inheritdoc/>
    public static int VectorsOfRow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTop.VectorsOfRow;
    }

    /// <inheritdoc/>
    public static Stacked<TTop, TBottom, TVector> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { top = TTop.Zero, bottom = TBottom.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Stacked<TTop, TBottom, TVector> Load(float* c) =>
        new() { top = TTop.Load(c), bottom = TBottom.Load(c + TTop.Rows * Panel<TVector>.Width) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOuterProduct<TLayout>(float* a, int row, int step, TVector b0, TVector b1)
        where TLayout : struct, IBroadcastLayout<TVector>
    {
        top.AddOuterProduct<TLayout>(a, row, step, b0, b1);
        bottom.AddOuterProduct<TLayout>(a, row + TTop.Rows, step, b0, b1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish<TEpilogue>(in TEpilogue epilogue, nint offset)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        top.Finish(epilogue, offset);
        bottom.Finish(epilogue, offset + TTop.Rows * Panel<TVector>.Width);
    }
}
