using ButterE.Kernels.Losses;

namespace ButterE.Engine.Data;

/// <summary>What a network is trained for.</summary>
public enum LearningTask
{
    /// <summary>Targets are numbers in [0, 1].</summary>
    Regression,

    /// <summary>Targets are classes.</summary>
    Classification,
}

/// <summary>One of the paper's 13 data sets, as its runs used it.</summary>
/// <param name="Name">Name in PMLB and in the published data.</param>
/// <param name="Observations">Rows.</param>
/// <param name="RawFeatures">Columns of features before encoding.</param>
/// <param name="Inputs">Columns after encoding: the network's inputs.</param>
/// <param name="Outputs">The network's outputs.</param>
/// <param name="Task">The task of the energy runs, which is not always PMLB's.</param>
/// <param name="BytesPerDatum">Bytes of one row as the paper's notebook counts them for the data working set d.</param>
public sealed record DatasetDescription(string Name, int Observations, int RawFeatures, int Inputs, int Outputs, LearningTask Task, int BytesPerDatum)
{
    /// <summary>Output activation and loss that the task and the number of outputs imply.</summary>
    public LossKind Loss => OutputRule.LossOf(Task, Outputs);
}

/// <summary>The paper's rule from a task to the output activation and the loss (section 3).</summary>
public static class OutputRule
{
    /// <summary>Regression: sigmoid and mean squared error. Classification: sigmoid and binary cross-entropy with one output, else softmax and categorical cross-entropy.</summary>
    public static LossKind LossOf(LearningTask task, int outputs) => (task, outputs) switch
    {
        (LearningTask.Regression, _) => LossKind.SigmoidMeanSquaredError,
        (_, 1) => LossKind.SigmoidBinaryCrossEntropy,
        _ => LossKind.SoftmaxCrossEntropy,
    };
}
