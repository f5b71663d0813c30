using ButterE.Probe.Caches;
using ButterE.Probe.Levels;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Levels;

/// <summary>Visits to a hierarchy whose miss curves are known in closed form, with the noise of a virtual machine.</summary>
internal static class SyntheticCurve
{
    /// <summary>Sizes from 4 KiB to <paramref name="last"/>, so many per octave.</summary>
    public static double[] Sizes(double last, int perOctave = 8) =>
        [.. Enumerable.Range(0, (int)(Math.Log2(last / 4096) * perOctave) + 1).Select(i => 4096 * Math.Pow(2, (double)i / perOctave))];

    /// <summary>Latency of a chase over a hierarchy; misses[k] is the share of loads that miss level k at a size.</summary>
    public static Func<double, double> Latency(double[] nanoseconds, params Func<double, double>[] misses) => size =>
    {
        var latency = nanoseconds[0];
        for (var k = 0; k < misses.Length; k++)
            latency += (nanoseconds[k + 1] - nanoseconds[k]) * misses[k](size);
        return latency;
    };

    public static Func<double, double> Misses(
        ReplacementPolicy policy, int ways, double capacity, PagePlacement placement = PagePlacement.Contiguous)
    {
        var curve = new MissCurve(policy, placement, ways);
        return size => curve.Misses(size / capacity);
    }

    /// <summary>Each round visits every size once; the noise is multiplicative and never makes a visit faster by more than 2 %.</summary>
    public static List<Visit> Visit(Func<double, double> latency, double[] sizes, int rounds, ulong seed, bool noisy = true)
    {
        var random = new SplitMix64(seed);
        var visits = new List<Visit>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var size in sizes)
            {
                var factor = 1 + 0.02 * (random.NextDouble() - 0.5);
                // The mixture met on a shared machine: a third of the visits slowed by a neighbour, one in sixteen by much more.
                var luck = random.NextDouble();
                if (noisy && luck < 0.06)
                    factor *= 2 + 6 * random.NextDouble();
                else if (noisy && luck < 0.41)
                    factor *= 1.2 + 0.5 * random.NextDouble();
                visits.Add(new Visit(size, latency(size) * factor, round));
            }
        }

        return visits;
    }
}
