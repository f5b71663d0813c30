using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Isolines;

/// <summary>How many minima have a working set of one size, in octaves.</summary>
/// <param name="WorkingSet"><c>l</c> (the largest inter-layer set), <c>f</c> or <c>b</c>.</param>
/// <param name="FirstOctave">Logarithm to base 2 of the lower edge of the first bin: of bytes, or of the ratio to the level's capacity.</param>
/// <param name="Level">The level whose capacity the sizes are divided by; null for plain bytes.</param>
/// <param name="Counts">Minima in each octave.</param>
/// <param name="Near">Minima with the set within a factor of two of the level's capacity; null for plain bytes.</param>
public sealed record OctaveCounts(string WorkingSet, string? Level, int FirstOctave, IReadOnlyList<int> Counts, int? Near);

/// <summary>
/// Which sizes the working sets have where an isoline is cheapest, on one device (the paper's figure 8, whose published version pools both devices).
/// </summary>
/// <param name="Device">The device.</param>
/// <param name="Minima">Isolines with a cheapest point.</param>
/// <param name="AtAnEnd">Of these, those whose cheapest network is the smallest or largest: their true minimum may lie beyond.</param>
/// <param name="NearAnyCache">Minima at which b or f is within a factor of two of the capacity of some cache: the paper's rule.</param>
/// <param name="SizesNearAnyCache">The same over all points of the same isolines, minimum or not: what the rule would score by chance.</param>
/// <param name="SizesSeen">Points of these isolines.</param>
/// <param name="Histograms">One for each working set in bytes, and one for each set and level but the last in ratios.</param>
public sealed record SpillHistogram(
    string Device, int Minima, int AtAnEnd, int NearAnyCache, int SizesNearAnyCache, int SizesSeen, IReadOnlyList<OctaveCounts> Histograms)
{
    private const double Near = 2;
    private const int LeastOctave = 5, BeyondOctave = 35, OctavesToEitherSide = 12;

    /// <summary>Counts the cheapest points of isolines.</summary>
    /// <param name="device">The device.</param>
    /// <param name="isolines">Isolines with measured costs.</param>
    /// <param name="hardware">Profile in which the working sets are placed.</param>
    /// <param name="placement">The placement.</param>
    public static SpillHistogram Of(string device, IEnumerable<Isoline> isolines, HardwareProfile hardware, IPlacement placement)
    {
        var memory = MemoryHierarchy.Of(hardware);
        var capacities = CapacitiesOf(placement, memory);
        var cheapest = isolines.Select(isoline => (isoline, Point: isoline.Cheapest)).Where(minimum => minimum.Point is not null).ToArray();
        var occupied = cheapest.Select(minimum => OccupiedSizes.Of(minimum.Point!.Setup, memory, placement)).ToArray();
        var all = cheapest.SelectMany(minimum => minimum.isoline.Points).Select(point => OccupiedSizes.Of(point.Setup, memory, placement)).ToArray();
        var histograms = new List<OctaveCounts>();
        foreach (var set in OccupiedSizes.Names)
        {
            double[] bytes = [.. occupied.Select(sizes => sizes[set])];
            histograms.Add(new OctaveCounts(set, null, LeastOctave, Octaves(bytes, LeastOctave, BeyondOctave), null));
            for (var level = 0; level < capacities.Length; level++)
            {
                double[] ratios = [.. bytes.Select(size => size / capacities[level])];
                histograms.Add(new OctaveCounts(
                    set, memory.Levels[level].Name, -OctavesToEitherSide, Octaves(ratios, -OctavesToEitherSide, OctavesToEitherSide), ratios.Count(IsNear)));
            }
        }

        return new SpillHistogram(
            device, cheapest.Length, cheapest.Count(minimum => !minimum.isoline.IsInside(minimum.Point!)), occupied.Count(FollowsTheRule),
            all.Count(FollowsTheRule), all.Length, histograms);

        bool FollowsTheRule(OccupiedSizes sizes) => capacities.Any(capacity => IsNear(sizes["b"] / capacity) || IsNear(sizes["f"] / capacity));
    }

    /// <summary>Capacities that occupied sizes compare with: of the caches, cumulative where the placement counts skipped levels as occupied.</summary>
    internal static double[] CapacitiesOf(IPlacement placement, MemoryHierarchy memory)
    {
        double below = 0;
        return [.. memory.Levels.SkipLast(1).Select(level => placement is NotebookPlacement ? below += level.CapacityBytes : level.CapacityBytes)];
    }

    private static bool IsNear(double ratio) => ratio is >= 1 / Near and <= Near;

    private static int[] Octaves(double[] values, int first, int beyond)
    {
        var counts = new int[beyond - first];
        foreach (var value in values)
        {
            var octave = (int)Math.Floor(Math.Log2(value)) - first;
            if (octave >= 0 && octave < counts.Length)
                counts[octave]++;
        }

        return counts;
    }
}
