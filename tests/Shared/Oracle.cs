using ButterE.Kernels.Losses;

namespace ButterE.Tests.Shared;

/// <summary>The one oracle: every operation of the engine in float64, written as its definition reads.</summary>
internal static class Oracle
{
    /// <summary>C = A B with the bound that any order of float32 multiply-adds keeps to: steps x 2^-23 x sum |a||b|.</summary>
    public static (double[,] Product, double[,] Bound) Multiply(double[,] a, double[,] b)
    {
        int rows = a.GetLength(0), steps = a.GetLength(1), columns = b.GetLength(1);
        double[,] product = new double[rows, columns], bound = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                for (var k = 0; k < steps; k++)
                {
                    product[i, j] += a[i, k] * b[k, j];
                    bound[i, j] += Math.Abs(a[i, k] * b[k, j]);
                }

                bound[i, j] *= steps * Math.Pow(2, -23);
            }
        }

        return (product, bound);
    }

    public static double Relu(double z) => Math.Max(z, 0);

    public static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>Loss of one row from the output layer before its activation.</summary>
    public static double Loss(LossKind kind, ReadOnlySpan<double> z, ReadOnlySpan<double> y)
    {
        double sum = 0, total = 0;
        foreach (var value in z)
            total += Math.Exp(value);
        for (var i = 0; i < z.Length; i++)
        {
            sum += kind switch
            {
                LossKind.SigmoidMeanSquaredError => Math.Pow(Sigmoid(z[i]) - y[i], 2) / z.Length,
                LossKind.SigmoidBinaryCrossEntropy => -(y[i] * Math.Log(Sigmoid(z[i])) + (1 - y[i]) * Math.Log(1 - Sigmoid(z[i]))) / z.Length,
                _ => -y[i] * Math.Log(Math.Exp(z[i]) / total),
            };
        }

        return sum;
    }

    /// <summary>Mean loss of a network over some rows.</summary>
    /// <param name="layers">Parameters per layer [fan-in + 1, units], the bias last.</param>
    /// <param name="residual">Whether hidden layers but the first add their input to their activation.</param>
    /// <param name="kind">Output activation and loss.</param>
    /// <param name="features">[rows][inputs].</param>
    /// <param name="targets">[rows][outputs].</param>
    public static double MeanLoss(double[][,] layers, bool residual, LossKind kind, double[][] features, double[][] targets)
    {
        double sum = 0;
        for (var row = 0; row < features.Length; row++)
        {
            var values = features[row];
            for (var layer = 0; layer < layers.Length; layer++)
            {
                var parameters = layers[layer];
                var next = new double[parameters.GetLength(1)];
                for (var unit = 0; unit < next.Length; unit++)
                {
                    var z = parameters[values.Length, unit];
                    for (var input = 0; input < values.Length; input++)
                        z += parameters[input, unit] * values[input];
                    var hidden = layer < layers.Length - 1;
                    next[unit] = hidden ? Relu(z) + (residual && layer > 0 ? values[unit] : 0) : z;
                }

                values = next;
            }

            sum += Loss(kind, values, targets[row]);
        }

        return sum / features.Length;
    }

    /// <summary>One step of Adam in Keras's form; returns the parameter, changes the moments.</summary>
    public static double Adam(double w, double g, ref double m, ref double v, double learningRate, long t)
    {
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        return w - learningRate * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t)) * m / (Math.Sqrt(v) + 1e-7);
    }
}
