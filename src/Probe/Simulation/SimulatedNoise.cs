using ButterE.Probe.Traversals;

namespace ButterE.Probe.Simulation;

/// <summary>What a machine adds to the time of a visit.</summary>
public enum SimulatedNoise
{
    /// <summary>1 % of scatter.</summary>
    Quiet,

    /// <summary>Besides, 35 % of the visits slowed by a factor of 1.2 to 1.7 and 6 % by 2 to 8, as met in a shared virtual machine.</summary>
    Vm,

    /// <summary>
    /// Besides, in three rounds of five a neighbour keeps a quarter to a half of every cache for itself, as another thread of the core does, or another
    /// machine in a shared last level.
    /// </summary>
    Neighbour,
}

/// <summary>Draws the factors by which noise stretches visits.</summary>
internal static class NoiseFactor
{
    private const double Scatter = 0.01;

    public static double Draw(SimulatedNoise noise, ref SplitMix64 random)
    {
        var gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var (luck, amount) = (random.NextDouble(), random.NextDouble());
        var interference = noise == SimulatedNoise.Quiet ? 1 : luck < 0.06 ? 2 + 6 * amount : luck < 0.41 ? 1.2 + 0.5 * amount : 1;
        return Math.Max(0.5, 1 + Scatter * gaussian) * interference;
    }
}
