namespace ButterE.Engine.Model;

/// <summary>A form of the model fitted to some runs.</summary>
/// <param name="Form">The form.</param>
/// <param name="Edges">Where the second and later kernel regimes begin; null for the paper's terms.</param>
/// <param name="Conditions">Parts of the campaign with a factor of their own.</param>
/// <param name="Terms">Columns that were fitted.</param>
/// <param name="Unknown">Columns that no run of the fit incurred: a run that does cannot be predicted.</param>
/// <param name="Coefficients">Cost of each fitted column.</param>
/// <param name="RobustScale">Log ratio beyond which the pull of a run was bounded; infinite for the paper's objective.</param>
/// <param name="Loss">Half the objective that was reached.</param>
/// <param name="Growth">With which power of the spread the objective grows there; see <see cref="LogRatioFit.Growth"/>.</param>
internal sealed record FittedForm(
    ModelForm Form, double[]? Edges, IReadOnlyList<CampaignCondition> Conditions, int[] Terms, int[] Unknown, double[] Coefficients,
    double RobustScale, double Loss, double Growth)
{
    /// <summary>Predicts one run without the factor of its conditions; not a number if it incurs what no run of the fit incurred.</summary>
    public double PredictPlain(RunTerms runs, int run)
    {
        var counts = runs.CountsOf(run, Edges);
        foreach (var column in Unknown)
        {
            if (counts[column] > 0)
                return double.NaN;
        }

        double sum = 0;
        for (var i = 0; i < Terms.Length; i++)
            sum += Coefficients[i] * counts[Terms[i]];
        return sum;
    }

    /// <summary>Predicts one run.</summary>
    public double Predict(RunTerms runs, int run) =>
        PredictPlain(runs, run) * CampaignCondition.FactorOf(Conditions, runs.Runs[run]);

    /// <summary>Logarithm of predicted over measured, without the factor of the conditions.</summary>
    public double LogRatio(RunTerms runs, int run) => Math.Log(PredictPlain(runs, run) / runs.Measured[run]);
}
