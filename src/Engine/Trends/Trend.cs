namespace ButterE.Engine.Trends;

/// <summary>How the cost of training goes with one property of a network or data set, everything else as it comes.</summary>
/// <param name="Device"><c>cpu</c> or <c>gpu</c>.</param>
/// <param name="Points">Medians and quartiles over the experiments with one value of the property, ascending.</param>
/// <param name="Slopes">
/// Marginal cost: quartiles of the slopes between experiments that are neighbours in the property and equal in all else; null where there are none.
/// </param>
public sealed record Trend(string Device, IReadOnlyList<TrendPoint> Points, Quartiles? Slopes);

/// <summary>One value of a property.</summary>
/// <param name="X">The value.</param>
/// <param name="Cost">Cost over the experiments with that value.</param>
public sealed record TrendPoint(double X, Quartiles Cost);

/// <summary>One panel of the paper's figures 3 and 4.</summary>
/// <param name="Id">Identity, such as <c>fig3b</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="X">The property and its unit.</param>
/// <param name="Y">The cost and its unit.</param>
/// <param name="Trends">One for each device with runs.</param>
/// <param name="Note">What a reader must know; null for nothing.</param>
public sealed record TrendFigure(string Id, string Title, string X, string Y, IReadOnlyList<Trend> Trends, string? Note);
