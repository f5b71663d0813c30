using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "bar", "barrier", "bar.warp.sync", "membar", "fence".</summary>
internal static unsafe class Synchronisation
{
    private const int Popc = 1, And = 2, Or = 3;

    public static void Register()
    {
        foreach (var name in new[] { "bar.sync", "bar.cta.sync", "barrier.sync.aligned", "barrier.cta.sync.aligned" })
            InstructionSet.Add(name, decoder => Sync(decoder, isAligned: true));
        foreach (var name in new[] { "barrier.sync", "barrier.cta.sync" })
            InstructionSet.Add(name, decoder => Sync(decoder, isAligned: false));
        foreach (var name in new[] { "bar.arrive", "bar.cta.arrive", "barrier.arrive", "barrier.arrive.aligned", "barrier.cta.arrive", "barrier.cta.arrive.aligned" })
            InstructionSet.Add(name, decoder => Sync(decoder, isAligned: true) with { Execute = &ArriveOnly });
        foreach (var prefix in new[] { "bar.red", "bar.cta.red", "barrier.red.aligned", "barrier.cta.red.aligned" })
        {
            InstructionSet.Add($"{prefix}.popc.u32", decoder => Reduction(decoder, Popc, PtxType.U32));
            InstructionSet.Add($"{prefix}.and.pred", decoder => Reduction(decoder, And, PtxType.Pred));
            InstructionSet.Add($"{prefix}.or.pred", decoder => Reduction(decoder, Or, PtxType.Pred));
        }

        InstructionSet.Add("bar.warp.sync", decoder =>
        {
            decoder.Expect(1);
            return new Instruction { Execute = &WaitForWarp, Gather = &JoinWarp, C = decoder.In(0, PtxType.B32) };
        });

        // All that was written is there at once for everyone.
        foreach (var level in new[] { "cta", "gl", "sys" })
            Nothing($"membar.{level}");
        foreach (var kind in new[] { "", ".sc", ".acq_rel" })
        {
            foreach (var scope in new[] { "cta", "gpu", "sys" })
                Nothing($"fence{kind}.{scope}");
        }
    }

    /// <summary>Gives the threads of a complete barrier what bar.red makes of all their predicates.</summary>
    public static void Reduce(IReadOnlyList<Lane> arrived, IReadOnlyList<Lane> waiting)
    {
        var reducing = waiting.Where(lane => lane.At->D != 0).ToArray();
        if (reducing.Length == 0)
            return;
        var count = arrived.Count(lane => lane.At->D != 0 && (lane.Registers[lane.At->C] & 1) != 0 ^ lane.At->Offset != 0);
        foreach (var lane in reducing)
        {
            lane.Registers[lane.At->D] = (lane.At->Count >> 8) switch
            {
                Popc => (uint)count,
                And => count == arrived.Count ? 1u : 0u,
                _ => count > 0 ? 1u : 0u,
            };
        }
    }

    /// <summary>Waits for the other threads of the warp.</summary>
    public static Instruction* WaitForWarp(Instruction* i, ulong* r, Lane lane) => lane.Wait(i, LaneState.AtWarp);

    private static void Nothing(string mnemonic) => InstructionSet.Add(mnemonic, decoder =>
    {
        decoder.Expect(0);
        return new Instruction { Execute = &Pass };
    });

    private static Instruction Sync(Decoder decoder, bool isAligned)
    {
        decoder.Expect(1, 2);
        return new Instruction
        {
            Execute = &Sync,
            A = decoder.In(0, PtxType.B32),
            B = decoder.Operands > 1 ? decoder.In(1, PtxType.B32) : decoder.Constant(0),
            Count = isAligned ? 1 : 0,
        };
    }

    // D, A{, B}, {!}P: what is reduced stands in the upper bits of Count.
    private static Instruction Reduction(Decoder decoder, int operation, PtxType result)
    {
        decoder.Expect(3, 4);
        var predicate = decoder.Operand(decoder.Operands - 1);
        return new Instruction
        {
            Execute = &Sync,
            D = decoder.Out(0, result),
            A = decoder.In(1, PtxType.B32),
            B = decoder.Operands > 3 ? decoder.In(2, PtxType.B32) : decoder.Constant(0),
            C = decoder.In(predicate with { IsNegated = false }, PtxType.Pred),
            Offset = predicate.IsNegated ? 1 : 0,
            Count = 1 | operation << 8,
        };
    }

    private static Instruction* Sync(Instruction* i, ulong* r, Lane lane)
    {
        lane.Wait(i, LaneState.AtBarrier);
        Arrive(i, r, lane);
        return null;
    }

    private static Instruction* ArriveOnly(Instruction* i, ulong* r, Lane lane)
    {
        lane.At = i;
        Arrive(i, r, lane);
        return i + 1;
    }

    private static void Arrive(Instruction* i, ulong* r, Lane lane)
    {
        var barrier = (uint)r[i->A];
        var threads = (uint)r[i->B];
        if (barrier >= Barriers.Count)
            throw lane.Fault(i, CudaResult.ERROR_LAUNCH_FAILED, $"barrier {barrier}; there are {Barriers.Count}");
        if (threads % 32 != 0 || threads > (uint)((lane.Block.Launch.Threads + 31) / 32 * 32))
            throw lane.Fault(i, CudaResult.ERROR_LAUNCH_FAILED, $"{threads} threads at a barrier: a multiple of the warp size, and no more than the block has");
        lane.Block.Barriers.Arrive(lane, (int)barrier, (int)threads);
    }

    // "bar.warp.sync also guarantees memory ordering among the participating threads."
    private static void JoinWarp(Instruction* i, Warp warp, uint members)
    {
        if (warp.Block.Shared.Hazards is { } hazards)
            hazards.Join(warp.Lanes.Where(lane => (members >> lane.Index & 1) != 0).Select(lane => lane.Thread).ToArray());
    }

    private static Instruction* Pass(Instruction* i, ulong* r, Lane lane) => i + 1;
}
