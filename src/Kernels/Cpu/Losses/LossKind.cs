namespace ButterE.Kernels.Losses;

/// <summary>The output activation of a network together with its loss: the three cases of the paper (section 3).</summary>
public enum LossKind
{
    /// <summary>Regression: sigmoid outputs, mean squared error over rows and outputs.</summary>
    SigmoidMeanSquaredError,

    /// <summary>Classification with one output: sigmoid, binary cross-entropy, mean over rows.</summary>
    SigmoidBinaryCrossEntropy,

    /// <summary>Classification with several outputs: softmax, categorical cross-entropy, mean over rows.</summary>
    SoftmaxCrossEntropy,
}
