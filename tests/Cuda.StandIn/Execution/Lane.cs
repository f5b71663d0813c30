using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>What a thread waits for.</summary>
internal enum LaneState
{
    Running, AtBarrier, AtWarp, Ended,
}

/// <summary>A thread: a lane of a warp.</summary>
internal sealed unsafe class Lane
{
    private readonly byte[] local;

    public Lane(Block block, Warp warp, int thread, ulong* registers)
    {
        (Block, Warp, Thread) = (block, warp, thread);
        Registers = registers;
        local = GC.AllocateArray<byte>((int)Math.Max(1, block.Program.Places.LocalBytes), pinned: true);
        Local = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(local, 0);
    }

    public Block Block { get; }

    public Warp Warp { get; }

    /// <summary>Number in the block.</summary>
    public int Thread { get; }

    /// <summary>Number in the warp.</summary>
    public int Index => Thread & 31;

    public ulong* Registers { get; }

    public byte* Local { get; }

    public int LocalBytes => (int)Block.Program.Places.LocalBytes;

    /// <summary>The next instruction, while the thread does not run.</summary>
    public Instruction* At { get; set; }

    public LaneState State { get; set; }

    public int Barrier { get; set; }

    public AsyncCopyQueue Copies { get; } = new();

    /// <summary>Begins at the first instruction.</summary>
    public void Reset((int X, int Y, int Z) place)
    {
        var launch = Block.Launch;
        var registers = new Span<ulong>(Registers, Block.Program.Template.Length);
        Block.Program.Template.CopyTo(registers);
        var (width, height) = (launch.BlockSize.X, launch.BlockSize.Y);
        Set(SpecialRegisters.Thread, Thread % width, Thread / width % height, Thread / (width * height));
        Set(SpecialRegisters.BlockSize, width, height, launch.BlockSize.Z);
        Set(SpecialRegisters.Block, place.X, place.Y, place.Z);
        Set(SpecialRegisters.GridSize, launch.GridSize.X, launch.GridSize.Y, launch.GridSize.Z);
        registers[SpecialRegisters.Lane] = (uint)Index;
        registers[SpecialRegisters.Warp] = (uint)Thread / 32;
        registers[SpecialRegisters.Warps] = (uint)(launch.Threads + 31) / 32;
        registers[SpecialRegisters.Multiprocessor] = (uint)(place.X % DeviceModel.Multiprocessors);
        registers[SpecialRegisters.DynamicShared] = (uint)launch.DynamicShared;
        registers[SpecialRegisters.TotalShared] = (uint)launch.Shared;
        var bit = 1u << Index;
        registers[SpecialRegisters.LaneMaskEqual] = bit;
        registers[SpecialRegisters.LaneMaskBelow] = bit - 1;
        registers[SpecialRegisters.LaneMaskUpTo] = bit - 1 | bit;
        registers[SpecialRegisters.LaneMaskAbove] = ~(bit - 1 | bit);
        registers[SpecialRegisters.LaneMaskFrom] = ~(bit - 1);
        Array.Fill(local, (byte)0xff);
        Copies.Clear();
        State = LaneState.Running;
        At = Block.Program.Code;
    }

    /// <summary>Runs until the thread waits or ends, or the quantum is used up.</summary>
    /// <returns>Instructions that were done.</returns>
    public long Run(long quantum)
    {
        var registers = Registers;
        var at = At;
        for (var done = 0L; done < quantum;)
        {
            done++;
            var guard = at->Guard;
            if (guard >= 0 && ((registers[guard >> 1] ^ (ulong)guard) & 1) == 0)
            {
                at++;
                continue;
            }

            var next = at->Execute(at, registers, this);
            if (next == null)
                return done;
            at = next;
        }

        At = at;
        return quantum;
    }

    /// <summary>Stays at an instruction.</summary>
    public Instruction* Wait(Instruction* instruction, LaneState state)
    {
        At = instruction;
        State = state;
        return null;
    }

    /// <summary>The error of an instruction of this thread.</summary>
    public KernelFault Fault(Instruction* instruction, CudaResult result, string what)
    {
        var (x, y, z) = Block.Place;
        return new KernelFault(
            result,
            $"{Block.Program.Name}: {what}: {Block.Program.TextOf(instruction)}, block [{x},{y},{z}], thread {Thread} "
            + $"[{Registers[0]},{Registers[1]},{Registers[2]}]");
    }

    private void Set(int slot, int x, int y, int z) =>
        (Registers[slot], Registers[slot + 1], Registers[slot + 2]) = ((uint)x, (uint)y, (uint)z);
}
