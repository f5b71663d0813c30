using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// The one inner loop of all products, written once and compiled for each vector width, tile height, layout and epilogue:
/// C[rows, panel] += sum over k of A[rows, k] B[k, panel]. Each element of C is one chain of multiply-adds in the order of k,
/// so its bits depend neither on the tile nor on the blocking nor on the number of threads.
/// </summary>
internal static unsafe class MicroKernel
{
    // How far ahead of its use a line of A is asked for: about the way from the L3 cache, in steps of at least one multiply-add per row.
    private const int StepsAhead = 32;

    // Steps after which lines for later tiles are asked for, where there are any.
    private const int StepsTogether = 32;

    /// <summary>Computes one tile in each of some panels.</summary>
    /// <param name="a">Element of A at the tile's first row and the first step; begins a run of <typeparamref name="TLayout"/>.</param>
    /// <param name="aPanelStride">Floats from one panel of A to the next.</param>
    /// <param name="panels">The panels of B at the first step, whose rows follow each other, and those of C.</param>
    /// <param name="steps">Steps of K, at least 1.</param>
    /// <param name="partial">Sums to go on from, at the tile's place in the first panel of C; null to start from 0.</param>
    /// <param name="epilogue">What becomes of the finished tiles.</param>
    /// <param name="offset">The tile's place in the first panel of C, in floats.</param>
    /// <param name="later">Lines of A that later tiles will read; looked at only where A's rows lie along its columns.</param>
    /// <param name="laterLines">How many of them to bring to the second-level cache while each panel passes; 0 asks for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TVector, TTile, TLayout, TEpilogue>(
        float* a, nint aPanelStride, in PanelRun panels, int steps, float* partial, in TEpilogue epilogue, nint offset, float* later, int laterLines)
        where TVector : unmanaged, IVector<TVector>
        where TTile : unmanaged, ITile<TTile, TVector>
        where TLayout : struct, IBroadcastLayout<TVector>
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var first = panels.First;
        for (var panel = panels.Count; ;)
        {
            var tile = partial == null ? TTile.Zero : TTile.Load(partial);
            float* runOfA = a, b = first;
            for (int left = steps, fetched = 0, asked = 0; ;)
            {
                var run = Math.Min(left, TLayout.Run != int.MaxValue || laterLines == 0 ? TLayout.Run : StepsTogether);
                var step = runOfA;
                if (TEpilogue.PrefetchesFrom != int.MaxValue && steps >= TEpilogue.PrefetchesFrom)
                {
                    // Dealt out over the runs, so that the requests do not queue up before the loads of the tile itself.
                    for (var due = TTile.VectorsOfRow * TTile.Rows * (steps - left + run) / steps; fetched < due; fetched++)
                        epilogue.Prefetch(offset + fetched * (Panel<TVector>.Width / TTile.VectorsOfRow));
                }

                if (TLayout.Run == int.MaxValue && laterLines > 0)
                {
                    for (var due = (int)((long)laterLines * (steps - left + run) / steps); asked < due; asked++, later += CacheLine.Floats)
                        CacheLine.PrefetchToSecondLevel(later);
                }

                // The next run begins in another panel, which no hardware prefetcher expects, and after the last the next tile.
                var next = left > run ? runOfA + aPanelStride : a + TTile.Rows * TLayout.RowStride;
                // Two steps a round: instructions are what a core whose sibling thread is busy is short of (docs/decisions/0002).
                Debug.Assert(run == left || run % 2 == 0, "only the last run ends in the middle of a round");
                for (var last = step + (nint)(run - 1) * TLayout.StepStride; step <= last; step += 2 * TLayout.StepStride, b += 2 * Panel<TVector>.Width)
                {
                    next = Ask<TVector, TTile, TLayout>(step, next);
                    tile.AddOuterProduct<TLayout>(step, 0, 0, TVector.Load(b), TVector.Load(b + TVector.Lanes));
                    if (step == last)
                        break;
                    next = Ask<TVector, TTile, TLayout>(step + TLayout.StepStride, next);
                    tile.AddOuterProduct<TLayout>(step, 0, 1, TVector.Load(b + 2 * TVector.Lanes), TVector.Load(b + 3 * TVector.Lanes));
                }

                left -= run;
                if (left == 0)
                    break;
                runOfA += TLayout.Run == int.MaxValue ? (nint)run * TLayout.StepStride : aPanelStride;
            }

            // A copy, or each vector that is stored would have the compiler read the epilogue again: it might have changed.
            var own = epilogue;
            tile.Finish(own, offset);
            if (--panel == 0)
                return;
            first += panels.Stride;
            offset += panels.PlaceStride;
            partial = partial == null ? null : partial + panels.PlaceStride;
        }
    }

    // Asks for what a later step reads. Where rows of the tile lie side by side, the line of the last row: that of the first is the same, or one that the tile before
    // has brought. Where they lie apart, one line of the next run at each step: all of them at once hold up the loads of B.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Ask<TVector, TTile, TLayout>(float* step, float* next)
        where TVector : unmanaged, IVector<TVector>
        where TTile : unmanaged, ITile<TTile, TVector>
        where TLayout : struct, IBroadcastLayout<TVector>
    {
        if (TLayout.Run == int.MaxValue)
        {
            CacheLine.Prefetch(step + (StepsAhead * TLayout.StepStride + (TTile.Rows - 1) * TLayout.RowStride));
            return next;
        }

        CacheLine.Prefetch(next);
        return next + CacheLine.Floats;
    }
}
