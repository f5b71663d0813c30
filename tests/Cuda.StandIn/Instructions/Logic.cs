using System.Numerics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "Logic and Shift Instructions". A predicate is 0 or 1.</summary>
internal static class Logic
{
    public static void Register()
    {
        Of<byte>("pred", PtxType.Pred);
        Of<ushort>("b16", PtxType.B16);
        Of<uint>("b32", PtxType.B32);
        Of<ulong>("b64", PtxType.B64);
        Shapes.Unary<NotPredicate, byte>("not.pred", PtxType.Pred);
        Bits<ushort, ushort>("b16", PtxType.B16);
        Bits<uint, uint>("b32", PtxType.B32);
        Bits<ulong, ulong>("b64", PtxType.B64);
        Right<ushort>("u16", PtxType.U16);
        Right<short>("s16", PtxType.S16);
        Right<uint>("u32", PtxType.U32);
        Right<int>("s32", PtxType.S32);
        Right<ulong>("u64", PtxType.U64);
        Right<long>("s64", PtxType.S64);
        Shapes.Unary<Reverse32, uint>("brev.b32", PtxType.B32);
    }

    private static void Of<T>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>
    {
        Shapes.Binary<And<T>, T>($"and.{type}", of);
        Shapes.Binary<Or<T>, T>($"or.{type}", of);
        Shapes.Binary<Xor<T>, T>($"xor.{type}", of);
    }

    private static void Bits<T, TBits>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T>
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        Shapes.Unary<Not<T>, T>($"not.{type}", of);
        Shapes.Unary<ConditionalNot<T>, T>($"cnot.{type}", of);
        Shift<ShiftLeft<T>, T>($"shl.{type}", of);
        Right<TBits>(type, of);
    }

    private static void Right<T>(string type, PtxType of)
        where T : unmanaged, IBinaryInteger<T> => Shift<ShiftRight<T>, T>($"shr.{type}", of);

    // The amount is of 32 bits whatever is shifted.
    private static unsafe void Shift<TOperation, T>(string mnemonic, PtxType type)
        where TOperation : struct, IShift<T>
        where T : unmanaged =>
        InstructionSet.Add(mnemonic, decoder =>
        {
            decoder.Expect(3);
            return new Instruction
            {
                Execute = &Run<TOperation, T>, D = decoder.Out(0, type), A = decoder.In(1, type), B = decoder.In(2, PtxType.B32),
            };
        });

    private static unsafe Instruction* Run<TOperation, T>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, IShift<T>
        where T : unmanaged
    {
        Slot.Write(r + i->D, TOperation.Of(Slot.Read<T>(r + i->A), (uint)r[i->B]));
        return i + 1;
    }

    private interface IShift<T>
    {
        static abstract T Of(T a, uint amount);
    }

    private readonly struct Not<T> : IUnary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Of(T a) => ~a;
    }

    private readonly struct NotPredicate : IUnary<byte, byte>
    {
        public static byte Of(byte a) => (byte)(a ^ 1);
    }

    private readonly struct ConditionalNot<T> : IUnary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Of(T a) => T.IsZero(a) ? T.One : T.Zero;
    }

    // "Shift amounts greater than the register width N are clamped to N."
    private readonly struct ShiftLeft<T> : IShift<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static unsafe T Of(T a, uint amount) => amount >= sizeof(T) * 8 ? T.Zero : a << (int)amount;
    }

    private readonly struct ShiftRight<T> : IShift<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static unsafe T Of(T a, uint amount) => amount < sizeof(T) * 8 ? a >> (int)amount : T.IsNegative(a) ? ~T.Zero : T.Zero;
    }

    private readonly struct Reverse32 : IUnary<uint, uint>
    {
        public static uint Of(uint a)
        {
            var result = 0u;
            for (var bit = 0; bit < 32; bit++)
                result |= (a >> bit & 1) << (31 - bit);
            return result;
        }
    }
}
