namespace ButterE.Cuda.StandIn.Text;

/// <summary>The fundamental types, PTX ISA "Fundamental Types".</summary>
internal enum PtxType
{
    Pred, B8, U8, S8, B16, U16, S16, F16, B32, U32, S32, F32, B64, U64, S64, F64,
}

/// <summary>Names, sizes and agreement of types.</summary>
internal static class PtxTypes
{
    /// <summary>The type with this name, or null.</summary>
    public static PtxType? Named(string name) => name switch
    {
        "pred" => PtxType.Pred,
        "b8" => PtxType.B8, "u8" => PtxType.U8, "s8" => PtxType.S8,
        "b16" => PtxType.B16, "u16" => PtxType.U16, "s16" => PtxType.S16, "f16" => PtxType.F16,
        "b32" => PtxType.B32, "u32" => PtxType.U32, "s32" => PtxType.S32, "f32" => PtxType.F32,
        "b64" => PtxType.B64, "u64" => PtxType.U64, "s64" => PtxType.S64, "f64" => PtxType.F64,
        _ => null,
    };

    /// <summary>Bytes; 0 of a predicate.</summary>
    public static int Size(this PtxType type) => type switch
    {
        PtxType.Pred => 0,
        <= PtxType.S8 => 1,
        <= PtxType.F16 => 2,
        <= PtxType.F32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this PtxType type) => type is PtxType.F16 or PtxType.F32 or PtxType.F64;

    public static bool IsSigned(this PtxType type) => type is PtxType.S8 or PtxType.S16 or PtxType.S32 or PtxType.S64;

    public static bool IsBits(this PtxType type) => type is PtxType.B8 or PtxType.B16 or PtxType.B32 or PtxType.B64;

    public static string Name(this PtxType type) => "." + type.ToString().ToLowerInvariant();

    /// <summary>Whether a register of one type may be an operand of the other: the same size, and no float where an integer is wanted.</summary>
    public static bool Agrees(this PtxType register, PtxType wanted) => register.Size() == wanted.Size()
        && (register.IsBits() || wanted.IsBits() || register.IsFloat() == wanted.IsFloat());
}
