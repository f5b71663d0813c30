using ButterE.Probe.Traversals;

namespace ButterE.Probe.Caches;

/// <summary>Remembers nothing.</summary>
internal sealed class RandomReplacement(int ways, ulong seed) : Replacement
{
    private SplitMix64 random = new(seed);

    public override void Hit(int set, int way)
    {
    }

    public override void Fill(int set, int way)
    {
    }

    public override int Victim(int set) => random.Below(ways);
}
