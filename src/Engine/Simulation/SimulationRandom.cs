using System.Text;
using ButterE.Engine.Data;

namespace ButterE.Engine.Simulation;

/// <summary>Random numbers of a simulation: the same sequence for a seed on every machine.</summary>
internal sealed class SimulationRandom(int seed)
{
    private readonly Xoshiro256 generator = new(seed);

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double Unit() => (generator.NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>A number in [0, bound).</summary>
    public int Below(int bound) => generator.NextBelow(bound);

    /// <summary>A number from the standard normal distribution.</summary>
    public double Normal() => Xoshiro256.NormalOf(Unit(), Unit());

    /// <summary>Puts items into a random order.</summary>
    public void Shuffle<T>(Span<T> items) => generator.Shuffle(items);

    /// <summary>An identity of 32 hexadecimal digits.</summary>
    public string Identity() => new StringBuilder(32).Append($"{generator.NextBits():x16}").Append($"{generator.NextBits():x16}").ToString();
}
