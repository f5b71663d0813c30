using ButterE.Cuda.StandIn.Decoding;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>Decodes one instruction; its operands are asked of the decoder.</summary>
internal delegate Instruction InstructionDecoding(Decoder decoder);

/// <summary>
/// What the interpreter knows: whole mnemonics, and families of instructions whose modifiers are read one by one. Whatever is in neither is an error
/// when a module is loaded.
/// </summary>
internal static class InstructionSet
{
    private static readonly Dictionary<string, InstructionDecoding> Known = [];
    private static readonly Dictionary<string, InstructionDecoding> Families = [];

    static InstructionSet()
    {
        IntegerArithmetic.Register();
        FloatArithmetic.Register();
        Logic.Register();
        Comparison.Register();
        Moves.Register();
        ControlFlow.Register();
        Synchronisation.Register();
        WarpExchange.Register();
        MatrixProduct.Register();
        AsyncCopies.Register();
        Family("cvt", Conversion.Decode);
        Family("cvta", AddressConversion.Decode);
        Family("ld", LoadsAndStores.DecodeLoad);
        Family("st", LoadsAndStores.DecodeStore);
        Family("atom", Atomics.Decode);
        Family("red", Atomics.Decode);
    }

    public static void Add(string mnemonic, InstructionDecoding decoding) => Known.Add(mnemonic, decoding);

    public static void Family(string name, InstructionDecoding decoding) => Families.Add(name, decoding);

    public static Instruction Decode(string mnemonic, Decoder decoder)
    {
        if (Known.TryGetValue(mnemonic, out var decoding) || Families.TryGetValue(decoder.Parts[0], out decoding))
            return decoding(decoder);
        throw decoder.Unknown($"the instruction {mnemonic}");
    }
}
