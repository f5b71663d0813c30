using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Execution;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Instructions;

/// <summary>
/// PTX ISA "mma": m16n8k8 with tf32 operands. Thread t of a warp, g = t / 4 and u = t % 4, holds of A the elements (g, u), (g + 8, u), (g, u + 4),
/// (g + 8, u + 4), of B (u, g), (u + 4, g), of C and D (g, 2u), (g, 2u + 1), (g + 8, 2u), (g + 8, 2u + 1).
/// </summary>
internal static unsafe class MatrixProduct
{
    private const string Shape = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32";

    // The low 13 bits of an operand are ignored.
    private const uint Kept = 0xffffe000;

    public static void Register() => InstructionSet.Add(Shape, Decode);

    private static Instruction Decode(Decoder decoder)
    {
        decoder.Expect(4);
        if (decoder.Target < 80)
            throw decoder.Wrong("tf32 needs .target sm_80");
        // The ISA wants .b32 registers for tf32 fragments; ptxas has been seen to take .f32 as well.
        return new Instruction
        {
            Execute = &Synchronisation.WaitForWarp,
            Gather = &Run,
            C = decoder.Constant(uint.MaxValue),
            More = decoder.Program.Keep(
            [
                .. decoder.Vector(0, 4, PtxType.F32, isWritten: true), .. decoder.Vector(1, 4, PtxType.B32, isWritten: false),
                .. decoder.Vector(2, 2, PtxType.B32, isWritten: false), .. decoder.Vector(3, 4, PtxType.F32, isWritten: false),
            ]),
        };
    }

    private static void Run(Instruction* i, Warp warp, uint members)
    {
        if (members != uint.MaxValue)
            throw warp.Lanes[0].Fault(i, CudaResult.ERROR_LAUNCH_FAILED, "a product of the warp without all of its 32 threads");
        var a = stackalloc float[16 * 8];
        var b = stackalloc float[8 * 8];
        foreach (var lane in warp.Lanes)
        {
            var (g, u) = (lane.Index >> 2, lane.Index & 3);
            a[g * 8 + u] = Operand(lane, i->More[4]);
            a[(g + 8) * 8 + u] = Operand(lane, i->More[5]);
            a[g * 8 + u + 4] = Operand(lane, i->More[6]);
            a[(g + 8) * 8 + u + 4] = Operand(lane, i->More[7]);
            b[u * 8 + g] = Operand(lane, i->More[8]);
            b[(u + 4) * 8 + g] = Operand(lane, i->More[9]);
        }

        foreach (var lane in warp.Lanes)
        {
            var (g, u) = (lane.Index >> 2, lane.Index & 3);
            for (var element = 0; element < 4; element++)
            {
                var (row, column) = (g + (element >> 1) * 8, 2 * u + (element & 1));
                var sum = Slot.Read<float>(lane.Registers + i->More[10 + element]);
                // A product of two such numbers is exact in float32.
                for (var k = 0; k < 8; k++)
                    sum += a[row * 8 + k] * b[k * 8 + column];
                Slot.Write(lane.Registers + i->More[element], sum);
            }
        }
    }

    private static float Operand(Lane lane, int slot) => BitConverter.UInt32BitsToSingle((uint)lane.Registers[slot] & Kept);
}
