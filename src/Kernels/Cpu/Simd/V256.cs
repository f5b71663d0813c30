using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>8 lanes in a 256-bit register (AVX2 and FMA: 16 registers).</summary>
public unsafe struct V256 : IVector<V256>
{
    private Vector256<float> lanes;

    private V256(Vector256<float> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static int TileRows => 6;

    /// <inheritdoc/>
    public static int DotRows => 2;

    /// <inheritdoc/>
    public static V256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.BitCast<Vector256<float>, V256>(Vector256<float>.Zero);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Broadcast(float value) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Load(float* source) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V256 value, float* target) => Vector256.Store(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(V256 value, float* target) => Vector256.StoreAlignedNonTemporal(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 MultiplyAdd(V256 a, V256 b, V256 c) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.MultiplyAddEstimate(a.lanes, b.lanes, c.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V256 sum, float* a, int index, V256 b) => AddProduct(ref sum, Broadcast(a[index]), b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V256 sum, V256 a, V256 b) => sum.lanes = Vector256.MultiplyAddEstimate(a.lanes, b.lanes, sum.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator +(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator -(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator *(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator /(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 DivideNearly(V256 a, V256 b)
    {
        if (!Avx512F.VL.IsSupported)
            return a / b;
        // One step of Newton's: the relative error of the estimate, below 2^-14, is squared.
        var estimate = Avx512F.VL.Reciprocal14(b.lanes);
        var error = Fma.MultiplyAddNegated(b.lanes, estimate, Vector256<float>.One);
        return Unsafe.BitCast<Vector256<float>, V256>(a.lanes * Vector256.MultiplyAddEstimate(estimate, error, estimate));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator ^(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(a.lanes ^ b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ExclusiveOr(V256 a, V256 b, V256 c) => a ^ b ^ c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Max(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.MaxNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Sqrt(V256 a) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Min(V256 a, V256 b) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.MinNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Round(V256 a) => Unsafe.BitCast<Vector256<float>, V256>(Vector256.Round(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Scale(V256 a, V256 exponent) => Unsafe.BitCast<Vector256<float>, V256>(Avx512F.VL.IsSupported
        ? Avx512F.VL.Scale(a.lanes, exponent.lanes)
        : a.lanes * ((Vector256.ConvertToInt32Native(exponent.lanes) + Vector256.Create(Float32.ExponentBias)) << Float32.MantissaBits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Decompose(V256 a, out V256 mantissa)
    {
        var bits = a.lanes.AsInt32();
        var exponent = (bits - Vector256.Create(Float32.SqrtHalfBits)) >> Float32.MantissaBits;
        mantissa = Unsafe.BitCast<Vector256<float>, V256>((bits - (exponent << Float32.MantissaBits)).AsSingle());
        return Unsafe.BitCast<Vector256<float>, V256>(Vector256.ConvertToSingle(exponent));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 WherePositive(V256 gate, V256 value) =>
        Unsafe.BitCast<Vector256<float>, V256>(Vector256.ConditionalSelect(Vector256.GreaterThan(gate.lanes, Vector256<float>.Zero), value.lanes, Vector256<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(V256 a, V256 b, V256 c, V256 d, float* target) => StoreSums(a.lanes, b.lanes, c.lanes, d.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(V256 a) => a.lanes.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(V256 a)
    {
        var (low, high) = Vector256.Widen(a.lanes);
        return Vector256.Sum(low + high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreSums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* target)
    {
        if (!Avx.IsSupported)
        {
            V128.StoreSums(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper(), target);
            return;
        }

        // All four at once inside the halves, as a transposed sum.
        Vector256<double> ab = (Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b)).AsDouble(), cd = (Avx.UnpackLow(c, d) + Avx.UnpackHigh(c, d)).AsDouble();
        var sums = Avx.UnpackLow(ab, cd).AsSingle() + Avx.UnpackHigh(ab, cd).AsSingle();
        (sums.GetLower() + sums.GetUpper()).Store(target);
    }
}
