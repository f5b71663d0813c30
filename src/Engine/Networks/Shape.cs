using System.Diagnostics.CodeAnalysis;

namespace ButterE.Engine.Networks;

/// <summary>The eight network shapes of the paper (section 3).</summary>
public enum Shape
{
    /// <summary>Every hidden layer has the same width.</summary>
    Rectangle,

    /// <summary>A rectangle in which each hidden layer but the first adds its input to its activated output.</summary>
    RectangleResidual,

    /// <summary>Widths fall linearly from the first layer to the outputs.</summary>
    Trapezoid,

    /// <summary>Widths fall exponentially from the first layer to the outputs.</summary>
    Exponential,

    /// <summary>The first layer is 2 times as wide as the other hidden layers.</summary>
    WideFirst2x,

    /// <summary>The first layer is 4 times as wide as the other hidden layers.</summary>
    WideFirst4x,

    /// <summary>The first layer is 8 times as wide as the other hidden layers.</summary>
    WideFirst8x,

    /// <summary>The first layer is 16 times as wide as the other hidden layers.</summary>
    WideFirst16x,
}

/// <summary>The names of the shapes as the published data and the command line spell them.</summary>
public static class ShapeName
{
    private const int ShallowestDepth = 2;

    private static readonly string[] Names =
        ["rectangle", "rectangle_residual", "trapezoid", "exponential", "wide_first_2x", "wide_first_4x", "wide_first_8x", "wide_first_16x"];

    /// <summary>All names, in the order of <see cref="Shape"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The published name of a shape.</summary>
    public static string Of(Shape shape) => Names[(int)shape];

    /// <summary>The name under which networks of a depth are compared: those of depth 2 are rectangles under whatever name.</summary>
    [return: NotNullIfNotNull(nameof(name))]
    public static string? Merged(string? name, int depth) => depth == ShallowestDepth ? Of(Shape.Rectangle) : name;

    /// <summary>Finds the shape with a published name.</summary>
    /// <returns>False when no shape has that name.</returns>
    public static bool TryParse(string name, out Shape shape)
    {
        var index = Array.IndexOf(Names, name);
        shape = (Shape)Math.Max(index, 0);
        return index >= 0;
    }
}
