using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>16 lanes in a 512-bit register (AVX-512: 32 registers).</summary>
public unsafe struct V512 : IVector<V512>
{
    private Vector512<float> lanes;

    private V512(Vector512<float> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    public static int TileRows => 12;

    /// <inheritdoc/>
    public static int DotRows => 4;

    /// <inheritdoc/>
    public static V512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.BitCast<Vector512<float>, V512>(Vector512<float>.Zero);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Broadcast(float value) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Load(float* source) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V512 value, float* target) => Vector512.Store(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(V512 value, float* target) => Vector512.StoreAlignedNonTemporal(value.lanes, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 MultiplyAdd(V512 a, V512 b, V512 c) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.MultiplyAddEstimate(a.lanes, b.lanes, c.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V512 sum, float* a, int index, V512 b)
    {
        // Volatile, or the compiler would load the element once for both of its uses and keep it in a register.
        sum.lanes = Vector512.MultiplyAddEstimate(Vector512.Create(Volatile.Read(ref a[index])), b.lanes, sum.lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V512 sum, V512 a, V512 b) => sum.lanes = Vector512.MultiplyAddEstimate(a.lanes, b.lanes, sum.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator +(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator -(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator *(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator /(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 DivideNearly(V512 a, V512 b)
    {
        if (!Avx512F.IsSupported)
            return a / b;
        // One step of Newton's: the relative error of the estimate, below 2^-14, is squared.
        var estimate = Avx512F.Reciprocal14(b.lanes);
        var error = Avx512F.FusedMultiplyAddNegated(b.lanes, estimate, Vector512<float>.One);
        return Unsafe.BitCast<Vector512<float>, V512>(a.lanes * Vector512.MultiplyAddEstimate(estimate, error, estimate));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator ^(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(a.lanes ^ b.lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ExclusiveOr(V512 a, V512 b, V512 c) => Avx512F.IsSupported
        ? Unsafe.BitCast<Vector512<float>, V512>(Avx512F.TernaryLogic(a.lanes, b.lanes, c.lanes, 0x96))
        : a ^ b ^ c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Max(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.MaxNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Sqrt(V512 a) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Min(V512 a, V512 b) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.MinNative(a.lanes, b.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Round(V512 a) => Unsafe.BitCast<Vector512<float>, V512>(Vector512.Round(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Scale(V512 a, V512 exponent) => Unsafe.BitCast<Vector512<float>, V512>(Avx512F.IsSupported
        ? Avx512F.Scale(a.lanes, exponent.lanes)
        : a.lanes * ((Vector512.ConvertToInt32Native(exponent.lanes) + Vector512.Create(Float32.ExponentBias)) << Float32.MantissaBits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Decompose(V512 a, out V512 mantissa)
    {
        var bits = a.lanes.AsInt32();
        var exponent = (bits - Vector512.Create(Float32.SqrtHalfBits)) >> Float32.MantissaBits;
        mantissa = Unsafe.BitCast<Vector512<float>, V512>((bits - (exponent << Float32.MantissaBits)).AsSingle());
        return Unsafe.BitCast<Vector512<float>, V512>(Vector512.ConvertToSingle(exponent));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 WherePositive(V512 gate, V512 value) =>
        Unsafe.BitCast<Vector512<float>, V512>(Vector512.ConditionalSelect(Vector512.GreaterThan(gate.lanes, Vector512<float>.Zero), value.lanes, Vector512<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(V512 a, V512 b, V512 c, V512 d, float* target)
    {
        if (!Avx512F.IsSupported)
        {
            V256.StoreSums(Halves(a.lanes), Halves(b.lanes), Halves(c.lanes), Halves(d.lanes), target);
            return;
        }

        // All four at once inside the quarters, as a transposed sum; what is left are four sums in each of four quarters.
        Vector512<double> ab = (Avx512F.UnpackLow(a.lanes, b.lanes) + Avx512F.UnpackHigh(a.lanes, b.lanes)).AsDouble(),
            cd = (Avx512F.UnpackLow(c.lanes, d.lanes) + Avx512F.UnpackHigh(c.lanes, d.lanes)).AsDouble();
        var halves = Halves(Avx512F.UnpackLow(ab, cd).AsSingle() + Avx512F.UnpackHigh(ab, cd).AsSingle());
        (halves.GetLower() + halves.GetUpper()).Store(target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Halves(Vector512<float> vector) => vector.GetLower() + vector.GetUpper();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(V512 a) => a.lanes.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(V512 a)
    {
        var (low, high) = Vector512.Widen(a.lanes);
        return Vector512.Sum(low + high);
    }
}
