namespace ButterE.Probe.Levels;

/// <summary>The length of a line from the time of loads in pairs, by the distance inside a pair.</summary>
internal static class LineSize
{
    /// <summary>A second load that misses makes a pair at least so much dearer than one that hits; else nothing can be told.</summary>
    private const double LeastRatio = 1.3;

    /// <summary>The shortest distance at which the second load misses as the first does; null where no distance makes a difference.</summary>
    /// <param name="nanoseconds">Time of a load by distance, ns, ascending distances, each a power of two.</param>
    public static int? Of(IReadOnlyList<(int Distance, double Nanoseconds)> nanoseconds)
    {
        // Against the shorter distances, not the longest: nodes far apart fall into few sets, and what they then miss beyond the first level
        // says nothing about lines.
        var least = double.PositiveInfinity;
        foreach (var (distance, ns) in nanoseconds)
        {
            if (ns >= LeastRatio * least)
                return distance;
            least = Math.Min(least, ns);
        }

        return null;
    }
}
