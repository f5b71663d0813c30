using ButterE.Kernels.Gpu.Counters;
using ILGPU;

namespace ButterE.Kernels.Gpu.Losses;

/// <summary>
/// Output activation, loss and gradient of a batch as a launch of its own: a row per thread. Each group adds its rows in a tree whose shape is fixed,
/// and leaves one sum; the host adds these in order, in float64. No atomic operation, so the same losses give the same bits.
/// </summary>
public static class LossKernel
{
    /// <summary>Threads of a group at most.</summary>
    public const int Threads = 64;

    /// <summary>The kernel; a group has a power of two of threads, at most <see cref="Threads"/>.</summary>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="matrices">What it reads and writes.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="origin">Where the targets of the batch begin.</param>
    /// <param name="slots">Receives the sums.</param>
    public static void Run<TLoss>(LossMatrices matrices, int rows, RowOrigin origin, LossSlots slots)
        where TLoss : struct, IRowLoss
    {
        var shared = SharedMemory.Allocate<float>(Threads);
        int thread = Group.IdxX, row = Grid.IdxX * Group.DimX + thread;
        float loss = 0;
        if (row < rows)
            loss = matrices.WithTargetsFrom(origin.Row).Evaluate<TLoss>(row, 1f / rows);
        shared[thread] = loss;
        Group.Barrier();
        for (var half = Group.DimX >> 1; half > 0; half >>= 1)
        {
            if (thread < half)
                shared[thread] += shared[thread + half];
            Group.Barrier();
        }

        if (thread == 0)
            slots.Store(Grid.IdxX, shared[0]);
    }
}
