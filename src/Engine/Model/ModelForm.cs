namespace ButterE.Engine.Model;

/// <summary>
/// How much a cost model takes into account, from operations alone to what was found beyond the paper. Each form has the terms of
/// the one before it, but <see cref="Spill"/>, which counts memory anew.
/// </summary>
public enum ModelForm
{
    /// <summary>A cost per run and per operation: what one would assume without a memory hierarchy.</summary>
    Flops,

    /// <summary>Adds a cost per pass.</summary>
    Passes,

    /// <summary>Adds a cost per layer.</summary>
    Layers,

    /// <summary>The paper's model, equation (9): adds accesses and bytes in the level in which each working set resides as a whole.</summary>
    Paper,

    /// <summary>
    /// Parameters pay in each level for the bytes that it serves, so that a set that overflows by a little pays for what overflows;
    /// input and output batches, unit values, skips and the update have costs of their own.
    /// </summary>
    Spill,

    /// <summary>
    /// Adds one cost per layer for each regime of layer sizes: libraries change kernel and number of threads with the size of a product.
    /// The sizes at which they do are found from the runs.
    /// </summary>
    Kernels,

    /// <summary>
    /// Adds a factor for parts of the campaign (a shape, a range of depths) that ran under other conditions than the rest. The parts are
    /// found from the runs; a factor says nothing about a machine, only about when it was measured.
    /// </summary>
    Conditions,
}

/// <summary>What the forms of the model share and how they are named.</summary>
public static class ModelForms
{
    /// <summary>Those a choice by cross-validation picks from, the simplest first. The smaller forms are there to be compared with.</summary>
    internal static IReadOnlyList<ModelForm> Choices { get; } = [ModelForm.Paper, ModelForm.Spill, ModelForm.Kernels, ModelForm.Conditions];

    /// <summary>Whether a form has the terms beyond the paper's.</summary>
    internal static bool IsBeyondPaper(this ModelForm form) => form >= ModelForm.Spill;

    /// <summary>Terms that a form of the paper's model does without.</summary>
    /// <param name="form">The form.</param>
    /// <param name="names">Names of the paper's terms.</param>
    internal static IEnumerable<string> TermsLeftOut(this ModelForm form, IEnumerable<string> names) => form switch
    {
        ModelForm.Flops => names.Except(["ke", "ko"]),
        ModelForm.Passes => names.Except(["ke", "ko", "kp"]),
        ModelForm.Layers => names.Except(["ke", "ko", "kp", "kd"]),
        _ => [],
    };
}
