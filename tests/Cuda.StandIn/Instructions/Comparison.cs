using System.Numerics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "Comparison and Selection Instructions": setp, selp, and testp.</summary>
internal static unsafe class Comparison
{
    public static void Register()
    {
        Integers<ushort>("b16", PtxType.B16, isOrdered: false);
        Integers<uint>("b32", PtxType.B32, isOrdered: false);
        Integers<ulong>("b64", PtxType.B64, isOrdered: false);
        Integers<short>("s16", PtxType.S16);
        Integers<int>("s32", PtxType.S32);
        Integers<long>("s64", PtxType.S64);
        Unsigned<ushort>("u16", PtxType.U16);
        Unsigned<uint>("u32", PtxType.U32);
        Unsigned<ulong>("u64", PtxType.U64);
        Floats<Half>("f16", PtxType.F16);
        Floats<float>("f32", PtxType.F32);
        Floats<double>("f64", PtxType.F64);
        foreach (var type in new[] { PtxType.B16, PtxType.U16, PtxType.S16, PtxType.B32, PtxType.U32, PtxType.S32, PtxType.F32, PtxType.B64, PtxType.U64, PtxType.S64, PtxType.F64 })
            InstructionSet.Add($"selp{type.Name()}", decoder => Select(decoder, type));
        Tests<float>("f32", PtxType.F32);
        Tests<double>("f64", PtxType.F64);
    }

    private static void Integers<T>(string type, PtxType of, bool isOrdered = true)
        where T : unmanaged, IBinaryInteger<T>
    {
        Compare<Equal<T>, T>("eq", type, of);
        Compare<Unequal<T>, T>("ne", type, of);
        if (!isOrdered)
            return;
        Compare<Less<T>, T>("lt", type, of);
        Compare<LessOrEqual<T>, T>("le", type, of);
        Compare<Greater<T>, T>("gt", type, of);
        Compare<GreaterOrEqual<T>, T>("ge", type, of);
    }

    private static void Unsigned<T>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>
    {
        Integers<T>(type, of);
        Compare<Less<T>, T>("lo", type, of);
        Compare<LessOrEqual<T>, T>("ls", type, of);
        Compare<Greater<T>, T>("hi", type, of);
        Compare<GreaterOrEqual<T>, T>("hs", type, of);
    }

    // Ordered comparisons are false where an operand is no number, unordered ones true; "ne" is ordered, unlike C's.
    private static void Floats<T>(string type, PtxType of)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Compare<Equal<T>, T>("eq", type, of);
        Compare<Ordered<Unequal<T>, T>, T>("ne", type, of);
        Compare<Less<T>, T>("lt", type, of);
        Compare<LessOrEqual<T>, T>("le", type, of);
        Compare<Greater<T>, T>("gt", type, of);
        Compare<GreaterOrEqual<T>, T>("ge", type, of);
        Compare<Unordered<Equal<T>, T>, T>("equ", type, of);
        Compare<Unequal<T>, T>("neu", type, of);
        Compare<Unordered<Less<T>, T>, T>("ltu", type, of);
        Compare<Unordered<LessOrEqual<T>, T>, T>("leu", type, of);
        Compare<Unordered<Greater<T>, T>, T>("gtu", type, of);
        Compare<Unordered<GreaterOrEqual<T>, T>, T>("geu", type, of);
        Compare<AreNumbers<T>, T>("num", type, of);
        Compare<IsNoNumber<T>, T>("nan", type, of);
    }

    private static void Compare<TOperation, T>(string comparison, string type, PtxType of)
        where TOperation : struct, IBinary<T, bool>
        where T : unmanaged
    {
        InstructionSet.Add($"setp.{comparison}.{type}", decoder => Decode<TOperation, T>(decoder, of, false));
        foreach (var combination in new[] { "and", "or", "xor" })
            InstructionSet.Add($"setp.{comparison}.{combination}.{type}", decoder => Decode<TOperation, T>(decoder, of, true));
    }

    private static Instruction Decode<TOperation, T>(Decoder decoder, PtxType type, bool isCombined)
        where TOperation : struct, IBinary<T, bool>
        where T : unmanaged
    {
        decoder.Expect(isCombined ? 4 : 3);
        var target = decoder.Operand(0);
        var isPair = target.Kind == OperandKind.Pair;
        var instruction = new Instruction { Execute = &Set<TOperation, T>, A = decoder.In(1, type), B = decoder.In(2, type) };
        instruction.D = decoder.Out(isPair ? target.Parts[0] : target, PtxType.Pred);
        if (!isPair && !isCombined)
            return instruction;
        var combination = !isCombined ? 0 : decoder.Parts[2] switch { "and" => 1, "or" => 2, _ => 3 };
        var third = isCombined ? decoder.Operand(3) : null;
        instruction.Execute = &SetCombined<TOperation, T>;
        instruction.C = third is null ? 0 : decoder.In(third with { IsNegated = false }, PtxType.Pred);
        instruction.Count = combination | (third?.IsNegated == true ? 4 : 0);
        instruction.More = decoder.Program.Keep([isPair ? decoder.Out(target.Parts[1], PtxType.Pred) : -1]);
        return instruction;
    }

    private static Instruction* Set<TOperation, T>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, IBinary<T, bool>
        where T : unmanaged
    {
        r[i->D] = TOperation.Of(Slot.Read<T>(r + i->A), Slot.Read<T>(r + i->B)) ? 1u : 0u;
        return i + 1;
    }

    // p = comparison BoolOp c, q = not comparison BoolOp c.
    private static Instruction* SetCombined<TOperation, T>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, IBinary<T, bool>
        where T : unmanaged
    {
        var holds = TOperation.Of(Slot.Read<T>(r + i->A), Slot.Read<T>(r + i->B));
        var third = (r[i->C] & 1) != 0 ^ (i->Count & 4) != 0;
        r[i->D] = Combine(holds) ? 1u : 0u;
        if (*i->More >= 0)
            r[*i->More] = Combine(!holds) ? 1u : 0u;
        return i + 1;

        bool Combine(bool value) => (i->Count & 3) switch { 1 => value && third, 2 => value || third, 3 => value ^ third, _ => value };
    }

    private static Instruction Select(Decoder decoder, PtxType type)
    {
        decoder.Expect(4);
        return new Instruction
        {
            Execute = &RunSelect, D = decoder.Out(0, type), A = decoder.In(1, type), B = decoder.In(2, type), C = decoder.In(3, PtxType.Pred),
        };
    }

    private static Instruction* RunSelect(Instruction* i, ulong* r, Lane lane)
    {
        r[i->D] = (r[i->C] & 1) != 0 ? r[i->A] : r[i->B];
        return i + 1;
    }

    private static void Tests<T>(string type, PtxType of)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shapes.Unary<IsFinite<T>, T, bool>($"testp.finite.{type}", of, PtxType.Pred);
        Shapes.Unary<IsInfinite<T>, T, bool>($"testp.infinite.{type}", of, PtxType.Pred);
        Shapes.Unary<IsNotANumber<T>, T, bool>($"testp.notanumber.{type}", of, PtxType.Pred);
        Shapes.Unary<IsNumber<T>, T, bool>($"testp.number.{type}", of, PtxType.Pred);
    }

    private readonly struct Equal<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a == b;
    }

    private readonly struct Unequal<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a != b;
    }

    private readonly struct Less<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a < b;
    }

    private readonly struct LessOrEqual<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a <= b;
    }

    private readonly struct Greater<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a > b;
    }

    private readonly struct GreaterOrEqual<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => a >= b;
    }

    private readonly struct Ordered<TOperation, T> : IBinary<T, bool>
        where TOperation : struct, IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => !T.IsNaN(a) && !T.IsNaN(b) && TOperation.Of(a, b);
    }

    private readonly struct Unordered<TOperation, T> : IBinary<T, bool>
        where TOperation : struct, IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => T.IsNaN(a) || T.IsNaN(b) || TOperation.Of(a, b);
    }

    private readonly struct AreNumbers<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => !T.IsNaN(a) && !T.IsNaN(b);
    }

    private readonly struct IsNoNumber<T> : IBinary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a, T b) => T.IsNaN(a) || T.IsNaN(b);
    }

    private readonly struct IsFinite<T> : IUnary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a) => T.IsFinite(a);
    }

    private readonly struct IsInfinite<T> : IUnary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a) => T.IsInfinity(a);
    }

    private readonly struct IsNotANumber<T> : IUnary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a) => T.IsNaN(a);
    }

    private readonly struct IsNumber<T> : IUnary<T, bool>
        where T : INumber<T>
    {
        public static bool Of(T a) => !T.IsNaN(a);
    }
}
