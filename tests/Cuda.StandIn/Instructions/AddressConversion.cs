using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Memory;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "cvta": global addresses are generic ones, shared and local memory have windows among them.</summary>
internal static unsafe class AddressConversion
{
    public static Instruction Decode(Decoder decoder)
    {
        decoder.Expect(2);
        var isTo = decoder.Parts is ["cvta", "to", _, "u64"];
        if (!isTo && decoder.Parts is not ["cvta", _, "u64"])
            throw decoder.Unknown($"the instruction {string.Join('.', decoder.Parts)}");
        var window = decoder.Parts[isTo ? 2 : 1] switch
        {
            "global" or "const" => 0UL,
            "shared" or "shared::cta" => AddressWindows.Shared,
            "local" => AddressWindows.Local,
            var space => throw decoder.Unknown($"the state space {space}"),
        };
        return new Instruction
        {
            Execute = &Add, D = decoder.Out(0, PtxType.U64), A = decoder.In(1, PtxType.U64), Offset = isTo ? -(long)window : (long)window,
        };
    }

    private static Instruction* Add(Instruction* i, ulong* r, Lane lane)
    {
        r[i->D] = r[i->A] + (ulong)i->Offset;
        return i + 1;
    }
}
