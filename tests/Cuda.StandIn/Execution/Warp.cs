using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>32 threads, or what the last warp of a block has.</summary>
internal sealed unsafe class Warp(Block block, int first)
{
    // What warps do together in a row before the other warps have their turn: a warp may spin on a vote.
    private const int Gatherings = 4096;

    public Block Block { get; } = block;

    public Lane[] Lanes { get; private set; } = [];

    /// <summary>Number of the first thread.</summary>
    public int First { get; } = first;

    public void Fill(Lane[] lanes) => Lanes = lanes;

    /// <summary>Runs the threads in turn until all of them wait for the block or have ended, or have used their quantum.</summary>
    /// <returns>Instructions that were done.</returns>
    public long Advance(long quantum, bool isReversed)
    {
        var done = 0L;
        for (var turn = 0; turn < Gatherings; turn++)
        {
            for (var i = 0; i < Lanes.Length; i++)
            {
                var lane = Lanes[isReversed ? Lanes.Length - 1 - i : i];
                if (lane.State == LaneState.Running)
                    done += lane.Run(quantum);
            }

            if (!Gather())
                break;
        }

        return done;
    }

    /// <summary>Threads that have not ended, a bit each.</summary>
    public uint Live()
    {
        var live = 0u;
        foreach (var lane in Lanes)
        {
            if (lane.State != LaneState.Ended)
                live |= 1u << lane.Index;
        }

        return live;
    }

    // Does what threads wait for together, once all of them are there.
    private bool Gather()
    {
        var any = false;
        foreach (var lane in Lanes)
        {
            if (lane.State != LaneState.AtWarp)
                continue;
            var instruction = lane.At;
            var members = (uint)lane.Registers[instruction->C];
            if ((members >> lane.Index & 1) == 0)
                throw lane.Fault(instruction, CudaResult.ERROR_LAUNCH_FAILED, $"the member mask 0x{members:x8} leaves out the thread itself");
            members &= Live();
            if (!HaveArrived(members, lane))
                continue;
            instruction->Gather(instruction, this, members);
            foreach (var member in Lanes)
            {
                if ((members >> member.Index & 1) == 0)
                    continue;
                member.At = instruction + 1;
                member.State = LaneState.Running;
            }

            any = true;
        }

        return any;
    }

    private bool HaveArrived(uint members, Lane first)
    {
        foreach (var lane in Lanes)
        {
            if ((members >> lane.Index & 1) == 0)
                continue;
            if (lane.State != LaneState.AtWarp || lane.At != first.At)
                return false;
            if (lane.Registers[first.At->C] != first.Registers[first.At->C])
                throw lane.Fault(first.At, CudaResult.ERROR_LAUNCH_FAILED, "threads of a warp give different member masks");
        }

        return true;
    }
}
