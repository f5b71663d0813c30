using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Levels;

/// <summary>Ground truth: set-associative caches under the very chain that the probe walks, line by line.</summary>
internal sealed class CacheSimulator(ulong seed, bool exclusiveLast, params CacheSimulator.Cache[] caches)
{
    internal sealed record Cache(int Bytes, int Ways, bool Random, double LatencyNs)
    {
        private readonly long[] lines = [.. Enumerable.Repeat(-1L, Bytes / 64)];

        private int Sets => Bytes / 64 / Ways;

        public bool Contains(long line) => Set(line).Contains(line);

        /// <summary>Moves a line to the front of its set; true when it was there.</summary>
        public bool Touch(long line)
        {
            var set = Set(line);
            var way = set.IndexOf(line);
            if (way < 0)
                return false;
            if (!Random)
                ToFront(set, way, line);
            return true;
        }

        /// <summary>Takes a line in; returns the one it displaced, or -1.</summary>
        public long Insert(long line, ref SplitMix64 random)
        {
            var set = Set(line);
            var free = set.IndexOf(-1L);
            var way = free >= 0 ? free : Random ? random.Below(Ways) : Ways - 1;
            var displaced = set[way];
            if (Random)
                set[way] = line;
            else
                ToFront(set, way, line);
            return displaced;
        }

        public void Remove(long line)
        {
            var set = Set(line);
            if (set.IndexOf(line) is var way and >= 0)
                set[way] = -1;
        }

        private Span<long> Set(long line) => lines.AsSpan((int)(line % Sets) * Ways, Ways);

        private static void ToFront(Span<long> set, int way, long line)
        {
            set[..way].CopyTo(set[1..]);
            set[0] = line;
        }
    }

    private SplitMix64 random = new(seed);

    /// <summary>Mean latency of a load in a random cycle over so many bytes, after two warm laps.</summary>
    public double Chase(int bytes, bool scatteredPages, double memoryNs)
    {
        var chain = new long[bytes / 64];
        var frames = new Dictionary<long, long>();
        for (var i = 0; i < chain.Length; i++)
            chain[i] = i;
        random.Shuffle(chain.AsSpan());
        for (var i = 0; i < chain.Length && scatteredPages; i++)
        {
            if (!frames.TryGetValue(chain[i] / 64, out var frame))
                frames[chain[i] / 64] = frame = random.Below(1 << 24);
            chain[i] = frame * 64 + chain[i] % 64;
        }

        var total = 0.0;
        for (var lap = 0; lap < 3; lap++)
        {
            total = 0;
            foreach (var line in chain)
                total += Load(line, memoryNs);
        }

        return total / chain.Length;
    }

    private double Load(long line, double memoryNs)
    {
        for (var k = 0; k < caches.Length; k++)
        {
            if (!caches[k].Touch(line))
                continue;
            if (exclusiveLast && k == caches.Length - 1)
                caches[k].Remove(line);
            Fill(line, k);
            return caches[k].LatencyNs;
        }

        Fill(line, caches.Length);
        return memoryNs;
    }

    /// <summary>Fills the levels that missed; the last one, if exclusive, only takes what the level below it displaces.</summary>
    private void Fill(long line, int hit)
    {
        var last = caches.Length - 1;
        for (var k = Math.Min(hit, exclusiveLast ? last : caches.Length) - 1; k >= 0; k--)
        {
            var displaced = caches[k].Insert(line, ref random);
            if (exclusiveLast && k == last - 1 && displaced >= 0 && !caches[last].Contains(displaced))
                caches[last].Insert(displaced, ref random);
        }
    }
}
