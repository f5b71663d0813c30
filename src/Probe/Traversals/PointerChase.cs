using System.Runtime.CompilerServices;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// Dependent loads along one random cycle through all lines of the working set: the time of a step is the latency of a load.
/// The chain stays inside blocks of 64 pages, the blocks in random order, so that the translation look-aside buffers hardly take part
/// (multichase -T); the full-random variant shows what they add. All lines of a page in one visit of a block are what prefetchers that watch
/// pages wait for; the spread variant leaves them little.
/// </summary>
/// <param name="order">How far apart successive loads may lie.</param>
public sealed unsafe class PointerChase(ChainOrder order) : ITraversal
{
    /// <summary>Distance of two nodes: the line of every x64 and most ARM64 processors, bytes.</summary>
    internal const int LineBytes = 64;

    /// <summary>Lines of a page that the spread chain loads in one visit of a block.</summary>
    internal const int SpreadLinesOfPage = 4;

    private const int PageLines = OffHeapBuffer.PageBytes / LineBytes, BlockLines = 64 * PageLines;

    /// <summary>Up to here the caches are warmed by real laps; above, a lap at memory latency would take most of the probe's time.</summary>
    private const long RealLapBytes = 2 << 20;

    private int[] lines = [];
    private int[] blocks = [];
    private nint position;

    /// <summary>A chain of every order.</summary>
    internal static IEnumerable<ITraversal> All() => Enum.GetValues<ChainOrder>().Select(order => new PointerChase(order));

    /// <inheritdoc/>
    public string Name => order switch
    {
        ChainOrder.Local => "chase",
        ChainOrder.Spread => "chaseSpread",
        _ => "chaseRandom",
    };

    /// <inheritdoc/>
    public long BytesPerPass(long workingSetBytes) => workingSetBytes;

    /// <inheritdoc/>
    public long FlopsPerPass(long workingSetBytes) => 0;

    /// <inheritdoc/>
    public int StreamCount => 1;

    /// <inheritdoc/>
    public long StepsPerPass(long workingSetBytes) => workingSetBytes / LineBytes;

    /// <inheritdoc/>
    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        var count = checked((int)(set.Bytes / LineBytes));
        var blockLines = order == ChainOrder.Random ? count : BlockLines;
        var blockCount = (count + blockLines - 1) / blockLines;
        Link(set.Address, count, blockLines, blockCount, ref random);
        if (set.Bytes <= RealLapBytes)
            Run(set, 2L * count);
        else if (order == ChainOrder.Local)
            TouchBlocks(set.Address, count, blockCount);
    }

    /// <inheritdoc/>
    public void Run(WorkingSet set, long steps) => position = Chase(position, steps);

    /// <summary>
    /// Links the shuffled lines of one block after the other, group by group of the lines, and closes the cycle. Linking a uniformly shuffled order
    /// gives every cycle the same chance, as Sattolo's algorithm does, and the writes run in the order of the chain: linking is itself a warm lap.
    /// </summary>
    private void Link(nint address, int count, int blockLines, int blockCount, ref SplitMix64 random)
    {
        nint* last = null;
        nint first = 0;
        var groups = order == ChainOrder.Spread ? PageLines / SpreadLinesOfPage : 1;
        for (var group = 0; group < groups; group++)
        {
            Fill(ref blocks, blockCount);
            random.Shuffle(blocks.AsSpan(0, blockCount));
            foreach (var block in blocks.AsSpan(0, blockCount))
            {
                var start = block * blockLines + group;
                var length = (Math.Min(blockLines - group, count - start) + groups - 1) / groups;
                Fill(ref lines, length);
                random.Shuffle(lines.AsSpan(0, length));
                foreach (var line in lines.AsSpan(0, length))
                {
                    var node = address + (nint)(start + line * groups) * LineBytes;
                    if (last is null)
                        first = node;
                    else
                        *last = node;
                    last = (nint*)node;
                }
            }
        }

        *last = first;
        position = first;
    }

    /// <summary>
    /// A warm lap at streaming speed: block after block as the chain goes, so that the caches hold what they would hold after a real lap,
    /// give or take one block.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TouchBlocks(nint address, int count, int blockCount)
    {
        nint seen = 0;
        foreach (var block in blocks.AsSpan(0, blockCount))
        {
            var start = block * BlockLines;
            var end = Math.Min(start + BlockLines, count);
            for (var line = start; line < end; line++)
                seen |= *(nint*)(address + (nint)line * LineBytes);
        }

        Sink.Keep(seen);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Chase(nint start, long steps)
    {
        var p = start;
        for (; steps >= 16; steps -= 16)
        {
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
            p = *(nint*)p;
        }

        for (; steps > 0; steps--)
            p = *(nint*)p;
        return p;
    }

    private static void Fill(ref int[] values, int count)
    {
        if (values.Length < count)
            values = new int[count];
        for (var i = 0; i < count; i++)
            values[i] = i;
    }
}
