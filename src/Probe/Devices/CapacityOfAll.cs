using ButterE.Kernels.Gpu.Access;
using ButterE.Probe.Levels;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>
/// What a cache that all multiprocessors share serves to all of them: each passes over a part of its own of one working set, and where the
/// time of a byte breaks, the cache is full. A cache of two halves, each for the multiprocessors next to it (NVIDIA A100 Tensor Core GPU
/// Architecture, L2 Cache), serves one multiprocessor half of it and all of them the whole.
/// </summary>
/// <param name="access">The memory.</param>
/// <param name="timer">Times a visit.</param>
/// <param name="rounds">Visits to each size.</param>
internal sealed class CapacityOfAll(MemoryAccess access, DeviceTimer timer, int rounds)
{
    private const int SizesPerOctave = 8;

    // Below and above the capacity that one of them sees: the halves of a cache, and a plateau on both sides.
    private const double Around = 8;

    /// <summary>Measures it.</summary>
    /// <param name="about">Capacity that one multiprocessor is served, bytes.</param>
    /// <param name="seed">Seed of the order of sizes and of the bootstrap.</param>
    /// <returns>With its interval; null where the sizes that fit leave too few for one, or nothing breaks.</returns>
    public Estimate? Of(double about, int seed)
    {
        var read = new DeviceStream("read", access, access.Units, (bytes, _, passes) => access.ReadFinely(bytes, passes));
        var granule = (long)access.FineGranule * access.Units;
        long[] sizes = [.. Sizes(about / Around, Math.Min(about * Around, access.Bytes), granule)];
        var visits = new List<Visit>();
        var random = new SplitMix64((ulong)seed);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(sizes.AsSpan());
            foreach (var bytes in sizes)
                visits.Add(new Visit(bytes, timer.NanosecondsPerStep(read, new WorkingSet(0, bytes), ref random) / bytes, round));
        }

        try
        {
            return LevelDetector.Detect(visits, seed).Levels is [.., var last]
                ? new Estimate(last.CapacityBytes, last.CapacityLow, last.CapacityHigh)
                : null;
        }
        catch (InsufficientDataException)
        {
            return null;
        }
    }

    private static IEnumerable<long> Sizes(double from, double to, long granule)
    {
        var last = 0L;
        for (var exact = from; exact <= to; exact *= Math.Pow(2, 1.0 / SizesPerOctave))
        {
            var bytes = Math.Max((long)(exact / granule), 1) * granule;
            if (bytes > last && bytes <= to)
                yield return last = bytes;
        }
    }
}
