using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>16 lanes in a 512-bit register (AVX-512: 32 registers).</summary>
public readonly unsafe struct V512 : IVector<V512>
{
    private readonly Vector512<float> lanes;

    private V512(Vector512<float> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    public static int TileRows => 12;

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
    public static V512 PowerOfTwo(V512 integer) =>
        Unsafe.BitCast<Vector512<float>, V512>(((Vector512.ConvertToInt32Native(integer.lanes) + Vector512.Create(Float32.ExponentBias)) << Float32.MantissaBits).AsSingle());

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
        Vector256<float> a2 = Halves(a), b2 = Halves(b), c2 = Halves(c), d2 = Halves(d);
        V256.StoreSums(a2, b2, c2, d2, target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Halves(V512 vector) => vector.lanes.GetLower() + vector.lanes.GetUpper();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(V512 a) => a.lanes.ToScalar();

    /// <inheritdoc/>
    public static double Sum(V512 a)
    {
        double sum = 0;
        for (var lane = 0; lane < 16; lane++)
            sum += a.lanes[lane];
        return sum;
    }
}
