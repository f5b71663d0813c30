using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// A block of dot products that live in registers: some rows of one matrix against some rows of another, both in panels of the same
/// columns. Each accumulator holds partial sums, one per lane. No tile sums an element in another order than the others.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe interface IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Sums of the largest tile that does not store them where they belong.</summary>
    const int ScratchFloats = 3 * 4;

    /// <summary>Adds the products of one vector of columns.</summary>
    /// <remarks>Requires the tile's rows of a panel at <paramref name="a"/> and its units at <paramref name="b"/>.</remarks>
    void AddProducts(float* a, float* b);

    /// <summary>Sums the lanes and stores element (row, unit) at <c>target[row x panel width + unit]</c>.</summary>
    /// <param name="target">Receives the first element.</param>
    /// <param name="scratch">Room for <see cref="ScratchFloats"/> floats: an allocation of its own would keep this method from being inlined, and
    /// the accumulators out of the registers.</param>
    void StoreSums(float* target, float* scratch);
}

/// <summary>One row against one unit.</summary>
internal unsafe struct SingleDot<TVector> : IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b) => sum = TVector.MultiplyAdd(TVector.Load(a), TVector.Load(b), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target, float* scratch)
    {
        TVector.StoreSums(sum, TVector.Zero, TVector.Zero, TVector.Zero, scratch);
        *target = *scratch;
    }
}

/// <summary>One to four rows against four units.</summary>
/// <typeparam name="TRows">The rows.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe struct FourUnits<TRows, TVector> : IDotTile<TVector>
    where TRows : struct, IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
#pragma warning disable CS0649 // They begin at 0, and their own methods change them.
    private TRows rows;
#pragma warning restore CS0649

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b)
    {
        var stride = Panel<TVector>.Width;
        rows.Add(a, TVector.Load(b), TVector.Load(b + stride), TVector.Load(b + 2 * stride), TVector.Load(b + 3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target, float* scratch) => rows.StoreSums(target, Panel<TVector>.Width);
}

/// <summary>Four rows against one to three units: the same accumulators with the roles of the two matrices exchanged.</summary>
/// <typeparam name="TUnits">The units.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe struct FourRows<TUnits, TVector> : IDotTile<TVector>
    where TUnits : struct, IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
#pragma warning disable CS0649 // They begin at 0, and their own methods change them.
    private TUnits units;
#pragma warning restore CS0649

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b)
    {
        var stride = Panel<TVector>.Width;
        units.Add(b, TVector.Load(a), TVector.Load(a + stride), TVector.Load(a + 2 * stride), TVector.Load(a + 3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target, float* scratch)
    {
        units.StoreSums(scratch, 4);
        for (var unit = 0; unit < TUnits.Count; unit++)
        {
            for (var row = 0; row < 4; row++)
                target[row * Panel<TVector>.Width + unit] = scratch[unit * 4 + row];
        }
    }
}
