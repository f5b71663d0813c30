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

    /// <summary>The visits without noise.</summary>
    internal IReadOnlyList<Visit> Undisturbed(SimulatedMachine machine, ulong seed)
    {
        var chase = new SimulatedChase(machine.Caches, machine.Pages, Order);
        var random = new SplitMix64(seed);
        var sizes = Sizes(machine.BreakBytes(machine.Caches.Count - 1) * LargestOverBreak);
        var latency = new double[sizes.Count];
        var visits = new List<Visit>(Rounds * sizes.Count);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < sizes.Count; i++)
            {
                if (round % RoundsPerMapping == 0)
                    latency[i] = machine.Latency(chase.SharesServed(sizes[i], random.Next())) + Translation.Nanoseconds(sizes[i], Order);
                visits.Add(new Visit(sizes[i], latency[i], round));
            }
        }

        return visits;
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
