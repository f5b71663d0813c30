namespace ButterE.Engine.Model;

/// <summary>How well runs of one group are predicted by a fit to all other groups: what to expect of an unseen data set, shape, size or depth.</summary>
/// <param name="By">dataset, shape, size or depth.</param>
/// <param name="MeanAbsoluteRelative">Mean of |ratio − 1| over all runs; null if some group could not be predicted.</param>
/// <param name="Unseen">Each group.</param>
public sealed record GroupValidation(string By, double? MeanAbsoluteRelative, IReadOnlyList<UnseenGroup> Unseen)
{
    /// <summary>What runs can be grouped by.</summary>
    public static IReadOnlyList<string> Groupings { get; } = ["dataset", "shape", "size", "depth"];

    /// <summary>Leaves out one group after the other.</summary>
    internal static GroupValidation Of(string by, RunTerms runs, int[] subset, Func<int[], int[], double[]> predict)
    {
        var keys = subset.Select(run => KeyOf(by, runs.Runs[run])).ToArray();
        var groups = keys.Distinct().Order(Comparer<string>.Create((a, b) => a.Length != b.Length && by is "size" or "depth"
            ? a.Length.CompareTo(b.Length)
            : string.CompareOrdinal(a, b))).ToArray();
        var parts = keys.Select(key => Array.IndexOf(groups, key)).ToArray();
        var predictions = CrossValidation.Predict(subset, parts, predict);
        return new GroupValidation(by, CrossValidation.MeanError(runs, subset, predictions),
        [
            .. groups.Select((group, part) =>
            {
                var inside = Enumerable.Range(0, subset.Length).Where(i => parts[i] == part).ToArray();
                return new UnseenGroup(group, inside.Length,
                    CrossValidation.MeanError(runs, [.. inside.Select(i => subset[i])], [.. inside.Select(i => predictions[i])]));
            }),
        ]);
    }

    private static string KeyOf(string by, MeasuredRun run) => by switch
    {
        "dataset" => run.Dataset,
        "shape" => run.Shape,
        "size" => run.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "depth" => run.Setup.Network.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new Probe.InputException($"--groups {by}: unknown; known are {string.Join(", ", Groupings)}"),
    } ?? "not given";
}

/// <summary>One group of runs, predicted by a fit to the others.</summary>
/// <param name="Group">What its runs have in common.</param>
/// <param name="N">Runs.</param>
/// <param name="MeanAbsoluteRelative">Mean of |ratio − 1|; null if one of its runs could not be predicted without it.</param>
public sealed record UnseenGroup(string Group, int N, double? MeanAbsoluteRelative);
