using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Counters;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>
/// Many whole training steps in one launch of one group: what are kernels of their own elsewhere are operations of a table here, and the group's
/// barrier stands between them. The group is cut into teams, each of which makes one block of a product at a time, in the same order of sums as
/// <see cref="GemmKernel"/>. One multiprocessor does it all, so it pays only where a step is shorter than its launches; and as no group waits for
/// another one, it runs on every device.
/// </summary>
/// <remarks>
/// One body of a product for all operations, and no barrier inside a branch: OpenCL's compilers for CPUs copy what follows such a barrier for each way
/// that leads to it, and did not come to an end with a body for each of the three products.
/// </remarks>
public static class PersistentKernel
{
    /// <summary>Teams of the group at most: as many as their shared memory leaves room for in 48 KiB.</summary>
    public const int Teams = 16;

    /// <summary>The kernel; one group of up to <see cref="Teams"/> times the threads of the tile.</summary>
    /// <typeparam name="TTile">The block of a team.</typeparam>
    /// <typeparam name="TSum">The part of one thread.</typeparam>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <param name="plan">What the steps touch.</param>
    public static void Run<TTile, TSum, TLoss>(StepPlan plan)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TLoss : struct, IRowLoss
    {
        var shared = SharedMemory.Allocate<Float4>(Teams * TTile.SharedLength);
        int from = plan.First * plan.Batch, next = 0;
        for (var left = plan.Steps * plan.Operations.IntLength; left > 0; left--)
        {
            var rows = plan.Rows - from < plan.Batch ? plan.Rows - from : plan.Batch;
            var operation = plan.Operations[next];
            if (next == 0 & Group.IdxX == 0)
                AdvanceKernel.Run(plan.Position, plan.Rates, plan.Rate);
            Product<TTile, TSum>(shared, plan, operation, from, rows);
            if (operation.Kind == StepOperation.Loss)
                Loss<TLoss>(plan, from, rows);
            if (operation.Kind == StepOperation.AdamPass)
                Adam(plan);
            // The loss is never the last operation, so its rows are complete; and the number of the step is not counted up before the barrier.
            if (next == plan.Operations.IntLength - 1)
                SumLosses(plan);
            Group.Barrier();
            next++;
            if (next == plan.Operations.IntLength)
            {
                next = 0;
                from = from + plan.Batch < plan.Rows ? from + plan.Batch : 0;
            }
        }
    }

    // All teams take part in every round: blocks beyond the last lie below the rows of the product and write nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product<TTile, TSum>(ArrayView<Float4> shared, StepPlan plan, StepOperation operation, int from, int batch)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
    {
        var input = plan.Activations.SubView(operation.A.From);
        if (operation.SourceOfA == StepOperation.Features)
            input = plan.Features.SubView(from * plan.FeatureStride);
        var other = plan.Activations.SubView(operation.SourceOfB == StepOperation.Activations ? operation.B.From : 0);
        if (operation.SourceOfB == StepOperation.Parameters)
            other = plan.Parameters.SubView(operation.B.From);
        var a = new Operand(input, batch, operation.A.Stride, operation.IsAlongA);
        var b = new Operand(other, operation.RowsOfB > 0 ? operation.RowsOfB : batch, operation.B.Stride, operation.IsAlongB);
        int rows = operation.Rows > 0 ? operation.Rows : batch, depth = operation.Depth > 0 ? operation.Depth : batch;
        var epilogue = new PlannedEpilogue(plan, operation, input);

        int team = Group.IdxX >> (2 * TTile.ThreadShift), teams = Group.DimX >> (2 * TTile.ThreadShift), side = TTile.SideShift + 2;
        int across = (operation.Columns + TTile.Side - 1) >> side, blocks = across * ((rows + TTile.Side - 1) >> side);
        for (var first = 0; first < blocks; first += teams)
        {
            int block = first + team, row = block / across;
            GemmBlock.Run<TTile, TSum, PlannedLayout, PlannedLayout, PlannedEpilogue>(
                shared, team * TTile.SharedLength, Group.IdxX & (TTile.Threads - 1), row << side, (block - row * across) << side, a, b, rows,
                (operation.Columns + 3) >> 2, depth, epilogue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Loss<TLoss>(StepPlan plan, int from, int rows)
        where TLoss : struct, IRowLoss
    {
        var stride = plan.Values.Stride;
        var matrices = new LossMatrices(
            plan.Activations.SubView(plan.Values.From).Cast<float>(), plan.Targets.SubView(from * stride).Cast<float>(),
            plan.Activations.SubView(plan.Delta).Cast<float>(), stride * Float4.Lanes, plan.Outputs);
        for (var row = Group.IdxX; row < plan.RowLosses.IntLength; row += Group.DimX)
        {
            float loss = 0;
            if (row < rows)
                loss = matrices.Evaluate<TLoss>(row, 1f / rows);
            plan.RowLosses[row] = loss;
        }
    }

    // The tree of the loss kernel, by one thread for each sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumLosses(StepPlan plan)
    {
        var width = plan.RowLosses.IntLength / plan.Slots.Groups;
        for (var group = Group.IdxX; group < plan.Slots.Groups; group += Group.DimX)
        {
            var losses = plan.RowLosses.SubView(group * width, width);
            for (var half = width >> 1; half > 0; half >>= 1)
            {
                for (var place = 0; place < half; place++)
                    losses[place] += losses[place + half];
            }

            plan.Slots.Store(group, losses[0]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Adam(StepPlan plan)
    {
        for (var at = Group.IdxX; at < plan.Gradients.IntLength; at += Group.DimX)
            plan.Adam.Update(plan.Gradients[at], at);
    }
}
