namespace ButterE.Engine.Model;

/// <summary>Predictions of runs by fits that had not seen them.</summary>
internal static class CrossValidation
{
    /// <summary>Deals runs into parts of about equal size; repetitions of one network stay together.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="subset">Numbers of the runs to deal.</param>
    /// <param name="folds">Number of parts.</param>
    /// <param name="seed">Seed of the dealing.</param>
    /// <returns>The part of each run of the subset.</returns>
    public static int[] Deal(RunTerms runs, int[] subset, int folds, int seed)
    {
        var networks = subset.Select(run => runs.Networks[run]).Distinct().ToArray();
        new Random(seed).Shuffle(networks);
        var parts = networks.Select((network, i) => (network, i)).ToDictionary(pair => pair.network, pair => pair.i % folds);
        return [.. subset.Select(run => parts[runs.Networks[run]])];
    }

    /// <summary>Predicts every run from those of the other parts.</summary>
    /// <param name="subset">Numbers of the runs.</param>
    /// <param name="parts">The part of each.</param>
    /// <param name="predict">Given the numbers of the runs to learn from and of those to predict, the predictions; not a number where
    /// there is none.</param>
    /// <returns>Predictions, in the order of <paramref name="subset"/>.</returns>
    public static double[] Predict(int[] subset, int[] parts, Func<int[], int[], double[]> predict)
    {
        var predictions = new double[subset.Length];
        Parallel.ForEach(parts.Distinct(), part =>
        {
            var unseen = Enumerable.Range(0, subset.Length).Where(i => parts[i] == part).ToArray();
            var found = predict([.. Enumerable.Range(0, subset.Length).Where(i => parts[i] != part).Select(i => subset[i])], [.. unseen.Select(i => subset[i])]);
            for (var i = 0; i < unseen.Length; i++)
                predictions[unseen[i]] = found[i];
        });
        return predictions;
    }

    /// <summary>Mean of |ratio − 1|; null when there are no runs or one of them has no prediction.</summary>
    public static double? MeanError(RunTerms runs, int[] subset, double[] predictions) =>
        MeanErrorOfPredicted(runs, subset, predictions) is { } of && of.N == subset.Length ? of.Mean : null;

    /// <summary>Mean of |ratio − 1| over the runs that have a prediction, and how many those are; null when none has.</summary>
    public static (double Mean, int N)? MeanErrorOfPredicted(RunTerms runs, int[] subset, double[] predictions)
    {
        var errors = subset.Select((run, i) => Math.Abs(predictions[i] / runs.Measured[run] - 1)).Where(double.IsFinite).ToArray();
        return errors.Length == 0 ? null : (errors.Average(), errors.Length);
    }
}
