using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>4 lanes in a 128-bit register (SSE or NEON: at least 16 registers).</summary>
public unsafe struct V128 : IVector<V128>
{
    private Vector128<float> lanes;

    private V128(Vector128<float> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Lanes => 4;

    /// <inheritdoc/>
    public static int TileRows => 6;

    /// <inheritdoc/>
    public static int DotRows => 2;

    /// <inheritdoc/>
    public static V128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.BitCast<Vector128<float>, V128>(Vector128<float>.Zero);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Broadcast(float value) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Load(float* source) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V128 value, float* target) => Vector128.Store(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(V128 value, float* target) => Vector128.StoreAlignedNonTemporal(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 MultiplyAdd(V128 a, V128 b, V128 c) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.MultiplyAddEstimate(a.lanes, b.lanes, c.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V128 sum, float* a, int index, V128 b) => AddProduct(ref sum, Broadcast(a[index]), b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V128 sum, V128 a, V128 b) => sum.lanes = Vector128.MultiplyAddEstimate(a.lanes, b.lanes, sum.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator +(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator -(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator *(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator /(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 DivideNearly(V128 a, V128 b)
    {
        if (!Avx512F.VL.IsSupported)
            return a / b;
        // One step of Newton's: the relative error of the estimate, below 2^-14, is squared.
        var estimate = Avx512F.VL.Reciprocal14(b.lanes);
        var error = Vector128.MultiplyAddEstimate(-b.lanes, estimate, Vector128<float>.One);
        return Unsafe.BitCast<Vector128<float>, V128>(a.lanes * Vector128.MultiplyAddEstimate(estimate, error, estimate));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator ^(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(a.lanes ^ b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ExclusiveOr(V128 a, V128 b, V128 c) => a ^ b ^ c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Max(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.MaxNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Sqrt(V128 a) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Min(V128 a, V128 b) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.MinNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Round(V128 a) => Unsafe.BitCast<Vector128<float>, V128>(Vector128.Round(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Scale(V128 a, V128 exponent) => Unsafe.BitCast<Vector128<float>, V128>(Avx512F.VL.IsSupported
        ? Avx512F.VL.Scale(a.lanes, exponent.lanes)
        : a.lanes * ((Vector128.ConvertToInt32Native(exponent.lanes) + Vector128.Create(Float32.ExponentBias)) << Float32.MantissaBits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Decompose(V128 a, out V128 mantissa)
    {
        var bits = a.lanes.AsInt32();
        var exponent = (bits - Vector128.Create(Float32.SqrtHalfBits)) >> Float32.MantissaBits;
        mantissa = Unsafe.BitCast<Vector128<float>, V128>((bits - (exponent << Float32.MantissaBits)).AsSingle());
        return Unsafe.BitCast<Vector128<float>, V128>(Vector128.ConvertToSingle(exponent));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 WherePositive(V128 gate, V128 value) =>
        Unsafe.BitCast<Vector128<float>, V128>(Vector128.ConditionalSelect(Vector128.GreaterThan(gate.lanes, Vector128<float>.Zero), value.lanes, Vector128<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(V128 a, V128 b, V128 c, V128 d, float* target) => StoreSums(a.lanes, b.lanes, c.lanes, d.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(V128 a) => a.lanes.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(V128 a)
    {
        var (low, high) = Vector128.Widen(a.lanes);
        return Vector128.Sum(low + high);
    }

    // A transposed sum: two shuffles and an addition per pair, instead of a chain of shuffles per vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreSums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target)
    {
        if (!Sse.IsSupported)
        {
            Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), Vector128.Sum(d)).Store(target);
            return;
        }

        Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d) + Sse.UnpackHigh(c, d);
        (Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab)).Store(target);
    }
}
