namespace ButterE.Engine.Model;

/// <summary>Fits the forms of the model to runs or to a part of them, what is found from data included.</summary>
/// <param name="runs">All runs.</param>
/// <param name="fit">Fits their costs.</param>
internal sealed class FormSearch(RunTerms runs, FormFit fit)
{
    /// <summary>Fits one form.</summary>
    /// <param name="form">The form.</param>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    /// <returns>The fit; null if there are too few runs for its terms.</returns>
    public FittedForm? Of(ModelForm form, int[] subset) => Of(form, subset, []);

    /// <summary>Fits several forms, each on top of the one before it where it is.</summary>
    /// <param name="forms">The forms.</param>
    /// <param name="subset">Numbers of the runs to fit to.</param>
    public IReadOnlyDictionary<ModelForm, FittedForm?> All(IEnumerable<ModelForm> forms, int[] subset)
    {
        var fitted = new Dictionary<ModelForm, FittedForm?>();
        return forms.ToDictionary(form => form, form => Of(form, subset, fitted));
    }

    private FittedForm? Of(ModelForm form, int[] subset, Dictionary<ModelForm, FittedForm?> fitted)
    {
        if (!fitted.TryGetValue(form, out var found))
        {
            fitted[form] = found = form switch
            {
                ModelForm.Spill => fit.Spill(subset),
                // An own run's kernels need no search: the engine's choice is in the operations that are counted.
                ModelForm.Kernels when runs.OfEngine => Of(ModelForm.Spill, subset, fitted) is { } spill ? spill with { Form = form } : null,
                ModelForm.Kernels => Of(ModelForm.Spill, subset, fitted) is { } spill ? KernelSearch.Run(fit, runs, spill, subset) : null,
                ModelForm.Conditions => Of(ModelForm.Kernels, subset, fitted) is { } kernels ? ConditionSearch.Run(fit, runs, kernels, subset) : null,
                _ => fit.Fit(form, null, [], subset, double.PositiveInfinity),
            };
        }

        return found;
    }
}
