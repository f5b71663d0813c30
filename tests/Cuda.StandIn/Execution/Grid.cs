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

    // Logarithm to base 2 of the most barriers that a block of a cooperative launch passes in a turn, or quanta that it takes.
    private const int LongestTurn = 8;

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
        // In turn, each for a length that is drawn: at the same pace blocks would meet without a meeting, and none that was forgotten would be found.
        var random = new Random(settings.IsReversed ? 2 : 1);
        while (blocks.Count > 0)
            blocks.RemoveAll(block => Advance(block, 1 << random.Next(LongestTurn + 1)));
    }

    private static bool Advance(Block block, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (block.Advance(CooperativeQuantum))
                return true;
        }

        return false;
    }

    private static (int X, int Y, int Z) PlaceOf(Launch launch, long index) =>
        ((int)(index % launch.GridSize.X), (int)(index / launch.GridSize.X % launch.GridSize.Y), (int)(index / launch.GridSize.X / launch.GridSize.Y));
}
