using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.Isolines;

/// <summary>What one network had spent when its loss reached the level of an isoline.</summary>
/// <param name="Size">Target number of parameters, or the true one where widths were given.</param>
/// <param name="Parameters">True number of parameters.</param>
/// <param name="Epochs">Epochs to the level, interpolated.</param>
/// <param name="Flops">Operations to the level (a multiply-add counts 1).</param>
/// <param name="Cost">J or s to the level; null when not measured.</param>
/// <param name="Setup">What was trained.</param>
public sealed record IsolinePoint(long Size, long Parameters, double Epochs, double Flops, double? Cost, TrainingSetup Setup);

/// <summary>Cost to one loss over the sizes of a family of networks (the paper's figure 6).</summary>
/// <param name="Level">Index of the level in the grid of its device and data set, 0 = lowest loss.</param>
/// <param name="Loss">The test loss.</param>
/// <param name="Points">One for each network that has the level inside its own range of losses, ascending in parameters.</param>
public sealed record Isoline(int Level, double Loss, IReadOnlyList<IsolinePoint> Points)
{
    /// <summary>The point of least measured cost; null when a cost was not measured.</summary>
    public IsolinePoint? Cheapest => Points.All(point => point.Cost is not null) ? Points.MinBy(point => point.Cost) : null;

    /// <summary>The point of fewest operations.</summary>
    public IsolinePoint FewestFlops => Points.MinBy(point => point.Flops)!;

    /// <summary>Whether a point lies between others, so that its being a minimum is no effect of where the sizes end.</summary>
    public bool IsInside(IsolinePoint point) => point != Points[0] && point != Points[^1];
}

/// <summary>The isolines of networks that differ in size alone, on one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Shape">Published name of the shape; null when widths were given.</param>
/// <param name="Depth">Layers, the output layer included.</param>
/// <param name="Isolines">From the lowest loss up; those that fewer than two networks reach are left out.</param>
public sealed record IsolineFamily(string Device, string Dataset, string? Shape, int Depth, IReadOnlyList<Isoline> Isolines)
{
    private const int DrawnRows = 30;
    private const double LargestSmall = 1 << 14, SmallestLarge = 1 << 21;

    /// <summary>
    /// The isolines that figure 6 draws: levels with repetitions, one for each network that reaches them, thinned to 30 entries, without the lowest
    /// (notebook 6 of the supplement).
    /// </summary>
    public IReadOnlyList<Isoline> Drawn()
    {
        var rows = Isolines.SelectMany(isoline => Enumerable.Repeat(isoline, isoline.Points.Count)).ToArray();
        var step = Math.Max(1, (rows.Length + DrawnRows - 1) / DrawnRows);
        return [.. rows.Where((_, row) => row % step == 0).Distinct().Skip(1)];
    }

    /// <summary>
    /// The isoline that figures 7 and 8 take: of those that go from sizes up to 2^14 to sizes from 2^21 on, with the most epochs at the smallest
    /// network and the fewest at the largest, the one of highest loss; null when there is none.
    /// </summary>
    public Isoline? Representative() => Isolines.LastOrDefault(isoline =>
        isoline.Points[0].Size <= LargestSmall && isoline.Points[^1].Size >= SmallestLarge
        && isoline.Points.MinBy(point => point.Epochs) == isoline.Points[^1] && isoline.Points.MaxBy(point => point.Epochs) == isoline.Points[0]);
}
