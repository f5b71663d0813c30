using ButterE.Probe.Levels;

namespace ButterE.Probe.Tests.Levels;

/// <summary>Simulated three-level hierarchies: 32 KiB of 8 ways, 256 KiB of 8 ways, 2 MiB of 16 ways, memory at 90 ns.</summary>
public sealed class SimulatedHierarchyTests
{
    private const int First = 32 << 10, Second = 256 << 10, Third = 2 << 20;
    private const double MemoryNs = 90;

    /// <summary>The tolerances of the verification plan: |log2 error| at most 0.10 on contiguous memory, 0.20 on scattered pages.</summary>
    [Theory]
    [InlineData(false, false, false, 0.10)]
    [InlineData(false, true, false, 0.20)]
    [InlineData(true, false, false, 0.10)]
    [InlineData(true, true, false, 0.20)]
    [InlineData(false, false, true, 0.10)]
    [InlineData(false, true, true, 0.20)]
    public void Capacities_are_found(bool randomReplacement, bool scatteredPages, bool exclusive, double tolerance)
    {
        var found = LevelDetector.Detect(Sweep(randomReplacement, scatteredPages, exclusive));
        Assert.Equal(3, found.Levels.Count);
        Assert.InRange(Math.Abs(Math.Log2(found.Levels[0].CapacityBytes / First)), 0, tolerance);
        Assert.InRange(Math.Abs(Math.Log2(found.Levels[1].CapacityBytes / Second)), 0, tolerance);
        var third = exclusive ? found.Levels[2].ImpliedExclusiveBytes!.Value : found.Levels[2].CapacityBytes;
        Assert.InRange(Math.Abs(Math.Log2(third / Third)), 0, tolerance);
        Assert.InRange(found.LastPlateauNs!.Value, 85, 92);
    }

    private static List<Visit> Sweep(bool randomReplacement, bool scatteredPages, bool exclusive)
    {
        var visits = new List<Visit>();
        var rounds = scatteredPages || randomReplacement ? 4 : 1;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var size in SyntheticCurve.Sizes(12 << 20, 6))
            {
                var bytes = (int)(size / 1024) * 1024;
                // The first level is indexed by virtual addresses: its page offset covers the index, so that scattering cannot reach it.
                var simulator = new CacheSimulator((ulong)(bytes + round), exclusive,
                    new CacheSimulator.Cache(First, 8, false, 1),
                    new CacheSimulator.Cache(Second, 8, randomReplacement, 4),
                    new CacheSimulator.Cache(Third, 16, randomReplacement, 15));
                visits.Add(new Visit(bytes, simulator.Chase(bytes, scatteredPages, MemoryNs), round));
            }
        }

        return visits;
    }
}
