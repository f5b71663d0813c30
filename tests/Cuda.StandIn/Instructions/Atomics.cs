using System.Numerics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Memory;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "atom", "red". One thread runs at a time, so each is atomic by itself.</summary>
internal static unsafe class Atomics
{
    private static readonly HashSet<string> Modifiers = ["relaxed", "acquire", "release", "acq_rel", "cta", "gpu", "sys"];

    public static Instruction Decode(Decoder decoder)
    {
        var isReduction = decoder.Parts[0] == "red";
        var type = PtxTypes.Named(decoder.Parts[^1]) ?? throw decoder.Unknown($"the type {decoder.Parts[^1]}");
        string space = "", operation = "";
        foreach (var part in decoder.Parts[1..^1])
        {
            if (part is "global" or "shared" or "shared::cta" && space.Length == 0)
                space = part;
            else if (part is "add" or "min" or "max" or "and" or "or" or "xor" or "exch" or "cas" or "inc" or "dec" && operation.Length == 0)
                operation = part;
            else if (!Modifiers.Contains(part))
                throw decoder.Unknown($"the modifier .{part}");
        }

        if (isReduction && operation is "exch" or "cas")
            throw decoder.Unknown($"the operation .{operation}");
        var first = isReduction ? 0 : 1;
        decoder.Expect(first + (operation == "cas" ? 3 : 2));
        var instruction = new Instruction
        {
            Execute = space switch
            {
                "" => Of<GenericSpace>(operation, type),
                "global" => Of<GlobalSpace>(operation, type),
                _ => Of<SharedSpace>(operation, type),
            },
        };
        if (instruction.Execute == null)
            throw decoder.Unknown($"the operation .{operation}{type.Name()}");
        decoder.Address(first, ref instruction);
        instruction.D = isReduction ? -1 : decoder.Out(0, type);
        instruction.B = decoder.In(first + 1, type);
        instruction.C = operation == "cas" ? decoder.In(first + 2, type) : 0;
        return instruction;
    }

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Of<TSpace>(string operation, PtxType type)
        where TSpace : struct, IStateSpace => type switch
    {
        PtxType.B32 => Bits<TSpace, uint>(operation),
        PtxType.B64 => Bits<TSpace, ulong>(operation),
        PtxType.U32 => operation switch
        {
            "inc" => &Run<TSpace, uint, Increment>,
            "dec" => &Run<TSpace, uint, Decrement>,
            _ => Numbers<TSpace, uint>(operation),
        },
        PtxType.S32 => Numbers<TSpace, int>(operation),
        PtxType.U64 => Numbers<TSpace, ulong>(operation),
        PtxType.S64 => operation == "add" ? null : Numbers<TSpace, long>(operation),
        PtxType.F32 => operation == "add" ? &Run<TSpace, float, Add<float>> : null,
        PtxType.F64 => operation == "add" ? &Run<TSpace, double, Add<double>> : null,
        _ => null,
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Bits<TSpace, T>(string operation)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T> => operation switch
    {
        "and" => &Run<TSpace, T, And<T>>,
        "or" => &Run<TSpace, T, Or<T>>,
        "xor" => &Run<TSpace, T, Xor<T>>,
        "exch" => &Run<TSpace, T, Exchange<T>>,
        "cas" => &CompareAndSwap<TSpace, T>,
        _ => null,
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Numbers<TSpace, T>(string operation)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T> => operation switch
    {
        "add" => &Run<TSpace, T, Add<T>>,
        "min" => &Run<TSpace, T, Least<T>>,
        "max" => &Run<TSpace, T, Most<T>>,
        _ => null,
    };

    private static Instruction* Run<TSpace, T, TOperation>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged
        where TOperation : struct, IBinary<T, T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T), Access.Atomic);
        var before = *place;
        *place = TOperation.Of(before, Slot.Read<T>(r + i->B));
        if (i->D >= 0)
            Slot.Write(r + i->D, before);
        return i + 1;
    }

    private static Instruction* CompareAndSwap<TSpace, T>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T), Access.Atomic);
        var before = *place;
        if (before == Slot.Read<T>(r + i->B))
            *place = Slot.Read<T>(r + i->C);
        Slot.Write(r + i->D, before);
        return i + 1;
    }

    private readonly struct Add<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Of(T a, T b) => unchecked(a + b);
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

    private readonly struct Exchange<T> : IBinary<T, T>
    {
        public static T Of(T a, T b) => b;
    }

    private readonly struct Increment : IBinary<uint, uint>
    {
        public static uint Of(uint a, uint b) => a >= b ? 0 : a + 1;
    }

    private readonly struct Decrement : IBinary<uint, uint>
    {
        public static uint Of(uint a, uint b) => a == 0 || a > b ? b : a - 1;
    }
}
