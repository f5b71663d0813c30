using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>PTX ISA "Control Flow Instructions". Every thread has its own way, so that .uni promises what is not needed here.</summary>
internal static unsafe class ControlFlow
{
    /// <summary>Stands after the last instruction.</summary>
    public static Instruction End => new() { Execute = &Exit, Guard = -1 };

    public static void Register()
    {
        InstructionSet.Add("bra", Branch);
        InstructionSet.Add("bra.uni", Branch);
        InstructionSet.Add("brx.idx", BranchIndexed);
        InstructionSet.Add("brx.idx.uni", BranchIndexed);
        foreach (var end in new[] { "ret", "ret.uni", "exit" })
        {
            InstructionSet.Add(end, decoder =>
            {
                decoder.Expect(0);
                return End;
            });
        }

        InstructionSet.Add("trap", decoder =>
        {
            decoder.Expect(0);
            return new Instruction { Execute = &Trap };
        });
    }

    private static Instruction Branch(Decoder decoder)
    {
        decoder.Expect(1);
        return new Instruction { Execute = &Jump, Target = decoder.Label(decoder.Operand(0).Text) };
    }

    private static Instruction BranchIndexed(Decoder decoder)
    {
        decoder.Expect(2);
        var targets = decoder.Targets(decoder.Operand(1).Text);
        var places = new int[targets.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = (int)(decoder.Label(targets[i]) - decoder.Program.Code);
        return new Instruction
        {
            Execute = &JumpIndexed, A = decoder.In(0, PtxType.U32), Count = places.Length, Target = decoder.Program.Code, More = decoder.Program.Keep(places),
        };
    }

    private static Instruction* Jump(Instruction* i, ulong* r, Lane lane) => i->Target;

    private static Instruction* JumpIndexed(Instruction* i, ulong* r, Lane lane)
    {
        var index = (uint)r[i->A];
        return index < (uint)i->Count
            ? i->Target + i->More[index]
            : throw lane.Fault(i, CudaResult.ERROR_LAUNCH_FAILED, $"index {index} of {i->Count} branch targets");
    }

    private static Instruction* Exit(Instruction* i, ulong* r, Lane lane) => lane.Wait(i, LaneState.Ended);

    private static Instruction* Trap(Instruction* i, ulong* r, Lane lane) => throw lane.Fault(i, CudaResult.ERROR_LAUNCH_FAILED, "trap");
}
