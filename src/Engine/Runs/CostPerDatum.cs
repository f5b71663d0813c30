using ButterE.Engine.Networks;

namespace ButterE.Engine.Runs;

/// <summary>
/// Cost of a run per training datum, the paper's quantity: the cost of all epochs, test passes included, over the training rows
/// rounded up to whole batches (notebook 3 of the supplement).
/// </summary>
public static class CostPerDatum
{
    /// <summary>Time per training datum, s; null when the rows are not known or no epoch ended.</summary>
    public static double? Seconds(RunRecord run) => run.Seconds / TrainingData(run);

    /// <summary>Energy per training datum, J; null when the energy or the rows are not known or no epoch ended.</summary>
    public static double? Joules(RunRecord run) => run.Joules / TrainingData(run);

    private static double? TrainingData(RunRecord run)
    {
        if (run.Configuration.Rows is not { } rows || run.EpochSeconds.Count == 0)
            return null;
        var batch = run.Configuration.Batch;
        // A run without test losses had no split: every row trained.
        var batches = (run.TestLoss is null ? BatchCounts.WithoutSplit(rows, batch) : BatchCounts.Of(rows, batch)).Training;
        return (double)batches * batch * run.EpochSeconds.Count;
    }
}
