namespace ButterE.Engine.Isolines;

/// <summary>Loss curves as isolines (section 8 of the paper; notebook 6 of its supplement).</summary>
public static class IsolineMap
{
    /// <summary>Levels between the lowest and the highest loss of a data set on a device, equally spaced in the logarithm of the loss.</summary>
    public const int Levels = 200;

    private const int FewestPoints = 2;

    /// <summary>
    /// The families, one after another. Levels are those of a device and data set, over all its networks; a network takes part in those within its
    /// own losses, and nothing is interpolated between networks.
    /// </summary>
    /// <param name="curves">The curves.</param>
    public static IEnumerable<IsolineFamily> Of(IReadOnlyList<LossCurve> curves)
    {
        foreach (var together in curves.GroupBy(curve => (curve.Device, curve.Dataset)))
        {
            var levels = LevelsOf(together);
            var families = together.GroupBy(curve => (curve.Shape, curve.Depth, curve.Setup.Batch, curve.Setup.Schedule))
                .OrderBy(family => family.Key.Shape, StringComparer.Ordinal).ThenBy(family => family.Key.Depth);
            foreach (var family in families)
            {
                var networks = family.OrderBy(curve => curve.Parameters).Select(curve => new InterpolatedCurve(curve)).ToArray();
                yield return new IsolineFamily(
                    together.Key.Device, together.Key.Dataset, family.Key.Shape, family.Key.Depth,
                    [
                        .. levels.Select((level, index) => new Isoline(index, Math.Exp(level), PointsAt(networks, level)))
                            .Where(isoline => isoline.Points.Count >= FewestPoints),
                    ]);
            }
        }
    }

    /// <summary>Logarithms of the levels, ascending: from the lowest loss on, the highest excluded.</summary>
    internal static double[] LevelsOf(IEnumerable<LossCurve> curves)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (var curve in curves)
        {
            lowest = Math.Min(lowest, LossInterpolation.Ln(curve.Losses[^1]));
            highest = Math.Max(highest, LossInterpolation.Ln(curve.Losses[0]));
        }

        return [.. Enumerable.Range(0, Levels).Select(index => lowest + (highest - lowest) * index / Levels)];
    }

    private static IsolinePoint[] PointsAt(InterpolatedCurve[] networks, double level) =>
        [.. networks.Select(network => network.At(level)).OfType<IsolinePoint>()];

    private sealed class InterpolatedCurve(LossCurve curve)
    {
        private readonly LossInterpolation epochs = new(curve.Losses, curve.Epochs);
        private readonly LossInterpolation? cost = curve.Spent is null ? null : new(curve.Losses, curve.Spent);
        private readonly double flopsPerEpoch = curve.FlopsPerEpoch;

        public IsolinePoint? At(double level) => epochs.At(level) is not { } spent ? null : new IsolinePoint(
            curve.Size ?? curve.Parameters, curve.Parameters, spent, spent * flopsPerEpoch, cost?.At(level), curve.Setup);
    }
}
