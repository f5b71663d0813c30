using ILGPU;

namespace ButterE.Kernels.Gpu.Access;

/// <summary>Dependent loads along a chain, by one thread: the time of a step is the latency of a load and of the address that it makes.</summary>
public static class ChaseKernel
{
    /// <summary>Steps are multiples of this.</summary>
    public const int Unroll = 8;

    /// <summary>Integers of the chain in shared memory: 32 KiB, which every device has.</summary>
    public const int SharedLength = 8192;

    /// <summary>The kernel through global memory; one thread.</summary>
    /// <param name="next">At the place of each node the place of the next.</param>
    /// <param name="position">[1]: where the last run stopped.</param>
    /// <param name="steps">Loads, a multiple of <see cref="Unroll"/>.</param>
    public static void Run(ArrayView<int> next, ArrayView<int> position, int steps) => position[0] = Follow(next, position[0], steps);

    /// <summary>The kernel through shared memory; one group, whose first thread follows the chain.</summary>
    /// <param name="next">As for <see cref="Run"/>; at most <see cref="SharedLength"/>.</param>
    /// <param name="position">As for <see cref="Run"/>.</param>
    /// <param name="steps">As for <see cref="Run"/>.</param>
    public static void RunShared(ArrayView<int> next, ArrayView<int> position, int steps)
    {
        var shared = SharedMemory.Allocate<int>(SharedLength);
        for (var at = Group.IdxX; at < next.IntLength; at += Group.DimX)
            shared[at] = next[at];
        Group.Barrier();
        if (Group.IdxX == 0)
            position[0] = Follow(shared, position[0], steps);
    }

    private static int Follow(ArrayView<int> next, int at, int steps)
    {
        // Written out: ILGPU unrolls nothing.
        for (var step = 0; step < steps; step += Unroll)
        {
            at = next[at];
            at = next[at];
            at = next[at];
            at = next[at];
            at = next[at];
            at = next[at];
            at = next[at];
            at = next[at];
        }

        return at;
    }
}
