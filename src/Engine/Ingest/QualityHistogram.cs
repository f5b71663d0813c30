namespace ButterE.Engine.Ingest;

/// <summary>What the filters kept and removed over one property of the runs: a panel of Figure 2 of the paper.</summary>
/// <param name="Id"><c>fig2a</c> (run time) or <c>fig2b</c> (deviation).</param>
/// <param name="Property">The property and its unit.</param>
/// <param name="Edges">Ends of the bins, one more than there are bins; the last bin holds its end.</param>
/// <param name="Retained">Joined runs that passed the filters, by bin.</param>
/// <param name="Removed">Joined runs that a filter rejected, by bin.</param>
public sealed record QualityHistogram(
    string Id, string Property, IReadOnlyList<double> Edges, IReadOnlyList<long> Retained, IReadOnlyList<long> Removed)
{
    /// <summary>Bins of the paper's panels.</summary>
    public const int Bins = 100;

    /// <summary>Both panels over the judged runs; without those that there is no run for.</summary>
    internal static IReadOnlyList<QualityHistogram> Of(CampaignDatabase database) =>
    [
        .. Panel(database, "fig2a", "run time, s", "run_time", EqualRatios),
        // A run alone in its group has no deviation.
        .. Panel(database, "fig2b", "standard deviations of the logarithm of the run time from the mean of its group", "filter_3_stdevs", EqualSteps),
    ];

    /// <summary>Bins of equal ratio.</summary>
    internal static double[] EqualRatios(double from, double to) => [.. Enumerable.Range(0, Bins + 1).Select(i => from * Math.Pow(to / from, i / (double)Bins))];

    /// <summary>Bins of equal width.</summary>
    internal static double[] EqualSteps(double from, double to) => [.. Enumerable.Range(0, Bins + 1).Select(i => from + (to - from) * i / Bins)];

    private static IEnumerable<QualityHistogram> Panel(
        CampaignDatabase database, string id, string property, string column, Func<double, double, double[]> edgesBetween)
    {
        var runs = database.Rows($"SELECT {column}, filter FROM judged WHERE {column} IS NOT NULL")
            .Select(row => (Value: row.GetDouble(0), Removed: row.GetBoolean(1))).ToList();
        if (runs.Count == 0)
            yield break;
        var edges = edgesBetween(runs.Min(run => run.Value), runs.Max(run => run.Value));
        var (retained, removed) = (new long[Bins], new long[Bins]);
        foreach (var (value, isRemoved) in runs)
        {
            var place = Array.BinarySearch(edges, value);
            (isRemoved ? removed : retained)[Math.Clamp(place >= 0 ? place : ~place - 1, 0, Bins - 1)]++;
        }

        yield return new QualityHistogram(id, property, edges, retained, removed);
    }
}
