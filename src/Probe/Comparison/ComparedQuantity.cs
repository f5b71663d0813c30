using ButterE.Probe.Profile;

namespace ButterE.Probe.Comparison;

/// <summary>One quantity that two profiles have.</summary>
/// <param name="Quantity">
/// What it is: <c>capacity</c>, <c>latency</c>, <c>bandwidth</c> or <c>cost</c>; <c>capacity of all</c> and <c>bandwidth of all</c> units together.
/// </param>
/// <param name="Traversal">The traversal that it belongs to; null for a capacity, and for a latency that a level states.</param>
/// <param name="Level">The level.</param>
/// <param name="Unit"><c>B</c>, <c>s</c>, <c>B/s</c>, <c>s/B</c> or <c>J/B</c>.</param>
/// <param name="First">The first profile's value and interval.</param>
/// <param name="Second">The second profile's value and interval.</param>
public sealed record ComparedQuantity(string Quantity, string? Traversal, string Level, string Unit, Estimate First, Estimate Second)
{
    /// <summary>Second over first.</summary>
    public double Ratio => Second.Value / First.Value;

    /// <summary>Probability of so large a difference between equal machines, two-sided; null without both intervals.</summary>
    public double? P { get; init; }

    /// <summary>The same, corrected for the number of quantities compared (Holm); null without both intervals.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>Whether the difference is real: the corrected probability is below the level of the test. Null without both intervals.</summary>
    public bool? Differs { get; init; }
}
