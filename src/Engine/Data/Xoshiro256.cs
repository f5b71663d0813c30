using System.Numerics;
using ButterE.Probe.Traversals;

namespace ButterE.Engine.Data;

/// <summary>
/// The generator xoshiro256** 1.0, seeded by SplitMix64 (Blackman and Vigna, https://prng.di.unimi.it). System.Random may change
/// its sequence between versions of .NET; splits and stand-ins that published numbers rest on must not.
/// </summary>
internal sealed class Xoshiro256
{
    private ulong s0, s1, s2, s3;

    /// <summary>Starts the sequence of a seed.</summary>
    public Xoshiro256(int seed)
    {
        var splitMix = new SplitMix64(unchecked((ulong)seed));
        (s0, s1, s2, s3) = (splitMix.Next(), splitMix.Next(), splitMix.Next(), splitMix.Next());
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number in [0, 1) with 24 random bits, as many as a float32 holds.</summary>
    public float NextUnit() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>A number from the standard normal distribution (Box and Muller).</summary>
    public double NextNormal() => NormalOf(NextUnit(), NextUnit());

    /// <summary>A number from the standard normal distribution out of two from [0, 1).</summary>
    public static double NormalOf(double first, double second) => Math.Sqrt(-2 * Math.Log(1 - first)) * Math.Cos(2 * Math.PI * second);

    /// <summary>A number in [0, bound), every one as likely (Lemire, "Fast random integer generation in an interval", 2019).</summary>
    public int NextBelow(int bound)
    {
        var range = (ulong)bound;
        var high = Math.BigMul(NextBits(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold)
                high = Math.BigMul(NextBits(), range, out low);
        }

        return (int)high;
    }

    /// <summary>Puts the items into a random order, every order as likely (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
