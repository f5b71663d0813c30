using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Recommendation;

/// <summary>Networks that differ in size alone, on one data set.</summary>
/// <param name="Dataset">Name of the data set; null for a user's own.</param>
/// <param name="Inputs">Input units.</param>
/// <param name="Outputs">Output units.</param>
/// <param name="Shape">Shape.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Like">Any network of the family, for what they have in common: rows, batch, schedule.</param>
public sealed record NetworkFamily(string? Dataset, int Inputs, int Outputs, Shape Shape, int Depth, TrainingSetup Like)
{
    /// <summary>Published name of the shape.</summary>
    public string ShapeText => ShapeName.Of(Shape);

    /// <summary>The family of which a setup is a member.</summary>
    /// <param name="dataset">Name of the data set; null for a user's own.</param>
    /// <param name="shape">Shape.</param>
    /// <param name="like">The member.</param>
    public static NetworkFamily Of(string? dataset, Shape shape, TrainingSetup like) =>
        new(dataset, like.Network.Inputs, like.Network.Outputs, shape, like.Network.Depth, like);

    /// <summary>The family of a shape by its published name; null for none of that name.</summary>
    public static NetworkFamily? Named(string? dataset, string? shape, TrainingSetup like) =>
        shape is not null && ShapeName.TryParse(shape, out var form) ? Of(dataset, form, like) : null;

    /// <summary>The member nearest to a size.</summary>
    public TrainingSetup SetupOf(long size) => Like with { Network = NetworkSolver.Solve(Shape, Inputs, Outputs, Depth, size), Threads = null };

    /// <summary>Targets of the paper's grid, 2^5 to 2^24, that a member meets within the grid's tolerance.</summary>
    public IReadOnlyList<long> GridSizes()
    {
        const int smallestPower = 5, largestPower = 24;
        return
        [
            .. Enumerable.Range(smallestPower, largestPower - smallestPower + 1).Select(power => 1L << power)
                .Where(size => NetworkSolver.IsConformant(SetupOf(size).Network, size)),
        ];
    }
}
