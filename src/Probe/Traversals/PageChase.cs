using System.Runtime.CompilerServices;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// Dependent loads along one random cycle of one line per page: as many pages as lines, so that translation is all that tells it from a
/// <see cref="PointerChase"/> over as many lines packed together.
/// </summary>
/// <param name="pageBytes">Distance of two nodes before each is moved on by a line, bytes; a multiple of the line.</param>
internal sealed unsafe class PageChase(long pageBytes) : ITraversal
{
    private int[] pages = [];
    private nint position;

    public string Name => "chasePages";

    public int StreamCount => 1;

    public long BytesPerPass(long workingSetBytes) => StepsPerPass(workingSetBytes) * PointerChase.LineBytes;

    public long FlopsPerPass(long workingSetBytes) => 0;

    public long StepsPerPass(long workingSetBytes) => workingSetBytes / pageBytes;

    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        var count = checked((int)StepsPerPass(set.Bytes));
        if (pages.Length < count)
            pages = new int[count];
        var order = pages.AsSpan(0, count);
        for (var i = 0; i < count; i++)
            order[i] = i;
        random.Shuffle(order);
        for (var i = 0; i < count; i++)
            *(nint*)NodeOf(set, order[i]) = NodeOf(set, order[(i + 1) % count]);
        position = NodeOf(set, order[0]);
        Run(set, 2L * count);
    }

    public void Run(WorkingSet set, long steps) => position = Chase(position, steps);

    /// <summary>The line moves on from page to page: at one offset in every page all nodes would fall into a few sets of the caches.</summary>
    private nint NodeOf(WorkingSet set, int page) => set.Address + (nint)(page * pageBytes + (long)page * PointerChase.LineBytes % pageBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint Chase(nint start, long steps)
    {
        var p = start;
        for (; steps > 0; steps--)
            p = *(nint*)p;
        return p;
    }
}
