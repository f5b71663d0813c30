using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Model;

/// <summary>How a cost model is fitted.</summary>
public sealed record FitOptions
{
    /// <summary>Where working sets reside.</summary>
    public IPlacement Placement { get; init; } = new NotebookPlacement();

    /// <summary>What the model takes into account; null to choose by cross-validation, given enough runs.</summary>
    public ModelForm? Form { get; init; } = ModelForm.Paper;

    /// <summary>The form that a placement named by a user stands for: the paper's, but for this engine's own null, to choose.</summary>
    /// <param name="placement">The placement.</param>
    public static ModelForm? FormOf(IPlacement placement) => placement is EnginePlacement ? null : ModelForm.Paper;

    /// <summary>What the model predicts.</summary>
    public CostTarget Target { get; init; } = CostTarget.Energy;

    /// <summary>What one access to the data set moves; null for the placement's own rule.</summary>
    public DataCharge? DataCharge { get; init; }

    /// <summary>Which bytes of a working set an access moves.</summary>
    public SizeBasis SizeBasis { get; init; } = SizeBasis.Undivided;

    /// <summary>What counts as the width of the input layer and of a row of the data set.</summary>
    public InputCounting Inputs { get; init; } = InputCounting.Raw;

    /// <summary>Terms left out of the model, by name: ke, kp, ko, kd, a1, …, m1, ….</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>
    /// Whether terms that the runs cannot tell from the others are left out, and listed in <see cref="EnergyModel.Without"/>, instead
    /// of refusing the fit. The terms that stay then carry the cost of those that went, so that predictions hold for runs
    /// of the same kind: with one data set and one number of epochs, for instance, the cost of a run is spread over its passes.
    /// </summary>
    public bool LeaveOutBlindTerms { get; init; }

    /// <summary>Resamples behind the intervals; 0 for none.</summary>
    public int Bootstraps { get; init; } = 200;

    /// <summary>Parts of the cross-validation; 0 for none.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>What to leave out group by group, to see what happens on an unseen one; of <see cref="GroupValidation.Groupings"/>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Hears what the fit is doing; tens of thousands of runs take minutes. Null for silence.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Seed of the resampling and of the parts.</summary>
    public int Seed { get; init; } = 1;
}
