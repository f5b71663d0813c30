using ButterE.Probe.Profile;
using MathNet.Numerics.Distributions;

namespace ButterE.Probe.Comparison;

/// <summary>
/// Which numbers of two profiles differ by more than their intervals explain. Each quantity is tested on a log scale, as if its 95 % interval were
/// that of a normal estimate, and the tests are corrected together (Holm 1979), so that the chance to name any difference between equal machines
/// stays at <see cref="Significance"/>. Intervals come from the rounds of one run: they do not know how a machine changes from hour to hour, so two
/// runs on one shared machine may well differ.
/// </summary>
/// <param name="Significance">Level of the tests together.</param>
/// <param name="Quantities">Everything that both profiles have.</param>
/// <param name="OnlyInFirst">Levels that only the first profile has.</param>
/// <param name="OnlyInSecond">Levels that only the second profile has.</param>
public sealed record ProfileComparison(
    double Significance, IReadOnlyList<ComparedQuantity> Quantities, IReadOnlyList<string> OnlyInFirst, IReadOnlyList<string> OnlyInSecond)
{
    private const double DefaultSignificance = 0.05;

    /// <summary>Distance of the ends of a 95 % interval in standard errors.</summary>
    private const double IntervalWidth = 2 * 1.959964;

    /// <summary>An interval of a few rounds can be narrower than clocks and calibration are right: relative standard error at least.</summary>
    private const double LeastRelativeError = 0.005;

    /// <summary>Bytes of one line: the chase's cost per byte times this is the latency of a load.</summary>
    private const double LineBytes = 64;

    /// <summary>Compares two profiles.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <exception cref="InsufficientDataException">They have no measured quantity in common.</exception>
    public static ProfileComparison Of(HardwareProfile first, HardwareProfile second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ComparedQuantity[] common = [.. Common(first, second).Where(pair => pair.First.Value > 0 && pair.Second.Value > 0)];
        if (common.Length == 0)
            throw new InsufficientDataException($"{first.Name} and {second.Name}: the profiles have no measured quantity in common");
        var (firstLevels, secondLevels) = (first.Levels.Select(level => level.Name).ToArray(), second.Levels.Select(level => level.Name).ToArray());
        return new ProfileComparison(
            DefaultSignificance, Test(common), [.. firstLevels.Except(secondLevels)], [.. secondLevels.Except(firstLevels)]);
    }

    private static List<ComparedQuantity> Test(IReadOnlyList<ComparedQuantity> quantities)
    {
        var tested = quantities.Select(pair => pair with { P = Probability(pair) }).ToList();
        var ascending = Enumerable.Range(0, tested.Count).Where(i => tested[i].P is not null).OrderBy(i => tested[i].P).ToArray();
        var adjusted = Holm.Adjust([.. ascending.Select(i => tested[i].P!.Value)]);
        foreach (var (i, p) in ascending.Zip(adjusted))
            tested[i] = tested[i] with { AdjustedP = p, Differs = p < DefaultSignificance };
        return tested;
    }

    private static double? Probability(ComparedQuantity pair)
    {
        if (RelativeError(pair.First) is not { } first || RelativeError(pair.Second) is not { } second)
            return null;
        return 2 * Normal.CDF(0, 1, -Math.Abs(Math.Log(pair.Ratio)) / Math.Sqrt(first * first + second * second));
    }

    private static double? RelativeError(Estimate estimate) => estimate is { Low: > 0 and { } low, High: { } high }
        ? Math.Max(LeastRelativeError, Math.Log(high / low) / IntervalWidth)
        : null;

    private static IEnumerable<ComparedQuantity> Common(HardwareProfile first, HardwareProfile second)
    {
        foreach (var (a, b) in first.Levels.Join(second.Levels, level => level.Name, level => level.Name, (a, b) => (a, b)))
        {
            // Of published figures a capacity counts as well, beside one that was measured.
            if (a.CapacityBytes is { } capacity && b.CapacityBytes is { } other
                && (IsMeasured(a) || IsPublished(first)) && (IsMeasured(b) || IsPublished(second)) && (IsMeasured(a) || IsMeasured(b)))
            {
                yield return new ComparedQuantity("capacity", null, a.Name, "B",
                    new Estimate(capacity, a.CapacityLow, a.CapacityHigh), new Estimate(other, b.CapacityLow, b.CapacityHigh));
            }

            if (a.CapacityOfAllBytes is { } ofAll && b.CapacityOfAllBytes is { } othersOfAll)
                yield return new ComparedQuantity("capacity of all", null, a.Name, "B", ofAll, othersOfAll);
            if (!IsPublished(first) && !IsPublished(second))
                continue;
            foreach (var quantity in CommonOfLevels(a, b))
                yield return quantity;
        }

        foreach (var (a, b) in first.Traversals.Join(second.Traversals, cost => cost.Kind, cost => cost.Kind, (a, b) => (a, b)))
        {
            foreach (var (x, y) in a.Levels.Join(b.Levels, level => level.Level, level => level.Level, (x, y) => (x, y)))
            {
                foreach (var quantity in CommonCosts(a, x, y))
                    yield return quantity;
            }
        }
    }

    private static bool IsMeasured(MemoryLevel level) => level.Source == "measured";

    // Figures by level, with no costs that were fitted.
    private static bool IsPublished(HardwareProfile profile) => profile.Traversals.Count == 0 && profile.Levels.Any(level => level.LatencyNs is not null);

    // Where there are no fitted costs on one side: latency, and what all units read together.
    private static IEnumerable<ComparedQuantity> CommonOfLevels(MemoryLevel a, MemoryLevel b)
    {
        if (a.LatencyNs is { } first && b.LatencyNs is { } second)
            yield return new ComparedQuantity("latency", null, a.Name, "s", new Estimate(first * 1e-9, null, null), new Estimate(second * 1e-9, null, null));
        if (a.AllCores?.ReadBytesPerSecond is { } read && b.AllCores?.ReadBytesPerSecond is { } other)
            yield return new ComparedQuantity("bandwidth of all", "read", a.Name, "B/s", new Estimate(read, null, null), new Estimate(other, null, null));
    }

    /// <summary>Of a chase its latency, of the bandwidths of a level those, of any other traversal the cost per byte; and joules.</summary>
    private static IEnumerable<ComparedQuantity> CommonCosts(TraversalCost traversal, AffineCost a, AffineCost b)
    {
        if (a.Seconds is { } first && b.Seconds is { } second)
        {
            yield return traversal.Kind switch
            {
                "chase" or "chaseRandom" or "chaseSpread" => new("latency", traversal.Kind, a.Level, "s",
                    PerByte(first, m => LineBytes * m), PerByte(second, m => LineBytes * m)),
                "read" or "write" or "copy" => new("bandwidth", traversal.Kind, a.Level, "B/s", Inverse(first), Inverse(second)),
                _ => new("cost", traversal.Kind, a.Level, "s/B", PerByte(first, m => m), PerByte(second, m => m)),
            };
        }

        if (a.Joules is { } joules && b.Joules is { } others)
            yield return new("cost", traversal.Kind, a.Level, "J/B", PerByte(joules, m => m), PerByte(others, m => m));
    }

    private static Estimate PerByte(AffineFit fit, Func<double, double> scaled) =>
        new(scaled(fit.M), fit.MLow is { } low ? scaled(low) : null, fit.MHigh is { } high ? scaled(high) : null);

    private static Estimate Inverse(AffineFit fit) => new(1 / fit.M, fit.MHigh > 0 ? 1 / fit.MHigh : null, fit.MLow > 0 ? 1 / fit.MLow : null);
}
