namespace ButterE.Engine.Networks;

/// <summary>
/// Finds the widths that bring a network of a given shape closest to a target size, by the integer bisection of the
/// framework behind the paper (BUTTER, version of the energy runs), which is reproduced step by step because its objective
/// is not monotone: rounding makes another search find other networks.
/// </summary>
public static class NetworkSolver
{
    /// <summary>A network is part of the paper's grid when its size is off target by no more than this share.</summary>
    public const double Tolerance = 0.2;

    private const int LargestWidth = 1 << 30;

    /// <summary>Solves for the widths.</summary>
    /// <param name="shape">Shape of the network.</param>
    /// <param name="inputs">Input units, at least 1.</param>
    /// <param name="outputs">Output units, at least 1.</param>
    /// <param name="depth">Layers with the output layer, at least 2.</param>
    /// <param name="size">Target number of parameters, at least 1.</param>
    /// <returns>The best network met by the bisection; see <see cref="IsConformant"/> for whether it is close enough.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below its minimum.</exception>
    public static Network Solve(Shape shape, int inputs, int outputs, int depth, long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);

        int low = 1, high = LargestWidth, best = 1;
        var bestDistance = double.PositiveInfinity;
        while (low < high)
        {
            var candidate = (int)(((long)low + high) / 2);
            var difference = ParametersAt(shape, inputs, outputs, depth, candidate) - size;
            if (Math.Abs(difference) < bestDistance)
            {
                bestDistance = Math.Abs(difference);
                best = candidate;
            }

            if (difference == 0)
                break;
            if (difference < 0)
                low = candidate + 1;
            else
                high = candidate;
        }

        var widths = new int[depth];
        for (var layer = 0; layer < depth; layer++)
            widths[layer] = (int)WidthAt(shape, outputs, depth, best, layer);
        return new Network(inputs, widths, shape == Shape.RectangleResidual);
    }

    /// <summary>Whether a network's size is within <see cref="Tolerance"/> of the target.</summary>
    public static bool IsConformant(Network network, long size) => Math.Abs((double)network.Parameters / size - 1) <= Tolerance;

    // In double: the largest candidate squared times the depth exceeds a long, and only the sign matters out there.
    private static double ParametersAt(Shape shape, int inputs, int outputs, int depth, int first)
    {
        double sum = 0, fanIn = inputs;
        for (var layer = 0; layer < depth; layer++)
        {
            var width = WidthAt(shape, outputs, depth, first, layer);
            sum += (fanIn + 1) * width;
            fanIn = width;
        }

        return sum;
    }

    private static double WidthAt(Shape shape, int outputs, int depth, int first, int layer) =>
        layer == depth - 1 ? outputs : shape switch
        {
            Shape.Rectangle or Shape.RectangleResidual => first,
            Shape.Trapezoid => Math.Round(first - (double)layer * (first - outputs) / (depth - 1)),
            Shape.Exponential => Math.Max(outputs, Math.Round(first * Math.Pow(Math.Exp(Math.Log((double)outputs / first) / (depth - 1)), layer))),
            _ => layer == 0 ? first : Math.Max(1, Math.Round((double)first / WideFactor(shape))),
        };

    private static int WideFactor(Shape shape) => shape switch
    {
        Shape.WideFirst2x => 2,
        Shape.WideFirst4x => 4,
        Shape.WideFirst8x => 8,
        Shape.WideFirst16x => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };
}
