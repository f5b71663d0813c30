using ButterE.Engine.Networks;
using ButterE.Native.Calls;

namespace ButterE.Native.Networks;

/// <summary>The network that options name: by its widths, or by shape, depth and size.</summary>
internal static unsafe class NetworkShape
{
    private const int MostLayers = 10_000;

    /// <summary>Reads it.</summary>
    /// <exception cref="CallException">A value is missing, out of range, or contradicts another.</exception>
    public static Network Of(int inputs, int outputs, int* widths, int depth, byte* shapeName, long size)
    {
        var name = NativeText.Read(shapeName) ?? ShapeName.Of(Shape.Rectangle);
        if (!ShapeName.TryParse(name, out var shape))
            throw CallException.Argument($"shape {name}: unknown; known are {string.Join(", ", ShapeName.All)}");
        if (inputs < 1)
            throw CallException.Argument($"inputs {inputs}: must be at least 1");
        if (depth is < 1 or > MostLayers)
            throw CallException.Argument($"depth {depth}: must be 1 to {MostLayers}");
        if (widths is not null)
            return Given(inputs, outputs, new ReadOnlySpan<int>(widths, depth).ToArray(), size, shape == Shape.RectangleResidual);
        if (outputs < 1 || size < 1 || depth < 2)
        {
            throw CallException.Argument(
                $"outputs {outputs}, size {size}, depth {depth}: without widths, outputs and size must be at least 1 and depth 2");
        }

        return NetworkSolver.Solve(shape, inputs, outputs, depth, size);
    }

    private static Network Given(int inputs, int outputs, int[] widths, long size, bool isResidual)
    {
        if (Array.Find(widths, width => width < 1) is var wrong && Array.Exists(widths, width => width < 1))
            throw CallException.Argument($"widths: {wrong} must be at least 1");
        if (size != 0)
            throw CallException.Argument("size: cannot be given beside widths");
        if (outputs != 0 && outputs != widths[^1])
            throw CallException.Argument($"outputs {outputs}: the last of widths is {widths[^1]}");
        var network = new Network(inputs, widths, isResidual);
        return network.HasFittingSkips ? network : throw CallException.Argument("shape rectangle_residual: needs equal hidden widths");
    }
}
