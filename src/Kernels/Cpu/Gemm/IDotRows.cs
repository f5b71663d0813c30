using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>Rows of a matrix with four accumulators each, for their dot products with four rows of another. Stacked like the tiles of a product.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe interface IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Number of rows; a constant to the compiler.</summary>
    static abstract int Count { get; }

    /// <summary>Adds the products of one vector of columns with a vector from each of four rows.</summary>
    /// <remarks>Requires <see cref="Count"/> rows of a panel at <paramref name="a"/>.</remarks>
    void Add(float* a, TVector b0, TVector b1, TVector b2, TVector b3);

    /// <summary>Sums the lanes and stores four floats for each row.</summary>
    /// <param name="target">Receives the first row's.</param>
    /// <param name="stride">Floats from one row's sums to the next row's.</param>
    void StoreSums(float* target, int stride);
}

/// <summary>One row.</summary>
internal unsafe struct DotRow<TVector> : IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TVector sum0, sum1, sum2, sum3;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* a, TVector b0, TVector b1, TVector b2, TVector b3)
    {
        var row = TVector.Load(a);
        sum0 = TVector.MultiplyAdd(row, b0, sum0);
        sum1 = TVector.MultiplyAdd(row, b1, sum1);
        sum2 = TVector.MultiplyAdd(row, b2, sum2);
        sum3 = TVector.MultiplyAdd(row, b3, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target, int stride) => TVector.StoreSums(sum0, sum1, sum2, sum3, target);
}

/// <summary>Some rows above others.</summary>
/// <typeparam name="TTop">The upper rows.</typeparam>
/// <typeparam name="TBottom">The lower rows.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe struct StackedDots<TTop, TBottom, TVector> : IDotRows<TVector>
    where TTop : struct, IDotRows<TVector>
    where TBottom : struct, IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
#pragma warning disable CS0649 // They begin at 0, and their own methods change them.
    private TTop top;
    private TBottom bottom;
#pragma warning restore CS0649

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTop.Count + TBottom.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* a, TVector b0, TVector b1, TVector b2, TVector b3)
    {
        top.Add(a, b0, b1, b2, b3);
        bottom.Add(a + TTop.Count * Panel<TVector>.Width, b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target, int stride)
    {
        top.StoreSums(target, stride);
        bottom.StoreSums(target + TTop.Count * stride, stride);
    }
}
