using System.Diagnostics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "mov", with the packing and unpacking of vectors, and the clocks.</summary>
internal static unsafe class Moves
{
    public static void Register()
    {
        foreach (var type in Enum.GetValues<PtxType>().Where(type => type.Size() != 1))
            InstructionSet.Add($"mov{type.Name()}", decoder => Decode(decoder, type));
    }

    private static Instruction Decode(Decoder decoder, PtxType type)
    {
        decoder.Expect(2);
        var (target, source) = (decoder.Operand(0), decoder.Operand(1));
        if (source.Kind == OperandKind.Vector)
            return Pack(decoder, type, source.Parts.Count);
        if (target.Kind == OperandKind.Vector)
            return Unpack(decoder, type, target.Parts.Count);
        if (source.Kind == OperandKind.Name && source.Text is "%clock" or "%clock64" or "%globaltimer")
        {
            if (type.Size() != (source.Text == "%clock" ? 4 : 8))
                throw decoder.Wrong($"{source.Text} as {type.Name()}");
            return new Instruction { Execute = source.Text == "%globaltimer" ? &ReadTimer : &ReadClock, D = decoder.Out(0, type), Mask = Decoder.MaskOf(type) };
        }

        return new Instruction { Execute = &Move, D = decoder.Out(0, type), A = decoder.In(1, type) };
    }

    private static Instruction Pack(Decoder decoder, PtxType type, int count) => new()
    {
        Execute = &RunPack, D = decoder.Out(0, type), Count = count, Offset = type.Size() * 8 / count,
        More = decoder.Program.Keep(decoder.Vector(1, count, Element(decoder, type, count), isWritten: false)),
    };

    private static Instruction Unpack(Decoder decoder, PtxType type, int count) => new()
    {
        Execute = &RunUnpack, A = decoder.In(1, type), Count = count, Offset = type.Size() * 8 / count,
        More = decoder.Program.Keep(decoder.Vector(0, count, Element(decoder, type, count), isWritten: true)),
    };

    private static PtxType Element(Decoder decoder, PtxType type, int count) => (type.IsBits() ? type.Size() * 8 / count : 0) switch
    {
        16 => PtxType.B16,
        32 when count > 1 => PtxType.B32,
        _ => throw decoder.Unknown($"a vector of {count}"),
    };

    private static Instruction* Move(Instruction* i, ulong* r, Lane lane)
    {
        r[i->D] = r[i->A];
        return i + 1;
    }

    private static Instruction* RunPack(Instruction* i, ulong* r, Lane lane)
    {
        var value = 0UL;
        for (var k = 0; k < i->Count; k++)
            value |= r[i->More[k]] << (int)(k * i->Offset);
        r[i->D] = value;
        return i + 1;
    }

    private static Instruction* RunUnpack(Instruction* i, ulong* r, Lane lane)
    {
        var value = r[i->A];
        for (var k = 0; k < i->Count; k++)
            r[i->More[k]] = value >> (int)(k * i->Offset) & ((1UL << (int)i->Offset) - 1);
        return i + 1;
    }

    private static Instruction* ReadClock(Instruction* i, ulong* r, Lane lane)
    {
        r[i->D] = (ulong)Stopwatch.GetTimestamp() & i->Mask;
        return i + 1;
    }

    private static Instruction* ReadTimer(Instruction* i, ulong* r, Lane lane)
    {
        r[i->D] = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        return i + 1;
    }
}
