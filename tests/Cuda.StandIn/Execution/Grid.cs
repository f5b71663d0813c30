using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Memory;

namespace ButterE.Cuda.StandIn.Execution;

/// <summary>
/// Runs a launch. Blocks run one after another, so that one that waits for a later one is found out; those of a cooperative launch are all there at
/// once and have their turns.
/// </summary>
internal static class Grid
{
    private const long Quantum = 1 << 20, CooperativeQuantum = 1000;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="KernelFault">The kernel did something that is not allowed, or does not come to its end.</exception>
    public static void Run(Launch launch, DeviceMemory memory, Settings settings)
    {
        if (launch.IsCooperative)
        {
            RunTogether(launch, memory, settings);
            return;
        }

        var block = new Block(launch, memory, settings);
        for (var i = 0L; i < launch.Blocks; i++)
        {
            block.Reset(PlaceOf(launch, settings.IsReversed ? launch.Blocks - 1 - i : i));
            while (!block.Advance(Quantum))
            {
            }
        }
    }

    private static void RunTogether(Launch launch, DeviceMemory memory, Settings settings)
    {
        var blocks = new List<Block>();
        for (var i = 0L; i < launch.Blocks; i++)
        {
            var block = new Block(launch, memory, settings);
            block.Reset(PlaceOf(launch, i));
            blocks.Add(block);
        }

        if (settings.IsReversed)
            blocks.Reverse();
        while (blocks.Count > 0)
            blocks.RemoveAll(block => block.Advance(CooperativeQuantum));
    }

    private static (int X, int Y, int Z) PlaceOf(Launch launch, long index) =>
        ((int)(index % launch.GridSize.X), (int)(index / launch.GridSize.X % launch.GridSize.Y), (int)(index / launch.GridSize.X / launch.GridSize.Y));
}
