using System.Numerics;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>
/// PTX ISA "Floating Point Instructions", rounded to nearest. A sum or product without a rounding modifier may be contracted to a multiply-add by the
/// assembler; here it is not. What is called approximate is the exact function, rounded: the error that a device may make is not imitated.
/// </summary>
internal static class FloatArithmetic
{
    public static void Register()
    {
        foreach (var rounding in new[] { "", ".rn" })
        {
            Modified<Add<float>>($"add{rounding}");
            Modified<Subtract<float>>($"sub{rounding}");
            Modified<Multiply<float>>($"mul{rounding}");
            Plain<Add<double>, double>($"add{rounding}.f64", PtxType.F64);
            Plain<Subtract<double>, double>($"sub{rounding}.f64", PtxType.F64);
            Plain<Multiply<double>, double>($"mul{rounding}.f64", PtxType.F64);
            Plain<Add<Half>, Half>($"add{rounding}.f16", PtxType.F16);
            Plain<Subtract<Half>, Half>($"sub{rounding}.f16", PtxType.F16);
            Plain<Multiply<Half>, Half>($"mul{rounding}.f16", PtxType.F16);
        }

        Shapes.Ternary<Fused<float>, float>("fma.rn.f32", PtxType.F32);
        Shapes.Ternary<FusedFlushed, float>("fma.rn.ftz.f32", PtxType.F32);
        Shapes.Ternary<FusedSaturated, float>("fma.rn.sat.f32", PtxType.F32);
        Shapes.Ternary<Fused<double>, double>("fma.rn.f64", PtxType.F64);
        Shapes.Ternary<Fused<Half>, Half>("fma.rn.f16", PtxType.F16);
        foreach (var kind in new[] { "rn", "approx", "full" })
            Flushable<Divide<float>>($"div.{kind}");
        Shapes.Binary<Divide<double>, double>("div.rn.f64", PtxType.F64);
        Flushable<Least<float>>("min");
        Flushable<Most<float>>("max");
        Shapes.Binary<Least<double>, double>("min.f64", PtxType.F64);
        Shapes.Binary<Most<double>, double>("max.f64", PtxType.F64);
        Shapes.Binary<Least<Half>, Half>("min.f16", PtxType.F16);
        Shapes.Binary<Most<Half>, Half>("max.f16", PtxType.F16);
        Shapes.Binary<CopySign<float>, float>("copysign.f32", PtxType.F32);
        Shapes.Binary<CopySign<double>, double>("copysign.f64", PtxType.F64);
        Functions<float>("f32", PtxType.F32);
        Functions<double>("f64", PtxType.F64);
        Shapes.Unary<Negate<Half>, Half>("neg.f16", PtxType.F16);
        Shapes.Unary<Magnitude<Half>, Half>("abs.f16", PtxType.F16);
        Approximate<Reciprocal<float>>("rcp.approx");
        Approximate<Root<float>>("sqrt.approx");
        Approximate<ReciprocalRoot<float>>("rsqrt.approx");
        Shapes.Unary<ReciprocalRoot<double>, double>("rsqrt.approx.f64", PtxType.F64);
        Approximate<PowerOfTwo>("ex2.approx");
        Approximate<LogarithmOfTwo>("lg2.approx");
        Approximate<Sine>("sin.approx");
        Approximate<Cosine>("cos.approx");
        Shapes.Unary<HyperbolicTangent, float>("tanh.approx.f32", PtxType.F32);
    }

    // {.ftz}{.sat}
    private static void Modified<TOperation>(string name)
        where TOperation : struct, IBinary<float, float>
    {
        Flushable<TOperation>(name);
        Shapes.Binary<Saturated<TOperation>, float>($"{name}.sat.f32", PtxType.F32);
        Shapes.Binary<Saturated<Flushed<TOperation>>, float>($"{name}.ftz.sat.f32", PtxType.F32);
    }

    private static void Flushable<TOperation>(string name)
        where TOperation : struct, IBinary<float, float>
    {
        Shapes.Binary<TOperation, float>($"{name}.f32", PtxType.F32);
        Shapes.Binary<Flushed<TOperation>, float>($"{name}.ftz.f32", PtxType.F32);
    }

    private static void Plain<TOperation, T>(string mnemonic, PtxType type)
        where TOperation : struct, IBinary<T, T>
        where T : unmanaged => Shapes.Binary<TOperation, T>(mnemonic, type);

    private static void Approximate<TOperation>(string name)
        where TOperation : struct, IUnary<float, float>
    {
        Shapes.Unary<TOperation, float>($"{name}.f32", PtxType.F32);
        Shapes.Unary<FlushedUnary<TOperation>, float>($"{name}.ftz.f32", PtxType.F32);
    }

    private static void Functions<T>(string type, PtxType of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shapes.Unary<Negate<T>, T>($"neg.{type}", of);
        Shapes.Unary<Magnitude<T>, T>($"abs.{type}", of);
        Shapes.Unary<Root<T>, T>($"sqrt.rn.{type}", of);
        Shapes.Unary<Reciprocal<T>, T>($"rcp.rn.{type}", of);
    }

    /// <summary>A result that is no number has the one form that devices give: 0x7fffffff.</summary>
    private static T Canonical<T>(T value)
        where T : IFloatingPointIeee754<T> =>
        !T.IsNaN(value) ? value
        : typeof(T) == typeof(float) ? (T)(object)BitConverter.UInt32BitsToSingle(0x7fffffff)
        : typeof(T) == typeof(Half) ? (T)(object)BitConverter.UInt16BitsToHalf(0x7fff)
        : value;

    private static float Flush(float value) => float.IsSubnormal(value) ? MathF.CopySign(0, value) : value;

    private readonly struct Add<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(a + b);
    }

    private readonly struct Subtract<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(a - b);
    }

    private readonly struct Multiply<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(a * b);
    }

    private readonly struct Divide<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(a / b);
    }

    private readonly struct Fused<T> : ITernary<T, T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b, T c) => Canonical(T.FusedMultiplyAdd(a, b, c));
    }

    private readonly struct FusedFlushed : ITernary<float, float, float>
    {
        public static float Of(float a, float b, float c) => Flush(Fused<float>.Of(Flush(a), Flush(b), Flush(c)));
    }

    private readonly struct FusedSaturated : ITernary<float, float, float>
    {
        public static float Of(float a, float b, float c) => Saturate(Fused<float>.Of(a, b, c));
    }

    private readonly struct Flushed<TOperation> : IBinary<float, float>
        where TOperation : struct, IBinary<float, float>
    {
        public static float Of(float a, float b) => Flush(TOperation.Of(Flush(a), Flush(b)));
    }

    private readonly struct FlushedUnary<TOperation> : IUnary<float, float>
        where TOperation : struct, IUnary<float, float>
    {
        public static float Of(float a) => Flush(TOperation.Of(Flush(a)));
    }

    // "Clamps the result to [0.0, 1.0]. NaN results are flushed to +0.0."
    private static float Saturate(float value) => value > 0 ? MathF.Min(value, 1) : 0;

    private readonly struct Saturated<TOperation> : IBinary<float, float>
        where TOperation : struct, IBinary<float, float>
    {
        public static float Of(float a, float b) => Saturate(TOperation.Of(a, b));
    }

    // "If one of the inputs is NaN, the result is the other", and -0 is less than +0.
    private readonly struct Least<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(T.MinNumber(a, b));
    }

    private readonly struct Most<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => Canonical(T.MaxNumber(a, b));
    }

    // "Copy sign bit of a into value of b."
    private readonly struct CopySign<T> : IBinary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a, T b) => T.CopySign(b, a);
    }

    private readonly struct Negate<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a) => -a;
    }

    private readonly struct Magnitude<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a) => T.Abs(a);
    }

    private readonly struct Root<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a) => Canonical(T.Sqrt(a));
    }

    private readonly struct Reciprocal<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a) => Canonical(T.One / a);
    }

    private readonly struct ReciprocalRoot<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Of(T a) => Canonical(T.CreateTruncating(1 / Math.Sqrt(double.CreateTruncating(a))));
    }

    private readonly struct PowerOfTwo : IUnary<float, float>
    {
        public static float Of(float a) => Canonical((float)Math.Pow(2, a));
    }

    private readonly struct LogarithmOfTwo : IUnary<float, float>
    {
        public static float Of(float a) => Canonical((float)Math.Log2(a));
    }

    private readonly struct Sine : IUnary<float, float>
    {
        public static float Of(float a) => Canonical((float)Math.Sin(a));
    }

    private readonly struct Cosine : IUnary<float, float>
    {
        public static float Of(float a) => Canonical((float)Math.Cos(a));
    }

    private readonly struct HyperbolicTangent : IUnary<float, float>
    {
        public static float Of(float a) => Canonical((float)Math.Tanh(a));
    }
}
