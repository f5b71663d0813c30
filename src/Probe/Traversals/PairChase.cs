using System.Runtime.CompilerServices;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// Dependent loads in pairs: one anywhere in the working set, the next a fixed distance behind it. While both lie on one line the second finds
/// it in the first-level cache; from the length of a line on it misses as the first does.
/// </summary>
/// <param name="distance">Distance inside a pair, a power of two from 8 to <see cref="MostDistance"/>, bytes.</param>
internal sealed unsafe class PairChase(int distance) : ITraversal
{
    /// <summary>Largest distance that can be asked for, bytes.</summary>
    public const int MostDistance = 512;

    /// <summary>One pair lies in each such piece, so that no pair shares a line with another.</summary>
    private const int PieceBytes = 2 * MostDistance;

    /// <summary>Pieces of a block: 64 pages, as in the chase that keeps translation out.</summary>
    private const int BlockPieces = 64 * OffHeapBuffer.PageBytes / PieceBytes;

    private nint position;

    public string Name => "chasePairs";

    public int StreamCount => 1;

    public long BytesPerPass(long workingSetBytes) => StepsPerPass(workingSetBytes) * sizeof(nint);

    public long FlopsPerPass(long workingSetBytes) => 0;

    public long StepsPerPass(long workingSetBytes) => 2 * (workingSetBytes / PieceBytes);

    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        var pieces = new int[checked((int)(set.Bytes / PieceBytes))];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = i;
        for (var block = 0; block < pieces.Length; block += BlockPieces)
            random.Shuffle(pieces.AsSpan(block, Math.Min(BlockPieces, pieces.Length - block)));
        nint* last = null;
        foreach (var piece in pieces)
        {
            // A multiple of twice the distance: the pair then lies on one line exactly if a line is longer than the distance.
            var place = random.Below(PieceBytes / (2 * distance)) * 2 * distance;
            var first = (nint*)(set.Address + (nint)piece * PieceBytes + place);
            var second = (nint*)((nint)first + distance);
            *first = (nint)second;
            if (last is null)
                position = (nint)first;
            else
                *last = (nint)first;
            last = second;
        }

        *last = position;
        Run(set, 2 * StepsPerPass(set.Bytes));
    }

    public void Run(WorkingSet set, long steps) => position = Chase(position, steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint Chase(nint start, long steps)
    {
        var p = start;
        for (; steps > 0; steps--)
            p = *(nint*)p;
        return p;
    }
}
