using System.Numerics;
using ButterE.Probe.Caches;

namespace ButterE.Probe.Simulation;

/// <summary>Caches in front of a memory, line by line.</summary>
internal sealed class SimulatedHierarchy
{
    private readonly IReadOnlyList<CacheDescription> descriptions;
    private readonly SetAssociativeCache[] caches;

    /// <param name="descriptions">The caches, the closest to the core first.</param>
    /// <param name="seed">Seed of random replacement.</param>
    public SimulatedHierarchy(IReadOnlyList<CacheDescription> descriptions, ulong seed)
    {
        this.descriptions = descriptions;
        caches = [.. descriptions.Select((cache, k) =>
            new SetAssociativeCache(cache.Policy, cache.SetsOfSlice * cache.Slices, cache.Ways, seed + (ulong)k))];
    }

    /// <summary>Loads a line; returns the index of the cache that served it, or their number for memory.</summary>
    public int Load(int line)
    {
        var level = 0;
        for (; level < caches.Length; level++)
        {
            var set = SetOf(level, line);
            var way = caches[level].Find(set, line);
            if (way < 0)
                continue;
            if (descriptions[level].Inclusion == Inclusion.Exclusive && level > 0)
                caches[level].Remove(set, way);
            else
                caches[level].Hit(set, way);
            break;
        }

        for (var k = level - 1; k >= 0; k--)
        {
            if (descriptions[k].Inclusion != Inclusion.Exclusive || k == 0)
                Insert(k, line);
        }

        return level;
    }

    private void Insert(int level, int line)
    {
        var displaced = caches[level].Insert(SetOf(level, line), line);
        if (displaced == SetAssociativeCache.None)
            return;
        if (descriptions[level].Inclusion == Inclusion.Inclusive)
            RemoveBelow(level, displaced);
        var next = level + 1;
        if (next < caches.Length && descriptions[next].Inclusion == Inclusion.Exclusive && caches[next].Find(SetOf(next, displaced), displaced) < 0)
            Insert(next, displaced);
    }

    private void RemoveBelow(int level, int line)
    {
        for (var k = 0; k < level; k++)
        {
            var set = SetOf(k, line);
            if (caches[k].Find(set, line) is var way and >= 0)
                caches[k].Remove(set, way);
        }
    }

    private int SetOf(int level, int line)
    {
        var cache = descriptions[level];
        var inSlice = line & (cache.SetsOfSlice - 1);
        return cache.Slices == 1 ? inSlice : SliceOf(line, cache.Slices) * cache.SetsOfSlice + inSlice;
    }

    /// <summary>
    /// A power of two of slices is chosen by parities of address bits, as found on Intel processors (Maurice et al., RAID 2015), which keeps
    /// slices evenly filled; any other number by a mixing hash, which does so on average.
    /// </summary>
    private static int SliceOf(int line, int slices)
    {
        if (!BitOperations.IsPow2(slices))
            return (int)(((uint)line * 0x9E3779B1u ^ (uint)line * 0x85EBCA6Bu >> 15) * (ulong)slices >> 32);
        var slice = 0;
        for (int bit = 0, mask = 0x1B5F575; 1 << bit < slices; bit++, mask = (mask << 1) ^ 0x2C3A)
            slice |= (BitOperations.PopCount((uint)(line & mask)) & 1) << bit;
        return slice;
    }
}
