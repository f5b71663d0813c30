using System.Numerics;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "cvt", and cvt.rna.tf32.f32.</summary>
internal static unsafe class Conversion
{
    private static readonly HashSet<string> ToInteger = ["rni", "rzi", "rmi", "rpi"], ToFloat = ["rn", "rz", "rm", "rp"];

    // What remains of a conversion once its types are known: rounding, saturation, flushing.
    private enum Rounding
    {
        None, Nearest, Zero, Down, Up,
    }

    public static Instruction Decode(Decoder decoder)
    {
        decoder.Expect(2);
        var modifiers = decoder.Parts[1..^2];
        var source = PtxTypes.Named(decoder.Parts[^1]) ?? throw decoder.Unknown($"the type {decoder.Parts[^1]}");
        if (decoder.Parts[^2] == "tf32")
        {
            if (modifiers is not ["rna"] || source != PtxType.F32)
                throw decoder.Unknown($"the conversion {string.Join('.', decoder.Parts)}");
            return new Instruction { Execute = &ToTensorFloat, D = decoder.Out(0, PtxType.B32), A = decoder.In(1, PtxType.F32) };
        }

        var target = PtxTypes.Named(decoder.Parts[^2]) ?? throw decoder.Unknown($"the type {decoder.Parts[^2]}");
        if (source.IsBits() || target.IsBits() || source == PtxType.Pred || target == PtxType.Pred)
            throw decoder.Unknown("a conversion of bits");
        string? rounding = null;
        bool isSaturated = false, isFlushed = false;
        foreach (var modifier in modifiers)
        {
            if (modifier == "sat" && !isSaturated)
                isSaturated = true;
            else if (modifier == "ftz" && !isFlushed && (source == PtxType.F32 || target == PtxType.F32))
                isFlushed = true;
            else if (rounding is null && (ToInteger.Contains(modifier) || ToFloat.Contains(modifier)))
                rounding = modifier;
            else
                throw decoder.Unknown($"the modifier .{modifier}");
        }

        Check(decoder, target, source, rounding);
        var instruction = new Instruction
        {
            Execute = Of(target, source),
            D = decoder.Out(0, target, isWiderAllowed: true),
            A = decoder.In(1, source, isWiderAllowed: true),
            Mask = Decoder.MaskOf(decoder.RegisterType(0) ?? target),
            Count = (rounding is null ? 0 : rounding[1] switch { 'n' => 1, 'z' => 2, 'm' => 3, _ => 4 }) | (isSaturated ? 8 : 0) | (isFlushed ? 16 : 0),
        };
        return instruction.Execute == null ? throw decoder.Unknown("this pair of types") : instruction;
    }

    // Which conversions must have a rounding modifier, and which must not.
    private static void Check(Decoder decoder, PtxType target, PtxType source, string? rounding)
    {
        var needsInteger = source.IsFloat() && !target.IsFloat();
        var needsFloat = target.IsFloat() && (!source.IsFloat() || target.Size() < source.Size());
        var fits = needsInteger ? rounding is not null && ToInteger.Contains(rounding)
            : needsFloat ? rounding is not null && ToFloat.Contains(rounding)
            : rounding is null || (source == target && source.IsFloat() && ToInteger.Contains(rounding));
        if (!fits)
            throw decoder.Wrong(rounding is null ? "a rounding modifier is missing" : $"the modifier .{rounding} does not fit the types");
    }

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> Of(PtxType target, PtxType source) => target switch
    {
        PtxType.U8 => From<byte>(source),
        PtxType.S8 => From<sbyte>(source),
        PtxType.U16 => From<ushort>(source),
        PtxType.S16 => From<short>(source),
        PtxType.U32 => From<uint>(source),
        PtxType.S32 => From<int>(source),
        PtxType.U64 => From<ulong>(source),
        PtxType.S64 => From<long>(source),
        PtxType.F16 => ToFloatFrom<Half>(source),
        PtxType.F32 => ToFloatFrom<float>(source),
        PtxType.F64 => ToFloatFrom<double>(source),
        _ => null,
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> From<T>(PtxType source)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => source switch
    {
        PtxType.U8 => &IntegerToInteger<byte, T>,
        PtxType.S8 => &IntegerToInteger<sbyte, T>,
        PtxType.U16 => &IntegerToInteger<ushort, T>,
        PtxType.S16 => &IntegerToInteger<short, T>,
        PtxType.U32 => &IntegerToInteger<uint, T>,
        PtxType.S32 => &IntegerToInteger<int, T>,
        PtxType.U64 => &IntegerToInteger<ulong, T>,
        PtxType.S64 => &IntegerToInteger<long, T>,
        PtxType.F16 => &FloatToInteger<Half, T>,
        PtxType.F32 => &FloatToInteger<float, T>,
        PtxType.F64 => &FloatToInteger<double, T>,
        _ => null,
    };

    private static delegate*<Instruction*, ulong*, Lane, Instruction*> ToFloatFrom<T>(PtxType source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => source switch
    {
        PtxType.U8 => &IntegerToFloat<byte, T>,
        PtxType.S8 => &IntegerToFloat<sbyte, T>,
        PtxType.U16 => &IntegerToFloat<ushort, T>,
        PtxType.S16 => &IntegerToFloat<short, T>,
        PtxType.U32 => &IntegerToFloat<uint, T>,
        PtxType.S32 => &IntegerToFloat<int, T>,
        PtxType.U64 => &IntegerToFloat<ulong, T>,
        PtxType.S64 => &IntegerToFloat<long, T>,
        PtxType.F16 => &FloatToFloat<Half, T>,
        PtxType.F32 => &FloatToFloat<float, T>,
        PtxType.F64 => &FloatToFloat<double, T>,
        _ => null,
    };

    private static Instruction* IntegerToInteger<TFrom, T>(Instruction* i, ulong* r, Lane lane)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where T : unmanaged, IBinaryInteger<T>
    {
        var value = Slot.Read<TFrom>(r + i->A);
        Extend(i, r, (i->Count & 8) != 0 ? T.CreateSaturating(value) : T.CreateTruncating(value));
        return i + 1;
    }

    // Saturates to the range of the result. Of what is no number: "zero if the source is not .f64 and the destination is not .s64/.u64; otherwise
    // 1 << (BitWidth(dst) - 1)".
    private static Instruction* FloatToInteger<TFrom, T>(Instruction* i, ulong* r, Lane lane)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where T : unmanaged, IBinaryInteger<T>
    {
        var value = Round(Flush(i, Slot.Read<TFrom>(r + i->A)), (Rounding)(i->Count & 7));
        var result = !TFrom.IsNaN(value) ? T.CreateSaturating(value)
            : typeof(TFrom) != typeof(double) && sizeof(T) < 8 ? T.Zero
            : T.One << (sizeof(T) * 8 - 1);
        Extend(i, r, result);
        return i + 1;
    }

    private static Instruction* IntegerToFloat<TFrom, T>(Instruction* i, ulong* r, Lane lane)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = Slot.Read<TFrom>(r + i->A);
        var result = T.CreateSaturating(value);
        var rounding = (Rounding)(i->Count & 7);
        if (rounding != Rounding.Nearest && T.IsFinite(result))
            result = Direct(result, Int128.CreateTruncating(result).CompareTo(Int128.CreateTruncating(value)), rounding);
        Slot.Write(r + i->D, Saturate(i, result));
        return i + 1;
    }

    private static Instruction* FloatToFloat<TFrom, T>(Instruction* i, ulong* r, Lane lane)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = Flush(i, Slot.Read<TFrom>(r + i->A));
        var rounding = (Rounding)(i->Count & 7);
        T result;
        if (typeof(TFrom) == typeof(T))
        {
            result = T.CreateTruncating(Round(value, rounding));
        }
        else
        {
            result = T.CreateTruncating(value);
            if (sizeof(T) < sizeof(TFrom) && rounding != Rounding.Nearest && TFrom.IsFinite(value))
                result = Direct(result, double.CreateTruncating(result).CompareTo(double.CreateTruncating(value)), rounding);
        }

        if (T.IsNaN(result) && typeof(T) == typeof(float))
            result = (T)(object)BitConverter.UInt32BitsToSingle(0x7fffffff);
        Slot.Write(r + i->D, Saturate(i, Flush(i, result)));
        return i + 1;
    }

    private static T Round<T>(T value, Rounding rounding)
        where T : IBinaryFloatingPointIeee754<T> => rounding switch
    {
        Rounding.Nearest => T.Round(value, MidpointRounding.ToEven),
        Rounding.Zero => T.Truncate(value),
        Rounding.Down => T.Floor(value),
        Rounding.Up => T.Ceiling(value),
        _ => value,
    };

    // From the nearest value to the next one in the wanted direction; the sign says on which side of the exact value the nearest lies.
    private static T Direct<T>(T nearest, int side, Rounding rounding)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var isDown = rounding == Rounding.Down || (rounding == Rounding.Zero && (T.IsPositive(nearest)));
        return isDown && side > 0 ? T.BitDecrement(nearest) : !isDown && side < 0 ? T.BitIncrement(nearest) : nearest;
    }

    private static T Flush<T>(Instruction* i, T value)
        where T : IBinaryFloatingPointIeee754<T> =>
        (i->Count & 16) != 0 && typeof(T) == typeof(float) && T.IsSubnormal(value) ? T.CopySign(T.Zero, value) : value;

    private static T Saturate<T>(Instruction* i, T value)
        where T : IBinaryFloatingPointIeee754<T> => (i->Count & 8) == 0 ? value : value > T.Zero ? T.Min(value, T.One) : T.Zero;

    // A wider destination register takes the value with its sign.
    private static void Extend<T>(Instruction* i, ulong* r, T value)
        where T : unmanaged, IBinaryInteger<T> => r[i->D] = ulong.CreateTruncating(value) & i->Mask;

    // Round to nearest, ties away from zero, at the tenth bit of the fraction.
    private static Instruction* ToTensorFloat(Instruction* i, ulong* r, Lane lane)
    {
        var bits = (uint)r[i->A];
        var isFinite = (bits & 0x7f800000) != 0x7f800000;
        r[i->D] = isFinite ? (bits + 0x1000) & ~0x1fffu : (bits & 0x7fffff) != 0 ? 0x7fffffffu : bits;
        return i + 1;
    }
}
