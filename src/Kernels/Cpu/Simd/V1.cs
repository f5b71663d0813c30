using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ButterE.Kernels.Simd;

/// <summary>One lane: the scalar path, for machines without SIMD and as the plain reading of every kernel.</summary>
public readonly unsafe struct V1 : IVector<V1>
{
    private readonly float lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V1(float lane) => this.lane = lane;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    public static int TileRows => 6;

    /// <inheritdoc/>
    public static int DotRows => 2;

    /// <inheritdoc/>
    public static V1 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Broadcast(float value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Load(float* source) => new(*source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V1 value, float* target) => *target = value.lane;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(V1 value, float* target)
    {
        if (Sse2.IsSupported)
            Sse2.StoreNonTemporal((uint*)target, BitConverter.SingleToUInt32Bits(value.lane));
        else
            *target = value.lane;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 MultiplyAdd(V1 a, V1 b, V1 c) => new(float.MultiplyAddEstimate(a.lane, b.lane, c.lane));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V1 sum, float* a, int index, V1 b) => AddProduct(ref sum, Broadcast(a[index]), b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V1 sum, V1 a, V1 b) => sum = MultiplyAdd(a, b, sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator +(V1 a, V1 b) => new(a.lane + b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator -(V1 a, V1 b) => new(a.lane - b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator *(V1 a, V1 b) => new(a.lane * b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator /(V1 a, V1 b) => new(a.lane / b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 DivideNearly(V1 a, V1 b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator ^(V1 a, V1 b) =>
        new(BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a.lane) ^ BitConverter.SingleToUInt32Bits(b.lane)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ExclusiveOr(V1 a, V1 b, V1 c) => a ^ b ^ c;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Max(V1 a, V1 b) => new(a.lane > b.lane ? a.lane : b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Sqrt(V1 a) => new(MathF.Sqrt(a.lane));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Min(V1 a, V1 b) => new(a.lane < b.lane ? a.lane : b.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Round(V1 a) => new(MathF.Round(a.lane));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Scale(V1 a, V1 exponent) =>
        new(a.lane * BitConverter.Int32BitsToSingle(((int)exponent.lane + Float32.ExponentBias) << Float32.MantissaBits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Decompose(V1 a, out V1 mantissa)
    {
        var bits = BitConverter.SingleToInt32Bits(a.lane);
        var exponent = (bits - Float32.SqrtHalfBits) >> Float32.MantissaBits;
        mantissa = new(BitConverter.Int32BitsToSingle(bits - (exponent << Float32.MantissaBits)));
        return new(exponent);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 WherePositive(V1 gate, V1 value) => new(gate.lane > 0 ? value.lane : 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(V1 a, V1 b, V1 c, V1 d, float* target) =>
        (target[0], target[1], target[2], target[3]) = (a.lane, b.lane, c.lane, d.lane);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(V1 a) => a.lane;

    /// <inheritdoc/>
    public static double Sum(V1 a) => a.lane;
}
