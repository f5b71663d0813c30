using System.Numerics.Tensors;

namespace ButterE.Engine.Evaluation;

/// <summary>How good a network is on some rows, in the terms of its task; null what belongs to the other task or cannot be known.</summary>
/// <param name="Accuracy">Share of the rows whose class is found: the output with the largest value, of one output a probability above one half.</param>
/// <param name="RootMeanSquaredError">Root of the mean squared error over rows and outputs, in the unit of the encoded target.</param>
/// <param name="RSquared">Share of the variance of the targets, each output about its own mean, that is explained; null where none varies.</param>
public sealed record TestMetrics(double? Accuracy, double? RootMeanSquaredError, double? RSquared)
{
    /// <summary>Of a classification.</summary>
    /// <param name="outputs">What the network made, before the output activation [rows, units]; neither sigmoid nor softmax changes which is largest.</param>
    /// <param name="targets">One-hot classes, or one class as 0 or 1 [rows, units].</param>
    /// <param name="units">Outputs, at least 1.</param>
    internal static TestMetrics OfClasses(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int units)
    {
        var found = 0;
        for (var from = 0; from < outputs.Length; from += units)
        {
            if (units == 1 ? outputs[from] > 0 == targets[from] > 0.5f
                : TensorPrimitives.IndexOfMax(outputs.Slice(from, units)) == TensorPrimitives.IndexOfMax(targets.Slice(from, units)))
                found++;
        }

        return new TestMetrics((double)found / (outputs.Length / units), null, null);
    }

    /// <summary>Of a regression.</summary>
    /// <param name="loss">Its mean squared error over rows and outputs.</param>
    /// <param name="targets">The targets [rows, units].</param>
    /// <param name="units">Outputs, at least 1.</param>
    internal static TestMetrics OfNumbers(double loss, ReadOnlySpan<float> targets, int units)
    {
        double squares = 0;
        for (var unit = 0; unit < units; unit++)
        {
            double sum = 0;
            for (var i = unit; i < targets.Length; i += units)
                sum += targets[i];
            var mean = sum / (targets.Length / units);
            for (var i = unit; i < targets.Length; i += units)
                squares += (targets[i] - mean) * (targets[i] - mean);
        }

        var variance = squares / targets.Length;
        return new TestMetrics(null, Math.Sqrt(loss), variance > 0 ? 1 - loss / variance : null);
    }
}
