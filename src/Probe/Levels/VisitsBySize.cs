namespace ButterE.Probe.Levels;

/// <summary>The visits of a sweep, a row per size.</summary>
internal sealed class VisitsBySize
{
    private VisitsBySize(double[] bytes, double[][] nanoseconds)
    {
        Bytes = bytes;
        Nanoseconds = nanoseconds;
    }

    /// <summary>Working-set sizes, ascending.</summary>
    public double[] Bytes { get; }

    /// <summary>Latencies at each size, ascending, ns.</summary>
    public double[][] Nanoseconds { get; }

    public static VisitsBySize Of(IEnumerable<Visit> visits)
    {
        var sizes = visits.GroupBy(visit => visit.Bytes).OrderBy(size => size.Key).ToArray();
        return new VisitsBySize(
            [.. sizes.Select(size => size.Key)], [.. sizes.Select(size => size.Select(visit => visit.Nanoseconds).Order().ToArray())]);
    }

    /// <summary>Other latencies at the same sizes.</summary>
    public VisitsBySize With(double[][] nanoseconds)
    {
        foreach (var row in nanoseconds)
            Array.Sort(row);
        return new VisitsBySize(Bytes, nanoseconds);
    }
}
