using System.Numerics;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "Integer Arithmetic Instructions". Sums and products wrap.</summary>
internal static class IntegerArithmetic
{
    public static void Register()
    {
        Common<ushort, ushort>("u16", PtxType.U16);
        Common<short, ushort>("s16", PtxType.S16);
        Common<uint, uint>("u32", PtxType.U32);
        Common<int, uint>("s32", PtxType.S32);
        Common<ulong, ulong>("u64", PtxType.U64);
        Common<long, ulong>("s64", PtxType.S64);
        Signed<short>("s16", PtxType.S16);
        Signed<int>("s32", PtxType.S32);
        Signed<long>("s64", PtxType.S64);
        Products<ushort, uint>("u16", PtxType.U16, PtxType.U32);
        Products<short, int>("s16", PtxType.S16, PtxType.S32);
        Products<uint, ulong>("u32", PtxType.U32, PtxType.U64);
        Products<int, long>("s32", PtxType.S32, PtxType.S64);
        HighProducts<ulong, UInt128>("u64", PtxType.U64);
        HighProducts<long, Int128>("s64", PtxType.S64);
        Shapes.Unary<CountOnes<uint>, uint, uint>("popc.b32", PtxType.B32, PtxType.U32);
        Shapes.Unary<CountOnes<ulong>, ulong, uint>("popc.b64", PtxType.B64, PtxType.U32);
        Shapes.Unary<LeadingZeros<uint>, uint, uint>("clz.b32", PtxType.B32, PtxType.U32);
        Shapes.Unary<LeadingZeros<ulong>, ulong, uint>("clz.b64", PtxType.B64, PtxType.U32);
    }

    private static void Common<T, TBits>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        Shapes.Binary<Add<T>, T>($"add.{type}", of);
        Shapes.Binary<Subtract<T>, T>($"sub.{type}", of);
        Shapes.Binary<Multiply<T>, T>($"mul.lo.{type}", of);
        Shapes.Ternary<MultiplyAdd<T>, T>($"mad.lo.{type}", of);
        Shapes.Binary<Divide<T>, T>($"div.{type}", of);
        Shapes.Binary<Remainder<T>, T>($"rem.{type}", of);
        Shapes.Binary<Least<T>, T>($"min.{type}", of);
        Shapes.Binary<Most<T>, T>($"max.{type}", of);
    }

    private static void Signed<T>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>
    {
        Shapes.Unary<Negate<T>, T>($"neg.{type}", of);
        Shapes.Unary<Magnitude<T>, T>($"abs.{type}", of);
    }

    private static void Products<T, TWide>(string type, PtxType of, PtxType wide)
        where T : unmanaged, IBinaryInteger<T>
        where TWide : unmanaged, IBinaryInteger<TWide>
    {
        Shapes.Binary<MultiplyWide<T, TWide>, T, TWide>($"mul.wide.{type}", of, wide);
        Shapes.Ternary<MultiplyWideAdd<T, TWide>, T, TWide, TWide>($"mad.wide.{type}", of, wide, wide);
        HighProducts<T, TWide>(type, of);
    }

    private static void HighProducts<T, TWide>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>
        where TWide : unmanaged, IBinaryInteger<TWide>
    {
        Shapes.Binary<MultiplyHigh<T, TWide>, T>($"mul.hi.{type}", of);
        Shapes.Ternary<MultiplyHighAdd<T, TWide>, T>($"mad.hi.{type}", of);
    }

    private readonly struct Add<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => unchecked(a + b);
    }

    private readonly struct Subtract<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => unchecked(a - b);
    }

    private readonly struct Multiply<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => unchecked(a * b);
    }

    private readonly struct MultiplyAdd<T> : ITernary<T, T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b, T c) => unchecked(a * b + c);
    }

    // "Division by zero yields an unspecified, machine-specific value": all ones, as devices give it.
    private readonly struct Divide<T> : IBinary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Of(T a, T b) => T.IsZero(b) ? ~T.Zero : b == ~T.Zero && T.IsNegative(b) ? unchecked(T.Zero - a) : a / b;
    }

    private readonly struct Remainder<T> : IBinary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Of(T a, T b) => T.IsZero(b) ? ~T.Zero : b == ~T.Zero && T.IsNegative(b) ? T.Zero : a % b;
    }

    private readonly struct Least<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => a < b ? a : b;
    }

    private readonly struct Most<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => a > b ? a : b;
    }

    private readonly struct Negate<T> : IUnary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a) => unchecked(T.Zero - a);
    }

    private readonly struct Magnitude<T> : IUnary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a) => T.IsNegative(a) ? unchecked(T.Zero - a) : a;
    }

    private readonly struct MultiplyWide<T, TWide> : IBinary<T, TWide>
        where T : IBinaryInteger<T>
        where TWide : IBinaryInteger<TWide>
    {
        public static TWide Of(T a, T b) => TWide.CreateTruncating(a) * TWide.CreateTruncating(b);
    }

    private readonly struct MultiplyWideAdd<T, TWide> : ITernary<T, TWide, TWide>
        where T : IBinaryInteger<T>
        where TWide : IBinaryInteger<TWide>
    {
        public static TWide Of(T a, T b, TWide c) => unchecked(TWide.CreateTruncating(a) * TWide.CreateTruncating(b) + c);
    }

    private readonly struct MultiplyHigh<T, TWide> : IBinary<T, T>
        where T : unmanaged, IBinaryInteger<T>
        where TWide : IBinaryInteger<TWide>
    {
        public static unsafe T Of(T a, T b) => T.CreateTruncating((TWide.CreateTruncating(a) * TWide.CreateTruncating(b)) >> (sizeof(T) * 8));
    }

    private readonly struct MultiplyHighAdd<T, TWide> : ITernary<T, T, T>
        where T : unmanaged, IBinaryInteger<T>
        where TWide : IBinaryInteger<TWide>
    {
        public static T Of(T a, T b, T c) => unchecked(MultiplyHigh<T, TWide>.Of(a, b) + c);
    }

    private readonly struct CountOnes<T> : IUnary<T, uint>
        where T : IBinaryInteger<T>
    {
        public static uint Of(T a) => uint.CreateTruncating(T.PopCount(a));
    }

    private readonly struct LeadingZeros<T> : IUnary<T, uint>
        where T : IBinaryInteger<T>
    {
        public static uint Of(T a) => uint.CreateTruncating(T.LeadingZeroCount(a));
    }
}
