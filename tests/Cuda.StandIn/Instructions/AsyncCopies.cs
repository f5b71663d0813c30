using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Memory;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>
/// PTX ISA "cp.async". A copy is done when its thread waits for it, the latest moment that is allowed, so that who does not wait finds what was there
/// before; and until then nobody may touch the place.
/// </summary>
internal static unsafe class AsyncCopies
{
    public static void Register()
    {
        foreach (var shared in new[] { "shared", "shared::cta" })
        {
            foreach (var prefetch in new[] { "", ".L2::64B", ".L2::128B", ".L2::256B" })
            {
                InstructionSet.Add($"cp.async.ca.{shared}.global{prefetch}", decoder => Decode(decoder, isThroughL1: true));
                InstructionSet.Add($"cp.async.cg.{shared}.global{prefetch}", decoder => Decode(decoder, isThroughL1: false));
            }
        }

        InstructionSet.Add("cp.async.commit_group", decoder => Plain(decoder, new Instruction { Execute = &Commit }));
        InstructionSet.Add("cp.async.wait_all", decoder => Plain(decoder, new Instruction { Execute = &WaitAll }));
        InstructionSet.Add("cp.async.wait_group", decoder =>
        {
            decoder.Expect(1);
            return new Instruction { Execute = &WaitGroup, Count = (int)Literal(decoder, 0) };
        });
    }

    private static Instruction Plain(Decoder decoder, Instruction instruction)
    {
        decoder.Expect(0);
        return instruction;
    }

    // [dst], [src], cp-size{, src-size}
    private static Instruction Decode(Decoder decoder, bool isThroughL1)
    {
        decoder.Expect(3, 4);
        if (decoder.Target < 80)
            throw decoder.Wrong("cp.async needs .target sm_80");
        var size = Literal(decoder, 2);
        if (size is not 16 && !(isThroughL1 && size is 4 or 8))
            throw decoder.Wrong($"cp-size {size}");
        if (decoder.Operands > 3 && decoder.RegisterType(3) == PtxType.Pred)
            throw decoder.Unknown("ignore-src");
        Instruction target = default, instruction = new() { Execute = &Copy, Count = (int)size };
        decoder.Address(0, ref target);
        decoder.Address(1, ref instruction);
        (instruction.D, instruction.Mask) = (target.A, (ulong)target.Offset);
        instruction.B = decoder.Operands > 3 ? decoder.In(3, PtxType.U32) : decoder.Constant(size);
        return instruction;
    }

    private static ulong Literal(Decoder decoder, int index) => decoder.Operand(index) is { Kind: OperandKind.Integer, IsNegated: false } literal
        ? literal.Bits
        : throw decoder.Wrong($"operand {index + 1}, which must be a number,");

    private static Instruction* Copy(Instruction* i, ulong* r, Lane lane)
    {
        var (target, source, size) = (r[i->D] + i->Mask, r[i->A] + (ulong)i->Offset, (uint)r[i->B]);
        if (size > (uint)i->Count)
            throw lane.Fault(i, CudaResult.ERROR_LAUNCH_FAILED, $"src-size {size} is more than cp-size {i->Count}");
        SharedSpace.Check(i, lane, target, i->Count);
        if ((source & (ulong)(i->Count - 1)) != 0)
            throw lane.Fault(i, CudaResult.ERROR_MISALIGNED_ADDRESS, $"address 0x{source:x} is not a multiple of {i->Count}");
        // Nothing is read where there is nothing to copy, so that the address may be any.
        // Nor do its ends lie in two allocations: there are gaps between them.
        if (size > 0)
        {
            GlobalSpace.Resolve(i, lane, source, 1, Access.Read);
            GlobalSpace.Resolve(i, lane, source + size - 1, 1, Access.Read);
        }

        if (lane.Block.Shared.Hazards?.BeginCopy(lane.Thread, target, i->Count) is { } race)
            throw SharedSpace.Race(i, lane, target, Access.Write, race);
        lane.Copies.Add(new AsyncCopy(target, source, i->Count, (int)size));
        return i + 1;
    }

    private static Instruction* Commit(Instruction* i, ulong* r, Lane lane)
    {
        lane.Copies.Commit();
        return i + 1;
    }

    private static Instruction* WaitGroup(Instruction* i, ulong* r, Lane lane)
    {
        lane.Copies.Wait(i->Count, lane);
        return i + 1;
    }

    private static Instruction* WaitAll(Instruction* i, ulong* r, Lane lane)
    {
        lane.Copies.Commit();
        lane.Copies.Wait(0, lane);
        return i + 1;
    }
}
