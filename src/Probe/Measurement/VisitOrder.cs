using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// The random choices of one round, from the seed and the numbers of part and round alone: what went before, or how much of it there was time for,
/// changes neither the order of visits nor their places and chains.
/// </summary>
internal static class VisitOrder
{
    /// <summary>Source of the choices.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="part">Number of the part of the run.</param>
    /// <param name="round">Number of the round in that part.</param>
    public static SplitMix64 Of(ulong seed, int part, int round)
    {
        var parts = new SplitMix64(seed);
        var rounds = new SplitMix64(parts.Next() + (ulong)part);
        return new SplitMix64(rounds.Next() + (ulong)round);
    }
}
