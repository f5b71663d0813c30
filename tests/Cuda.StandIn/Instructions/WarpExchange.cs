using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "shfl.sync", "vote.sync". C is the place of the member mask.</summary>
internal static unsafe class WarpExchange
{
    private const int Up = 0, Down = 1, Butterfly = 2, Index = 3;
    private const int All = 0, Any = 1, Uniform = 2, Ballot = 3;

    public static void Register()
    {
        foreach (var (name, mode) in new[] { ("up", Up), ("down", Down), ("bfly", Butterfly), ("idx", Index) })
            InstructionSet.Add($"shfl.sync.{name}.b32", decoder => Shuffle(decoder, mode));
        InstructionSet.Add("vote.sync.all.pred", decoder => Vote(decoder, All, PtxType.Pred));
        InstructionSet.Add("vote.sync.any.pred", decoder => Vote(decoder, Any, PtxType.Pred));
        InstructionSet.Add("vote.sync.uni.pred", decoder => Vote(decoder, Uniform, PtxType.Pred));
        InstructionSet.Add("vote.sync.ballot.b32", decoder => Vote(decoder, Ballot, PtxType.B32));
    }

    // d[|p], a, b, c, membermask
    private static Instruction Shuffle(Decoder decoder, int mode)
    {
        decoder.Expect(5);
        var target = decoder.Operand(0);
        var isPair = target.Kind == OperandKind.Pair;
        return new Instruction
        {
            Execute = &Synchronisation.WaitForWarp,
            Gather = &RunShuffle,
            D = decoder.Out(isPair ? target.Parts[0] : target, PtxType.B32),
            A = decoder.In(1, PtxType.B32),
            B = decoder.In(2, PtxType.B32),
            C = decoder.In(4, PtxType.B32),
            Count = mode,
            More = decoder.Program.Keep([decoder.In(3, PtxType.B32), isPair ? decoder.Out(target.Parts[1], PtxType.Pred) : -1]),
        };
    }

    // d, {!}a, membermask
    private static Instruction Vote(Decoder decoder, int mode, PtxType result)
    {
        decoder.Expect(3);
        var predicate = decoder.Operand(1);
        return new Instruction
        {
            Execute = &Synchronisation.WaitForWarp,
            Gather = &RunVote,
            D = decoder.Out(0, result),
            A = decoder.In(predicate with { IsNegated = false }, PtxType.Pred),
            C = decoder.In(2, PtxType.B32),
            Count = mode | (predicate.IsNegated ? 4 : 0),
        };
    }

    // After the pseudocode of the ISA. What a thread that does not take part would give is undefined: a pattern that is no number.
    private static void RunShuffle(Instruction* i, Warp warp, uint members)
    {
        var values = stackalloc uint[32];
        for (var lane = 0; lane < 32; lane++)
            values[lane] = uint.MaxValue;
        foreach (var lane in warp.Lanes)
        {
            if ((members >> lane.Index & 1) != 0)
                values[lane.Index] = (uint)lane.Registers[i->A];
        }

        foreach (var lane in warp.Lanes)
        {
            if ((members >> lane.Index & 1) == 0)
                continue;
            var (b, c) = ((int)lane.Registers[i->B] & 31, (int)lane.Registers[i->More[0]]);
            var (clamp, mask) = (c & 31, c >> 8 & 31);
            var (last, first) = ((lane.Index & mask) | (clamp & ~mask), lane.Index & mask);
            var source = i->Count switch
            {
                Up => lane.Index - b,
                Down => lane.Index + b,
                Butterfly => lane.Index ^ b,
                _ => first | (b & ~mask),
            };
            var isInside = i->Count == Up ? source >= last : source <= last;
            lane.Registers[i->D] = values[isInside ? source : lane.Index];
            if (i->More[1] >= 0)
                lane.Registers[i->More[1]] = isInside ? 1u : 0u;
        }
    }

    private static void RunVote(Instruction* i, Warp warp, uint members)
    {
        var ballot = 0u;
        foreach (var lane in warp.Lanes)
        {
            if ((members >> lane.Index & 1) != 0 && ((lane.Registers[i->A] & 1) != 0 ^ (i->Count & 4) != 0))
                ballot |= 1u << lane.Index;
        }

        var result = (i->Count & 3) switch
        {
            All => ballot == members ? 1u : 0u,
            Any => ballot != 0 ? 1u : 0u,
            Uniform => ballot == 0 || ballot == members ? 1u : 0u,
            _ => ballot,
        };
        foreach (var lane in warp.Lanes)
        {
            if ((members >> lane.Index & 1) != 0)
                lane.Registers[i->D] = result;
        }
    }
}
