namespace ButterE.Engine.Simulation;

/// <summary>
/// The rule of filter 3 once more, written from its definition and not from the query that ingestion runs, so that the planted counts are an
/// oracle of that query.
/// </summary>
internal static class PeerDeviation
{
    /// <summary>Group in which a run is compared.</summary>
    public static (bool, string, long) KeyOf(SimulatedRun run) => (run.IsGpu, run.Point.Dataset.Name, run.Point.Size);

    /// <summary>Groups of peers.</summary>
    public static IEnumerable<IGrouping<(bool, string, long), SimulatedRun>> Groups(IEnumerable<SimulatedRun> runs) => runs.GroupBy(KeyOf);

    /// <summary>Whether a run will have an energy.</summary>
    public static bool IsJoined(SimulatedRun run) => run.Fault is PlantedFault.None or PlantedFault.Long or PlantedFault.Outlier;

    /// <summary>The runs more than four of the population's standard deviations from the mean logarithm of their group.</summary>
    public static HashSet<SimulatedRun> Beyond(IEnumerable<SimulatedRun> joined)
    {
        var beyond = new HashSet<SimulatedRun>();
        foreach (var group in Groups(joined))
        {
            var logs = group.Select(run => Math.Log(run.Seconds)).ToArray();
            var mean = logs.Average();
            var deviation = Math.Sqrt(logs.Average(value => (value - mean) * (value - mean)));
            beyond.UnionWith(group.Where(run => deviation > 0 && Math.Abs(Math.Log(run.Seconds) - mean) > 4 * deviation));
        }

        return beyond;
    }
}
