using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// A block of dot products that live in registers: some rows of one matrix against some rows of another, both in panels of the same
/// columns. Each accumulator holds partial sums, one per lane.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe interface IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Rows of the first matrix; a constant to the compiler.</summary>
    static abstract int Rows { get; }

    /// <summary>Rows of the second matrix; a constant to the compiler.</summary>
    static abstract int Units { get; }

    /// <summary>Adds the products of one vector of columns.</summary>
    /// <remarks>Requires <see cref="Rows"/> rows of a panel at <paramref name="a"/> and <see cref="Units"/> at <paramref name="b"/>.</remarks>
    void AddProducts(float* a, float* b);

    /// <summary>Sums the lanes and stores element (row, unit) at <c>target[row x panel width + unit]</c>.</summary>
    void StoreSums(float* target);
}

/// <summary>One row against one unit.</summary>
internal unsafe struct Dot1x1<TVector> : IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector sum;

    public static int Rows => 1;

    public static int Units => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b) => sum = TVector.MultiplyAdd(TVector.Load(a), TVector.Load(b), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target)
    {
        // The order in which a larger tile sums, so that no tile changes a bit.
        var sums = stackalloc float[4];
        TVector.StoreSums(sum, TVector.Zero, TVector.Zero, TVector.Zero, sums);
        *target = sums[0];
    }
}

/// <summary>One row against four units.</summary>
internal unsafe struct Dot1x4<TVector> : IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector sum0, sum1, sum2, sum3;

    public static int Rows => 1;

    public static int Units => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b)
    {
        var stride = Panel<TVector>.Width;
        Add(TVector.Load(a), TVector.Load(b), TVector.Load(b + stride), TVector.Load(b + 2 * stride), TVector.Load(b + 3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TVector a, TVector b0, TVector b1, TVector b2, TVector b3)
    {
        sum0 = TVector.MultiplyAdd(a, b0, sum0);
        sum1 = TVector.MultiplyAdd(a, b1, sum1);
        sum2 = TVector.MultiplyAdd(a, b2, sum2);
        sum3 = TVector.MultiplyAdd(a, b3, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target) => TVector.StoreSums(sum0, sum1, sum2, sum3, target);
}

/// <summary>Four rows against one unit.</summary>
internal unsafe struct Dot4x1<TVector> : IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    // The same accumulators as one row against four, with the roles of the two matrices exchanged.
    private Dot1x4<TVector> sums;

    public static int Rows => 4;

    public static int Units => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b) => sums.AddProducts(b, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target)
    {
        var row = stackalloc float[4];
        sums.StoreSums(row);
        for (var i = 0; i < 4; i++)
            target[i * Panel<TVector>.Width] = row[i];
    }
}

/// <summary>Four rows against four units: sixteen accumulators.</summary>
internal unsafe struct Dot4x4<TVector> : IDotTile<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private Dot1x4<TVector> row0, row1, row2, row3;

    public static int Rows => 4;

    public static int Units => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(float* a, float* b)
    {
        var stride = Panel<TVector>.Width;
        TVector b0 = TVector.Load(b), b1 = TVector.Load(b + stride), b2 = TVector.Load(b + 2 * stride), b3 = TVector.Load(b + 3 * stride);
        row0.Add(TVector.Load(a), b0, b1, b2, b3);
        row1.Add(TVector.Load(a + stride), b0, b1, b2, b3);
        row2.Add(TVector.Load(a + 2 * stride), b0, b1, b2, b3);
        row3.Add(TVector.Load(a + 3 * stride), b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target)
    {
        row0.StoreSums(target);
        row1.StoreSums(target + Panel<TVector>.Width);
        row2.StoreSums(target + 2 * Panel<TVector>.Width);
        row3.StoreSums(target + 3 * Panel<TVector>.Width);
    }
}
