using ButterE.Kernels.Memory;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Traversals;

/// <summary>The chains that tell translation and lines from capacities.</summary>
public sealed unsafe class PageChaseTests
{
    [Fact]
    public void One_line_of_every_page_is_visited_and_the_lines_spread_over_the_page()
    {
        const int pages = 200;
        var nodes = Cycle(new PageChase(4096), pages * 4096, out var start);
        Assert.Equal(pages, nodes.Count);
        Assert.Equal(pages, nodes.Select(node => (node - start) / 4096).Distinct().Count());
        Assert.Equal(64, nodes.Select(node => (node - start) % 4096).Distinct().Count());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void Pairs_lie_their_distance_apart_and_on_one_line_where_that_is_possible(int distance)
    {
        var nodes = Cycle(new PairChase(distance), 256 << 10, out _);
        Assert.Equal(512, nodes.Count);
        for (var i = 0; i < nodes.Count; i += 2)
        {
            // The chase may have stopped at either end of a pair.
            var (first, second) = nodes[i] < nodes[(i + 1) % nodes.Count] && nodes[(i + 1) % nodes.Count] - nodes[i] == distance
                ? (nodes[i], nodes[i + 1]) : (nodes[(i + 1) % nodes.Count], nodes[(i + 2) % nodes.Count]);
            Assert.Equal(distance, second - first);
            Assert.Equal(0, first % (2 * distance));
        }
    }

    private static List<long> Cycle(ITraversal chase, int bytes, out nint start)
    {
        using var buffer = OffHeapBuffer.Allocate(bytes, HugePages.Off);
        var random = new SplitMix64(3);
        start = buffer.Address;
        chase.Prepare(buffer.Slice(0, bytes), ref random);
        var first = buffer.Address;
        while (*(nint*)first == 0)
            first += 8;
        var nodes = new List<long>();
        for (var p = first; nodes.Count == 0 || p != first; p = *(nint*)p)
            nodes.Add(p);
        return nodes;
    }
}
