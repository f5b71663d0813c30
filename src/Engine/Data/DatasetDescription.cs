using ButterE.Kernels.Losses;
using ButterE.Probe;

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

    /// <summary>Whether the inputs are pixels: divided by 255, no column dropped (the exception that the paper's code makes for mnist).</summary>
    public bool PixelInputs { get; init; }

    /// <summary>Whether the target is a quantity rather than a class label. banana and 294_satellite_image are regressions on class labels.</summary>
    public bool ContinuousTarget { get; init; }

    /// <summary>The data set with the task that a user asked for in place of its own.</summary>
    /// <param name="task">
    /// Regression: the target is one column of numbers. Classification: one output per class, or one in all for two classes. Null: the own task.
    /// </param>
    /// <exception cref="InputException">Classification is asked for, but the target is a quantity.</exception>
    public DatasetDescription Under(LearningTask? task) => task switch
    {
        null => this,
        LearningTask.Regression => this with { Task = LearningTask.Regression, Outputs = 1, ContinuousTarget = true },
        _ when ContinuousTarget => throw new InputException($"--task classification: the target of {Name} is a quantity, it has no classes"),
        _ => this with { Task = LearningTask.Classification },
    };
}

/// <summary>The paper's rule from a task to the output activation and the loss (section 3).</summary>
public static class OutputRule
{
    /// <summary>
    /// Regression: sigmoid and mean squared error. Classification: sigmoid and binary cross-entropy with one output, else softmax and
    /// categorical cross-entropy.
    /// </summary>
    public static LossKind LossOf(LearningTask task, int outputs) => (task, outputs) switch
    {
        (LearningTask.Regression, _) => LossKind.SigmoidMeanSquaredError,
        (_, 1) => LossKind.SigmoidBinaryCrossEntropy,
        _ => LossKind.SoftmaxCrossEntropy,
    };

    /// <summary>The task that a loss belongs to.</summary>
    public static LearningTask TaskOf(LossKind loss) =>
        loss == LossKind.SigmoidMeanSquaredError ? LearningTask.Regression : LearningTask.Classification;
}
