namespace ButterE.Engine.Model;

/// <summary>What a form of the model achieves on the runs of a fit.</summary>
/// <param name="Form">The form.</param>
/// <param name="Terms">Costs that it fits; edges of kernel regimes and parts of the campaign count as terms.</param>
/// <param name="MeanAbsoluteRelative">Mean of |ratio − 1| over the runs that it was fitted to; null if it could not be fitted.</param>
/// <param name="CrossValidated">The same over runs left out of the fit, what is found from data found anew each time.</param>
public sealed record CandidateForm(ModelForm Form, int Terms, double? MeanAbsoluteRelative, double? CrossValidated);

/// <summary>Chooses the form of the model by cross-validation.</summary>
/// <param name="runs">All runs.</param>
/// <param name="search">Fits their forms.</param>
/// <param name="folds">Parts of the cross-validation.</param>
/// <param name="seed">Seed of the dealing.</param>
internal sealed class ModelSelection(RunTerms runs, FormSearch search, int folds, int seed)
{
    /// <summary>
    /// The simplest form such that none richer predicts unseen runs better by more than one standard error of the difference.
    /// </summary>
    /// <param name="subset">Numbers of the runs to choose by.</param>
    public ModelForm Choose(int[] subset) => Choose(Errors(ModelForms.Choices, subset));

    private static ModelForm Choose(Dictionary<ModelForm, double[]?> errors)
    {
        var chosen = ModelForm.Paper;
        foreach (var form in ModelForms.Choices)
        {
            if (errors[form] is { } candidate && (errors[chosen] is not { } reference || IsBetter(candidate, reference)))
                chosen = form;
        }

        return chosen;
    }

    /// <summary>Predicts every run by a model that was chosen and fitted without it.</summary>
    /// <param name="subset">Numbers of the runs.</param>
    public double[] PredictUnseen(int[] subset) => CrossValidation.Predict(
        subset, CrossValidation.Deal(runs, subset, folds, seed), (training, unseen) => Predictions(search.Of(Choose(training), training), unseen));

    /// <summary>Predicts every run by one form fitted without its part.</summary>
    /// <param name="form">The form.</param>
    /// <param name="subset">Numbers of the runs.</param>
    /// <param name="parts">The part of each.</param>
    public double[] PredictUnseen(ModelForm form, int[] subset, int[] parts) =>
        CrossValidation.Predict(subset, parts, (training, unseen) => Predictions(search.Of(form, training), unseen));

    /// <summary>Every form, from operations alone, with what it achieves, and the one that <see cref="Choose(int[])"/> chooses.</summary>
    /// <param name="subset">Numbers of the runs.</param>
    public (ModelForm Chosen, IReadOnlyList<CandidateForm> Forms) Compare(int[] subset)
    {
        var forms = Enum.GetValues<ModelForm>();
        var unseen = Errors(forms, subset);
        var fitted = search.All(forms, subset);
        return (Choose(unseen),
        [
            .. forms.Select(form => new CandidateForm(
                form,
                fitted[form] is { } found ? found.Terms.Length + (found.Edges?.Length ?? 0) + found.Conditions.Count : 0,
                CrossValidation.MeanError(runs, subset, Predictions(fitted[form], subset)),
                unseen[form]?.Average())),
        ]);
    }

    /// <summary>|ratio − 1| of every run left out of the fit, for each form; null for a form that cannot predict them all.</summary>
    private Dictionary<ModelForm, double[]?> Errors(IReadOnlyList<ModelForm> forms, int[] subset)
    {
        // Dealt otherwise than the outer parts, whose borders would else show in every choice.
        var parts = CrossValidation.Deal(runs, subset, folds, seed + 1);
        var predicted = forms.ToDictionary(form => form, _ => new double[subset.Length]);
        var places = subset.Select((run, i) => (run, i)).ToDictionary(pair => pair.run, pair => pair.i);
        CrossValidation.Predict(subset, parts, (training, unseen) =>
        {
            foreach (var (form, found) in search.All(forms, training))
            {
                var predictions = Predictions(found, unseen);
                for (var i = 0; i < unseen.Length; i++)
                    predicted[form][places[unseen[i]]] = predictions[i];
            }

            return new double[unseen.Length];
        });
        return predicted.ToDictionary(
            pair => pair.Key,
            pair => Array.Exists(pair.Value, double.IsNaN) ? null : subset.Select((run, i) => Math.Abs(pair.Value[i] / runs.Measured[run] - 1)).ToArray());
    }

    private double[] Predictions(FittedForm? fitted, int[] unseen) =>
        [.. unseen.Select(run => fitted is null ? double.NaN : fitted.Predict(runs, run))];

    private static bool IsBetter(double[] candidate, double[] reference)
    {
        var gains = candidate.Zip(reference, (of, than) => than - of).ToArray();
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Length - 1);
        return mean > Math.Sqrt(variance / gains.Length);
    }
}
