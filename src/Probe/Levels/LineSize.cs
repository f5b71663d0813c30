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
        if (nanoseconds.Count == 0)
            return null;
        var (least, most) = (nanoseconds.Min(point => point.Nanoseconds), nanoseconds.Max(point => point.Nanoseconds));
        if (most < LeastRatio * least)
            return null;
        // Half-way on a log scale: a prefetcher of neighbouring lines makes a miss cheaper, never as cheap as a hit.
        var threshold = Math.Sqrt(least * most);
        return nanoseconds.First(point => point.Nanoseconds >= threshold).Distance;
    }
}
