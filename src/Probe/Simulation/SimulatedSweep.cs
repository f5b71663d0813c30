using ButterE.Probe.Levels;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Simulation;

/// <summary>How a simulated machine is swept.</summary>
public sealed record SimulatedSweep
{
    /// <summary>Rounds of visits.</summary>
    public int Rounds { get; init; } = 12;

    /// <summary>Sizes per octave.</summary>
    public int SizesPerOctave { get; init; } = 8;

    /// <summary>The chain.</summary>
    public ChainOrder Order { get; init; } = ChainOrder.Local;

    /// <summary>Noise of the visits.</summary>
    public SimulatedNoise Noise { get; init; } = SimulatedNoise.Quiet;

    /// <summary>Laps before the one that counts: random and tree replacement settle over several.</summary>
    public int WarmLaps { get; init; } = SimulatedChase.UsualWarmLaps;

    /// <summary>Share of the rounds in which a neighbour occupies caches.</summary>
    private const double NeighbourShare = 0.6;

    /// <summary>Least and most of a cache that a neighbour occupies.</summary>
    private const double LeastOccupied = 0.25, MostOccupied = 0.5;

    /// <summary>Largest size over the last break: three octaves show the memory plateau behind the widest transition.</summary>
    private const double LargestOverBreak = 8;
    private const int FirstBytes = 4096, Granule = 256;

    /// <summary>Pages are drawn anew every few rounds, as the probe does.</summary>
    private const int RoundsPerMapping = 4;

    /// <summary>The visits of a sweep.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="seed">Seed of pages, chains, random replacement and noise.</param>
    public IReadOnlyList<Visit> Run(SimulatedMachine machine, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return Disturbed(Undisturbed(machine, seed), Noise, seed);
    }

    /// <summary>The visits without the noise of time; a neighbour that occupies caches is in them.</summary>
    internal IReadOnlyList<Visit> Undisturbed(SimulatedMachine machine, ulong seed)
    {
        var random = new SplitMix64(seed);
        var neighbours = new SplitMix64(seed + 1);
        var sizes = Sizes(machine.BreakBytes(machine.Caches.Count - 1) * LargestOverBreak);
        var (free, occupied) = (new double[sizes.Count], new double[sizes.Count]);
        var visits = new List<Visit>(Rounds * sizes.Count);
        for (var round = 0; round < Rounds; round++)
        {
            if (round % RoundsPerMapping == 0)
            {
                Map(machine, free);
                if (Noise == SimulatedNoise.Neighbour)
                    Map(machine.Occupied(LeastOccupied + (MostOccupied - LeastOccupied) * neighbours.NextDouble()), occupied);
            }

            var isOccupied = Noise == SimulatedNoise.Neighbour && neighbours.NextDouble() < NeighbourShare;
            visits.AddRange(sizes.Select((bytes, i) => new Visit(bytes, isOccupied ? occupied[i] : free[i], round)));
        }

        return visits;

        void Map(SimulatedMachine seen, double[] latency)
        {
            var chase = new SimulatedChase(seen.Caches, seen.Pages, Order, WarmLaps);
            for (var i = 0; i < sizes.Count; i++)
                latency[i] = seen.Latency(chase.SharesServed(sizes[i], random.Next())) + Translation.Nanoseconds(sizes[i], Order);
        }
    }

    /// <summary>The same visits with noise.</summary>
    internal static IReadOnlyList<Visit> Disturbed(IReadOnlyList<Visit> visits, SimulatedNoise noise, ulong seed)
    {
        var random = new SplitMix64(~seed);
        return [.. visits.Select(visit => visit with { Nanoseconds = visit.Nanoseconds * NoiseFactor.Draw(noise, ref random) })];
    }

    private IReadOnlyList<int> Sizes(double most)
    {
        var sizes = new SortedSet<int>();
        for (var step = 0; FirstBytes * Math.Pow(2, (double)step / SizesPerOctave) is var exact && exact <= most && exact < int.MaxValue; step++)
            sizes.Add((int)Math.Round(exact / Granule) * Granule);
        return [.. sizes];
    }
}
