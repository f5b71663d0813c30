using System.Runtime.CompilerServices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.Tiles;
using ButterE.Kernels.Gpu.Losses;
using ButterE.Kernels.Gpu.Meetings;
using ButterE.Kernels.Gpu.Memory;
using ILGPU;

namespace ButterE.Kernels.Gpu.Persistent;

/// <summary>
/// Many whole training steps in one launch: what are kernels of their own elsewhere are operations of a table here. Each group has some rows of the
/// batch and takes them through all layers and back, for which its own barrier is enough; the groups meet twice a step, however deep the network is:
/// when each has its parts of the gradient, and when each has added all parts of some parameters and updated these. A group is cut into
/// teams, each of which makes one block of a product at a time, in the same order of sums as <see cref="GemmKernel"/>.
/// </summary>
/// <remarks>
/// One body of a product for all operations, and no barrier inside a branch: OpenCL's compilers for CPUs copy what follows such a barrier for each way
/// that leads to it, and did not come to an end with a body for each of the three products.
/// </remarks>
public static class PersistentKernel
{
    /// <summary>The kernel; groups of up to <see cref="RequestedMemory.MostTeams"/> times the threads of the tile, at most one for each chunk of a batch.</summary>
    /// <typeparam name="TTile">The block of a team.</typeparam>
    /// <typeparam name="TSum">The part of one thread.</typeparam>
    /// <typeparam name="TLoss">The loss.</typeparam>
    /// <typeparam name="TMeeting">How groups meet.</typeparam>
    /// <typeparam name="TMemory">Where teams keep their slices.</typeparam>
    /// <param name="plan">What the steps touch.</param>
    public static void Run<TTile, TSum, TLoss, TMeeting, TMemory>(StepPlan plan)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
        where TLoss : struct, IRowLoss
        where TMeeting : struct, IMeeting
        where TMemory : struct, IGroupMemory
    {
        var shared = TMemory.Take<TTile>();
        var counters = plan.Counters;
        int from = counters.Next, next = 0;
        for (var left = plan.Steps[0] * plan.Operations.IntLength; left > 0; left--)
        {
            var rows = plan.Rows - from < plan.Batch ? plan.Rows - from : plan.Batch;
            var operation = plan.Operations[next];
            if (next == 0 & Grid.IdxX == 0 & Group.IdxX == 0)
                counters.BeginStep();
            Product<TTile, TSum>(shared, plan, operation, from, Share.Of(plan.Batch, rows));
            if (operation.Kind == StepOperation.Loss)
                Loss<TLoss>(plan, from, rows, Share.Of(plan.Batch, rows));
            if (operation.Kind == StepOperation.Sum)
                Sum(plan, rows);
            if (operation.Kind == StepOperation.Update)
                Update(plan);
            if (operation.Kind == StepOperation.SumAndUpdate)
                SumAndUpdate(plan, rows);
            // All rows have their losses by then, and the number of the step is not counted up before the meeting.
            if (next == plan.Operations.IntLength - 1 & Grid.IdxX == 0)
                SumLosses(plan);
            TMeeting.Meet(plan.Word, operation.IsForAll);
            next++;
            if (next == plan.Operations.IntLength)
            {
                next = 0;
                from = from + plan.Batch < plan.Rows ? from + plan.Batch : 0;
            }
        }

        // By now all groups have read where to begin.
        if (Grid.IdxX == 0 & Group.IdxX == 0)
            counters.Next = from;
    }

    // All teams take part in every round: blocks beyond the last lie below the rows of the product and write nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product<TTile, TSum>(ArrayView<Float4> shared, StepPlan plan, StepOperation operation, int from, Share share)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
    {
        // The gradient by the parameters is a product for each chunk, all others are one over the group's rows.
        int chunks = 1, depth = operation.Depth, rows = share.Rows;
        if (operation.Rows > 0)
        {
            chunks = share.Chunks;
            rows = operation.Rows;
        }

        int team = Group.IdxX >> (2 * TTile.ThreadShift), teams = Group.DimX >> (2 * TTile.ThreadShift), side = TTile.SideShift + 2;
        int across = (operation.Columns + TTile.Side - 1) >> side, perChunk = across * ((rows + TTile.Side - 1) >> side);
        for (var first = 0; first < perChunk * chunks; first += teams)
        {
            int block = first + team, chunk = 0, height = rows;
            if (operation.Rows > 0)
                chunk = block / perChunk;
            // Blocks beyond the last chunk write nothing either.
            if (chunk >= chunks)
            {
                chunk = 0;
                height = 0;
            }

            int place = block - chunk * perChunk, row = place / across, top = share.First + (chunk << Share.ChunkShift);
            var batch = share.First + share.Rows - top;
            if (operation.Rows > 0)
                batch = batch < Share.ChunkRows ? batch : Share.ChunkRows;
            var input = plan.Features;
            var atA = (long)(from + top) * operation.A.Stride;
            if (operation.SourceOfA == StepOperation.Activations)
            {
                input = plan.Activations;
                atA = operation.A.From + top * operation.A.Stride;
            }

            var other = plan.Parameters;
            var atB = operation.B.From;
            if (operation.SourceOfB == StepOperation.Activations)
            {
                other = plan.Activations;
                atB += top * operation.B.Stride;
            }

            input = input.SubView(atA);
            GemmBlock.Run<TTile, TSum, ThroughRegisters, PlannedLayout, PlannedLayout, PlannedEpilogue>(
                shared, team * TTile.SharedLength, Group.IdxX & (TTile.Threads - 1), row << side, (place - row * across) << side,
                new Operand(input, batch, operation.A.Stride, operation.IsAlongA),
                new Operand(other.SubView(atB), operation.RowsOfB > 0 ? operation.RowsOfB : batch, operation.B.Stride, operation.IsAlongB),
                height, (operation.Columns + 3) >> 2, depth > 0 ? depth : Share.ChunkRows,
                new PlannedEpilogue(plan, operation, input, top, (top >> Share.ChunkShift) * plan.Parameters.IntLength));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Loss<TLoss>(StepPlan plan, int from, int rows, Share share)
        where TLoss : struct, IRowLoss
    {
        var stride = plan.Values.Stride;
        var matrices = new LossMatrices(
            plan.Activations.SubView(plan.Values.From).Cast<float>(), plan.Targets.SubView((long)from * stride).Cast<float>(),
            plan.Activations.SubView(plan.Delta).Cast<float>(), stride * Float4.Lanes, plan.Outputs);
        for (var row = share.First + Group.IdxX; row < share.First + share.Rows; row += Group.DimX)
            plan.RowLosses[row] = matrices.Evaluate<TLoss>(row, 1f / rows);
        // What a short batch leaves over.
        for (var row = rows + Grid.IdxX * Group.DimX + Group.IdxX; row < plan.RowLosses.IntLength; row += Grid.DimX * Group.DimX)
            plan.RowLosses[row] = 0;
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
    private static void Sum(StepPlan plan, int rows)
    {
        for (var at = Grid.IdxX * Group.DimX + Group.IdxX; at < plan.Parameters.IntLength; at += Grid.DimX * Group.DimX)
            plan.Gradients[at] = SumOfParts(plan, rows, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(StepPlan plan)
    {
        for (var at = Grid.IdxX * Group.DimX + Group.IdxX; at < plan.Parameters.IntLength; at += Grid.DimX * Group.DimX)
            plan.Adam.Update(plan.Gradients[at], at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumAndUpdate(StepPlan plan, int rows)
    {
        for (var at = Grid.IdxX * Group.DimX + Group.IdxX; at < plan.Parameters.IntLength; at += Grid.DimX * Group.DimX)
            plan.Adam.Update(SumOfParts(plan, rows, at), at);
    }

    private static Float4 SumOfParts(StepPlan plan, int rows, int at)
    {
        int length = plan.Parameters.IntLength, end = Share.ChunksOf(rows) * length, part = at;
        Float4 sum = default;
        // Four loads on their way at a time.
        for (; part + 3 * length < end; part += 4 * length)
        {
            Float4 p0 = plan.Parts[part], p1 = plan.Parts[part + length], p2 = plan.Parts[part + 2 * length], p3 = plan.Parts[part + 3 * length];
            sum = Float4.Sum(Float4.Sum(Float4.Sum(Float4.Sum(sum, p0), p1), p2), p3);
        }

        for (; part < end; part += length)
            sum = Float4.Sum(sum, plan.Parts[part]);
        return sum;
    }
}
