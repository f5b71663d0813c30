using System.Numerics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Memory;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "ld", "st". Threads run one after another, so that orders, scopes and cache operators ask for nothing more.</summary>
internal static unsafe class LoadsAndStores
{
    private static readonly HashSet<string> LoadModifiers =
    [
        "weak", "volatile", "relaxed", "acquire", "cta", "gpu", "sys", "ca", "cg", "cs", "lu", "cv", "nc", "L2::64B", "L2::128B", "L2::256B",
    ];

    private static readonly HashSet<string> StoreModifiers = ["weak", "volatile", "relaxed", "release", "cta", "gpu", "sys", "wb", "cg", "cs", "wt"];

    public static Instruction DecodeLoad(Decoder decoder) => Decode(decoder, LoadModifiers, isLoad: true);

    public static Instruction DecodeStore(Decoder decoder) => Decode(decoder, StoreModifiers, isLoad: false);

    private static Instruction Decode(Decoder decoder, HashSet<string> modifiers, bool isLoad)
    {
        decoder.Expect(2);
        var type = PtxTypes.Named(decoder.Parts[^1]) ?? throw decoder.Unknown($"the type {decoder.Parts[^1]}");
        var space = "";
        var count = 1;
        foreach (var part in decoder.Parts[1..^1])
        {
            if (part is "global" or "shared" or "shared::cta" or "local" or "param" or "const" && space.Length == 0)
                space = part;
            else if (part is "v2" or "v4" && count == 1)
                count = part[1] - '0';
            else if (!modifiers.Contains(part))
                throw decoder.Unknown($"the modifier .{part}");
        }

        if (type == PtxType.Pred || count * type.Size() > 16)
            throw decoder.Unknown($"this size of {type.Name()}");
        var (registers, address) = isLoad ? (0, 1) : (1, 0);
        var instruction = new Instruction { Execute = Of(decoder, space, type, count > 1, isLoad), Count = count };
        decoder.Address(address, ref instruction);
        if (count > 1)
        {
            instruction.More = decoder.Program.Keep(decoder.Vector(registers, count, type, isLoad, isWiderAllowed: true));
            var widest = decoder.Operand(registers).Parts[0].Register?.Type ?? type;
            instruction.Mask = Decoder.MaskOf(widest);
        }
        else
        {
            instruction.D = isLoad ? decoder.Out(0, type, isWiderAllowed: true) : decoder.In(1, type, isWiderAllowed: true);
            instruction.Mask = Decoder.MaskOf(decoder.RegisterType(registers) ?? type);
        }

        return instruction;
    }

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Of(Decoder decoder, string space, PtxType type, bool isVector, bool isLoad) => space switch
    {
        "" => Of<GenericSpace>(type, isVector, isLoad),
        "global" => Of<GlobalSpace>(type, isVector, isLoad),
        "const" when isLoad => Of<GlobalSpace>(type, isVector, isLoad),
        "shared" or "shared::cta" => Of<SharedSpace>(type, isVector, isLoad),
        "local" => Of<LocalSpace>(type, isVector, isLoad),
        "param" when isLoad => Of<ParameterSpace>(type, isVector, isLoad),
        _ => throw decoder.Unknown($"the state space .{space}"),
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Of<TSpace>(PtxType type, bool isVector, bool isLoad)
        where TSpace : struct, IStateSpace => type switch
    {
        PtxType.S8 => Of<TSpace, sbyte>(isVector, isLoad),
        PtxType.S16 => Of<TSpace, short>(isVector, isLoad),
        PtxType.S32 => Of<TSpace, int>(isVector, isLoad),
        _ => type.Size() switch
        {
            1 => Of<TSpace, byte>(isVector, isLoad),
            2 => Of<TSpace, ushort>(isVector, isLoad),
            4 => Of<TSpace, uint>(isVector, isLoad),
            _ => Of<TSpace, ulong>(isVector, isLoad),
        },
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Of<TSpace, T>(bool isVector, bool isLoad)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T> => (isVector, isLoad) switch
    {
        (false, true) => &Load<TSpace, T>,
        (true, true) => &LoadVector<TSpace, T>,
        (false, false) => &Store<TSpace, T>,
        _ => &StoreVector<TSpace, T>,
    };

    private static Instruction* Load<TSpace, T>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T), Access.Read);
        r[i->D] = ulong.CreateTruncating(*place) & i->Mask;
        return i + 1;
    }

    private static Instruction* LoadVector<TSpace, T>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T) * i->Count, Access.Read);
        for (var k = 0; k < i->Count; k++)
            r[i->More[k]] = ulong.CreateTruncating(place[k]) & i->Mask;
        return i + 1;
    }

    private static Instruction* Store<TSpace, T>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T), Access.Write);
        *place = Slot.Read<T>(r + i->D);
        return i + 1;
    }

    private static Instruction* StoreVector<TSpace, T>(Instruction* i, ulong* r, Lane lane)
        where TSpace : struct, IStateSpace
        where T : unmanaged, IBinaryInteger<T>
    {
        var place = (T*)TSpace.Resolve(i, lane, r[i->A] + (ulong)i->Offset, sizeof(T) * i->Count, Access.Write);
        for (var k = 0; k < i->Count; k++)
            place[k] = Slot.Read<T>(r + i->More[k]);
        return i + 1;
    }
}
