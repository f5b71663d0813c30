using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>d = f(a).</summary>
internal interface IUnary<T, TResult>
{
    static abstract TResult Of(T a);
}

/// <summary>d = f(a, b).</summary>
internal interface IBinary<T, TResult>
{
    static abstract TResult Of(T a, T b);
}

/// <summary>d = f(a, b, c), the third perhaps of another type.</summary>
internal interface ITernary<T, TThird, TResult>
{
    static abstract TResult Of(T a, T b, TThird c);
}

/// <summary>The three shapes that nearly all arithmetic has.</summary>
internal static unsafe class Shapes
{
    public static void Unary<TOperation, T, TResult>(string mnemonic, PtxType type, PtxType? result = null)
        where TOperation : struct, IUnary<T, TResult>
        where T : unmanaged
        where TResult : unmanaged =>
        InstructionSet.Add(mnemonic, decoder =>
        {
            decoder.Expect(2);
            return new Instruction { Execute = &Run1<TOperation, T, TResult>, D = decoder.Out(0, result ?? type), A = decoder.In(1, type) };
        });

    public static void Unary<TOperation, T>(string mnemonic, PtxType type)
        where TOperation : struct, IUnary<T, T>
        where T : unmanaged => Unary<TOperation, T, T>(mnemonic, type);

    public static void Binary<TOperation, T, TResult>(string mnemonic, PtxType type, PtxType result)
        where TOperation : struct, IBinary<T, TResult>
        where T : unmanaged
        where TResult : unmanaged =>
        InstructionSet.Add(mnemonic, decoder =>
        {
            decoder.Expect(3);
            return new Instruction
            {
                Execute = &Run2<TOperation, T, TResult>, D = decoder.Out(0, result), A = decoder.In(1, type), B = decoder.In(2, type),
            };
        });

    public static void Binary<TOperation, T>(string mnemonic, PtxType type)
        where TOperation : struct, IBinary<T, T>
        where T : unmanaged => Binary<TOperation, T, T>(mnemonic, type, type);

    public static void Ternary<TOperation, T, TThird, TResult>(string mnemonic, PtxType type, PtxType third, PtxType result)
        where TOperation : struct, ITernary<T, TThird, TResult>
        where T : unmanaged
        where TThird : unmanaged
        where TResult : unmanaged =>
        InstructionSet.Add(mnemonic, decoder =>
        {
            decoder.Expect(4);
            return new Instruction
            {
                Execute = &Run3<TOperation, T, TThird, TResult>,
                D = decoder.Out(0, result), A = decoder.In(1, type), B = decoder.In(2, type), C = decoder.In(3, third),
            };
        });

    public static void Ternary<TOperation, T>(string mnemonic, PtxType type)
        where TOperation : struct, ITernary<T, T, T>
        where T : unmanaged => Ternary<TOperation, T, T, T>(mnemonic, type, type, type);

    private static Instruction* Run1<TOperation, T, TResult>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, IUnary<T, TResult>
        where T : unmanaged
        where TResult : unmanaged
    {
        Slot.Write(r + i->D, TOperation.Of(Slot.Read<T>(r + i->A)));
        return i + 1;
    }

    private static Instruction* Run2<TOperation, T, TResult>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, IBinary<T, TResult>
        where T : unmanaged
        where TResult : unmanaged
    {
        Slot.Write(r + i->D, TOperation.Of(Slot.Read<T>(r + i->A), Slot.Read<T>(r + i->B)));
        return i + 1;
    }

    private static Instruction* Run3<TOperation, T, TThird, TResult>(Instruction* i, ulong* r, Lane lane)
        where TOperation : struct, ITernary<T, TThird, TResult>
        where T : unmanaged
        where TThird : unmanaged
        where TResult : unmanaged
    {
        Slot.Write(r + i->D, TOperation.Of(Slot.Read<T>(r + i->A), Slot.Read<T>(r + i->B), Slot.Read<TThird>(r + i->C)));
        return i + 1;
    }
}
