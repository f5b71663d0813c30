using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Memory;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>A block of threads: its warps, barriers and shared memory. One object serves one block of the grid after another.</summary>
internal sealed unsafe class Block
{
    private readonly ulong[] registers;
    private readonly Warp[] warps;
    private readonly Lane[] lanes;
    private readonly Barriers barriers;
    private long spent;

    public Block(Launch launch, DeviceMemory memory, Settings settings)
    {
        (Launch, Program, Memory, Settings) = (launch, launch.Program, memory, settings);
        Shared = new SharedMemory(launch.Shared, launch.Threads, settings.AreRacesChecked);
        var slots = Program.Template.Length;
        registers = GC.AllocateUninitializedArray<ulong>(launch.Threads * slots, pinned: true);
        var first = (ulong*)Marshal.UnsafeAddrOfPinnedArrayElement(registers, 0);
        warps = [.. Enumerable.Range(0, (launch.Threads + 31) / 32).Select(warp => new Warp(this, warp * 32))];
        lanes = new Lane[launch.Threads];
        for (var thread = 0; thread < lanes.Length; thread++)
            lanes[thread] = new Lane(this, warps[thread / 32], thread, first + (long)thread * slots);
        foreach (var warp in warps)
            warp.Fill(lanes[warp.First..Math.Min(warp.First + 32, lanes.Length)]);
        barriers = new Barriers(lanes, Shared.Hazards);
    }

    public Launch Launch { get; }

    public Program Program { get; }

    public DeviceMemory Memory { get; }

    public Settings Settings { get; }

    public SharedMemory Shared { get; }

    public Barriers Barriers => barriers;

    /// <summary>Place in the grid.</summary>
    public (int X, int Y, int Z) Place { get; private set; }

    /// <summary>Begins the block of a place in the grid.</summary>
    public void Reset((int X, int Y, int Z) place)
    {
        Place = place;
        spent = 0;
        Shared.Reset();
        barriers.Reset();
        foreach (var lane in lanes)
            lane.Reset(place);
    }

    /// <summary>Gives every thread one turn, and frees the barriers that are complete.</summary>
    /// <returns>Whether all threads have ended.</returns>
    public bool Advance(long quantum)
    {
        var done = 0L;
        for (var i = 0; i < warps.Length; i++)
            done += warps[Settings.IsReversed ? warps.Length - 1 - i : i].Advance(quantum, Settings.IsReversed);
        var isReleased = barriers.Release();
        if (Array.TrueForAll(lanes, lane => lane.State == LaneState.Ended))
            return true;
        if (done == 0 && !isReleased)
            throw Stuck();
        spent = isReleased ? 0 : spent + done;
        if (spent <= Settings.Budget)
            return false;
        var running = lanes.FirstOrDefault(lane => lane.State == LaneState.Running) ?? lanes[0];
        throw running.Fault(
            running.At,
            CudaResult.ERROR_LAUNCH_TIMEOUT,
            $"{spent} instructions of the block without a barrier or an end; it waits for something that never comes, "
            + $"as blocks of a launch that is not cooperative run one after another ({Settings.BudgetVariable} raises the limit)");
    }

    private KernelFault Stuck()
    {
        var waiting = lanes.First(lane => lane.State != LaneState.Ended);
        var others = lanes.FirstOrDefault(lane => lane.State != LaneState.Ended && lane.At != waiting.At);
        var rest = others is null
            ? $"{lanes.Count(lane => lane.State == LaneState.Ended)} threads have ended"
            : $"thread {others.Thread} waits at {Program.TextOf(others.At)}";
        return waiting.Fault(waiting.At, CudaResult.ERROR_LAUNCH_TIMEOUT, $"no thread can go on; {rest}; a thread waits");
    }
}
