using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// Dot products that live in registers: some rows of one matrix against one to four rows (units) of another, both in panels of the same columns, an
/// accumulator for each pair with a partial sum per lane. Stacked like the tiles of a product; none sums an element in another order than the others.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe interface IDotRows<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Number of rows; a constant to the compiler.</summary>
    static abstract int Count { get; }

    /// <summary>Number of units; a constant to the compiler.</summary>
    static abstract int Units { get; }

    /// <summary>Adds the products of one vector of columns with a vector from each unit; those beyond <see cref="Units"/> are not looked at.</summary>
    /// <param name="a">A column of a panel, in the first row of the whole stack.</param>
    /// <param name="offset">Floats from there to this stack's first vector; a constant to the compiler, which adds it to the addresses.</param>
    /// <param name="b0">The vector of the first unit.</param>
    /// <param name="b1">The second's.</param>
    /// <param name="b2">The third's.</param>
    /// <param name="b3">The fourth's.</param>
    /// <remarks>Requires <see cref="Count"/> rows of a panel there.</remarks>
    void Add(float* a, int offset, TVector b0, TVector b1, TVector b2, TVector b3);

    /// <summary>Sums the lanes and stores four floats for each row, 0 beyond <see cref="Units"/>.</summary>
    /// <param name="target">Receives the first row's; each further row lies a panel width on.</param>
    void StoreSums(float* target);
}

/// <summary>A number of units as a type, so that it is a constant to the compiler.</summary>
internal interface IUnitCount
{
    /// <summary>One to four.</summary>
    static abstract int Count { get; }
}

/// <summary>One row against one to four units. The accumulators beyond them are never used and take no register.</summary>
/// <typeparam name="TUnits">Number of units.</typeparam>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal unsafe struct DotRow<TUnits, TVector> : IDotRows<TVector>
    where TUnits : struct, IUnitCount
    where TVector : unmanaged, IVector<TVector>
{
    private TVector sum0, sum1, sum2, sum3;

    public static int Count => 1;

    public static int Units
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TUnits.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* a, int offset, TVector b0, TVector b1, TVector b2, TVector b3)
    {
        var row = TVector.Load(a + offset);
        TVector.AddProduct(ref sum0, row, b0);
        if (TUnits.Count > 1)
            TVector.AddProduct(ref sum1, row, b1);
        if (TUnits.Count > 2)
            TVector.AddProduct(ref sum2, row, b2);
        if (TUnits.Count > 3)
            TVector.AddProduct(ref sum3, row, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target) => TVector.StoreSums(
        sum0, TUnits.Count > 1 ? sum1 : TVector.Zero, TUnits.Count > 2 ? sum2 : TVector.Zero, TUnits.Count > 3 ? sum3 : TVector.Zero, target);
}

/// <summary>Some rows above others, against the same units.</summary>
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

    public static int Units
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTop.Units;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* a, int offset, TVector b0, TVector b1, TVector b2, TVector b3)
    {
        top.Add(a, offset, b0, b1, b2, b3);
        bottom.Add(a, offset + TTop.Count * Panel<TVector>.Width, b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreSums(float* target)
    {
        top.StoreSums(target);
        bottom.StoreSums(target + TTop.Count * Panel<TVector>.Width);
    }
}
