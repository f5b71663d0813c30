using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Memory;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>The sixteen barriers of a block, PTX ISA "bar, barrier".</summary>
internal sealed unsafe class Barriers(Lane[] lanes, SharedHazards? hazards)
{
    public const int Count = 16;

    private readonly List<Lane>[] arrived = [.. Enumerable.Range(0, Count).Select(_ => new List<Lane>())];

    // 0: all threads of the block.
    private readonly int[] expected = new int[Count];

    public void Reset()
    {
        foreach (var barrier in arrived)
            barrier.Clear();
    }

    /// <summary>A thread arrives; the caller makes it wait, or not.</summary>
    public void Arrive(Lane lane, int barrier, int threads)
    {
        if (arrived[barrier].Count > 0 && expected[barrier] != threads)
            throw lane.Fault(lane.At, CudaResult.ERROR_LAUNCH_FAILED, $"threads name {expected[barrier]} and {threads} threads for barrier {barrier}");
        arrived[barrier].Add(lane);
        expected[barrier] = threads;
        lane.Barrier = barrier;
    }

    /// <summary>Lets the threads of complete barriers go on.</summary>
    public bool Release()
    {
        var any = false;
        for (var barrier = 0; barrier < Count; barrier++)
        {
            var here = arrived[barrier];
            if (here.Count == 0)
                continue;
            // A thread that has ended does not hold up the others.
            var isAll = expected[barrier] == 0 || expected[barrier] >= lanes.Length;
            var wanted = isAll ? lanes.Count(lane => lane.State != LaneState.Ended) : expected[barrier];
            if (here.Count < wanted)
                continue;
            CheckAlignment(here);
            if (isAll)
                hazards?.JoinAll();
            else
                hazards?.Join(here.Select(lane => lane.Thread).ToArray());
            var waiting = here.Where(lane => lane.State == LaneState.AtBarrier && lane.Barrier == barrier).ToArray();
            Instructions.Synchronisation.Reduce(here, waiting);
            foreach (var lane in waiting)
            {
                lane.At++;
                lane.State = LaneState.Running;
            }

            here.Clear();
            any = true;
        }

        return any;
    }

    // bar.sync is barrier.sync.aligned: all threads of a warp do the same instruction.
    private static void CheckAlignment(List<Lane> here)
    {
        foreach (var warp in here.Where(lane => lane.State == LaneState.AtBarrier && lane.At->Count == 1).GroupBy(lane => lane.Warp))
        {
            var first = warp.First();
            if (warp.FirstOrDefault(lane => lane.At != first.At) is { } other)
            {
                throw other.Fault(
                    other.At,
                    CudaResult.ERROR_LAUNCH_FAILED,
                    $"threads of a warp meet at different barriers, thread {first.Thread} at {first.Block.Program.TextOf(first.At)}, and .aligned asks for the same");
            }
        }
    }
}
