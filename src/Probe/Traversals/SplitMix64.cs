namespace ButterE.Probe.Traversals;

/// <summary>
/// The SplitMix64 generator (Steele, Lea, Flood, OOPSLA 2014): one multiplication chain per number, which matters when a permutation
/// of a million lines is drawn for every visit, and the same sequence on every version of .NET, which matters for the logged seed.
/// </summary>
/// <param name="seed">Any number; equal seeds give equal sequences.</param>
public struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>; the bias of the multiplication is below 2^-32 for the sizes met here.</summary>
    /// <param name="bound">Upper bound, exclusive; at least 1.</param>
    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Puts the values in uniformly random order (Fisher and Yates).</summary>
    /// <param name="values">The values.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
