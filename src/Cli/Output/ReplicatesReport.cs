using ButterE.Engine.Runs;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Cli.Output;

/// <summary>The replicates of one configuration, as a command prints them in JSON. Energies are null where one of them is not known.</summary>
/// <param name="Count">How many.</param>
/// <param name="OrderSeed">Seed of the order in which they ran.</param>
/// <param name="Seconds">Mean time with its random uncertainty, and the median with its bootstrap interval, s.</param>
/// <param name="Joules">The same of the energy, J; random and systematic uncertainty apart.</param>
/// <param name="DynamicJoules">The same of the energy above the idle machine's, J.</param>
/// <param name="Runs">Each run, in the order in which they were made.</param>
internal sealed record ReplicatesReport(
    int Count, int? OrderSeed, ReplicatedQuantity Seconds, ReplicatedQuantity? Joules, ReplicatedQuantity? DynamicJoules,
    IReadOnlyList<ReplicateReport> Runs)
{
    /// <summary>The report of runs whose columns of replicates are filled, at least two.</summary>
    public static ReplicatesReport Of(IReadOnlyList<RunRecord> runs)
    {
        var first = runs[0];
        return new ReplicatesReport(
            runs.Count,
            first.OrderSeed,
            ReplicatedQuantity.Of(runs, run => run.Seconds, first.SecondsMean, first.SecondsMeanRandom, null)!,
            ReplicatedQuantity.Of(runs, run => run.Joules, first.JoulesMean, first.JoulesMeanRandom, first.JoulesMeanSystematic),
            ReplicatedQuantity.Of(
                runs, run => run.DynamicJoules, first.DynamicJoulesMean, first.DynamicJoulesMeanRandom, first.DynamicJoulesMeanSystematic),
            [.. runs.Select(run => new ReplicateReport(
                run.Configuration.Replicate, run.OrderPosition, run.RunId, run.Seconds, run.Joules, run.DynamicJoules, run.Flags,
                run.TemperatureBefore, run.TemperatureAfter))]);
    }
}

/// <summary>One quantity over replicates.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Random">Random standard uncertainty of the mean, from the scatter; null below 3 replicates.</param>
/// <param name="Systematic">Systematic standard uncertainty of the mean; null where there is none.</param>
/// <param name="Summary">Median, quartile range and the bootstrap interval of the median.</param>
internal sealed record ReplicatedQuantity(double Mean, double? Random, double? Systematic, ReplicateSummary Summary)
{
    /// <summary>The quantity of some runs; null where its mean is not known.</summary>
    public static ReplicatedQuantity? Of(
        IReadOnlyList<RunRecord> runs, Func<RunRecord, double?> value, double? mean, double? random, double? systematic) => mean is { } known
            ? new ReplicatedQuantity(known, random, systematic, ReplicateSummary.Of([.. runs.Select(run => value(run)!.Value)]))
            : null;
}

/// <summary>One of several replicates.</summary>
internal sealed record ReplicateReport(
    int Replicate, int? OrderPosition, string RunId, double Seconds, double? Joules, double? DynamicJoules, string? Flags, double? TemperatureBefore,
    double? TemperatureAfter);
