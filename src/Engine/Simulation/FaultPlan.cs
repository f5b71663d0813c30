namespace ButterE.Engine.Simulation;

/// <summary>
/// Chooses the runs that go wrong, in the proportions of the paper's campaign, at least one of each kind (an outlier, if its peers leave room
/// for one).
/// </summary>
internal static class FaultPlan
{
    private const double PaperRuns = 41_129;
    private const double LongestHealthySeconds = 70_000, ShortestSeconds = 50, TargetDeviations = 5;

    private static readonly (PlantedFault Fault, int InPaper)[] Counts =
    [
        (PlantedFault.ZeroWatts, 470), (PlantedFault.NoneInWindow, 137), (PlantedFault.TooFew, 14), (PlantedFault.NoFile, 44),
        (PlantedFault.Long, 163),
    ];

    private const int OutliersInPaper = 78;

    /// <summary>Plants the faults.</summary>
    public static void Plant(List<SimulatedRun> runs, SimulationRandom random)
    {
        var order = runs.ToArray();
        random.Shuffle(order.AsSpan());
        var free = new Queue<SimulatedRun>(order);
        foreach (var (fault, inPaper) in Counts)
        {
            for (var left = Scaled(inPaper, runs.Count); left > 0;)
            {
                var run = free.Dequeue();
                // Five minutes have readings enough to lack some.
                if (fault == PlantedFault.TooFew && run.Seconds < 300)
                    continue;
                run.Fault = fault;
                if (fault == PlantedFault.Long)
                    run.Microseconds = (long)(random.Between(76_000, 150_000) * 1e6);
                left--;
            }
        }

        PlantOutliers(free, runs, random);
    }

    private static int Scaled(int inPaper, int runs) => Math.Max(1, (int)Math.Round(inPaper * runs / PaperRuns));

    // At most one in a group of peers, moved so far that the group's own deviation, which it widens, still leaves it out.
    private static void PlantOutliers(Queue<SimulatedRun> free, List<SimulatedRun> runs, SimulationRandom random)
    {
        var groups = PeerDeviation.Groups(runs.Where(PeerDeviation.IsJoined)).ToDictionary(group => group.Key, group => group.ToList());
        var used = new HashSet<(bool, string, long)>();
        var left = Scaled(OutliersInPaper, runs.Count);
        while (left > 0 && free.TryDequeue(out var run))
        {
            var group = groups[PeerDeviation.KeyOf(run)];
            var others = group.Where(other => other != run).Select(other => Math.Log(other.Seconds)).ToArray();
            if (others.Length < 30 || used.Contains(PeerDeviation.KeyOf(run)))
                continue;
            var mean = others.Average();
            var variance = others.Average(value => (value - mean) * (value - mean));
            double n = others.Length + 1;
            // With one value D from the mean of the others: z² = D² (n-1)²/n² / (variance (n-1)/n + D² (n-1)/n²).
            var target = TargetDeviations * TargetDeviations;
            if (n - 1 <= target)
                continue;
            var distance = Math.Sqrt(target * variance * n / (n - 1 - target));
            if (random.Unit() < 0.5)
                distance = -distance;
            if ((Fits(mean, distance) ?? Fits(mean, -distance)) is not { } seconds)
                continue;
            run.Microseconds = (long)(seconds * 1e6);
            run.Fault = PlantedFault.Outlier;
            used.Add(PeerDeviation.KeyOf(run));
            left--;
        }
    }

    private static double? Fits(double mean, double distance) =>
        Math.Exp(mean + distance) is var seconds and >= ShortestSeconds and <= LongestHealthySeconds ? seconds : null;
}
