using MathNet.Numerics.Statistics;

namespace ButterE.Engine.Runs;

/// <summary>
/// What the replicates of a configuration say together. The random part of an uncertainty is the scatter of the replicates (Type A, JCGM 100 section
/// 4.2), which holds the noise of the meter too and shrinks with their number; the systematic part is the mean of theirs and does not.
/// </summary>
public static class ReplicateMeans
{
    /// <summary>Fewest replicates whose scatter says something.</summary>
    public const int FewestForScatter = 3;

    /// <summary>What the configurations of replicates have in common, as a hash.</summary>
    public static string IdentityOf(RunConfiguration configuration) => RunId.Of(configuration with { Replicate = 0 });

    /// <summary>
    /// The same runs with the columns that their replicates give together; unchanged those without another replicate. A mean over runs of which one
    /// is not known is null.
    /// </summary>
    /// <param name="runs">Runs of any number of configurations.</param>
    public static IReadOnlyList<RunRecord> Fill(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var identities = runs.Select(run => IdentityOf(run.Configuration)).ToArray();
        var groups = runs.Zip(identities).GroupBy(pair => pair.Second, pair => pair.First).ToDictionary(group => group.Key, group => group.ToArray());
        return [.. runs.Zip(identities, (run, identity) => Filled(run, groups[identity]))];
    }

    private static RunRecord Filled(RunRecord run, RunRecord[] all)
    {
        if (all.Length < 2)
            return run;
        var (seconds, joules, dynamic) = (Values(all, r => r.Seconds), Values(all, r => r.Joules), Values(all, r => r.DynamicJoules));
        return run with
        {
            Replicates = all.Length,
            SecondsMean = Mean(seconds),
            SecondsMeanRandom = Scatter(seconds),
            JoulesMean = Mean(joules),
            JoulesMeanRandom = Scatter(joules),
            JoulesMeanSystematic = Mean(Values(all, r => r.JoulesSystematic)),
            DynamicJoulesMean = Mean(dynamic),
            DynamicJoulesMeanRandom = Scatter(dynamic),
            DynamicJoulesMeanSystematic = Mean(Values(all, r => r.DynamicJoulesSystematic)),
        };
    }

    private static double[]? Values(RunRecord[] runs, Func<RunRecord, double?> of) =>
        Array.TrueForAll(runs, run => of(run) is not null) ? [.. runs.Select(run => of(run)!.Value)] : null;

    private static double? Mean(double[]? values) => values?.Average();

    // Standard deviation of the mean.
    private static double? Scatter(double[]? values) =>
        values is null || values.Length < FewestForScatter ? null : values.StandardDeviation() / Math.Sqrt(values.Length);
}
