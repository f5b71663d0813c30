using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Isolines;

/// <summary>Figures 6 to 8 of the paper for some runs.</summary>
/// <param name="Families">Figure 6: the isolines that are drawn, family by family.</param>
/// <param name="Chosen">Figure 7: one isoline of each family that has one from small sizes to large ones.</param>
/// <param name="OfChosen">Figure 8, by device: working-set sizes at the minima of <paramref name="Chosen"/>.</param>
/// <param name="OfDrawn">The same at the minima of all drawn isolines.</param>
/// <param name="Efficiency">Equation (10), by device and data set; those without enough networks are left out.</param>
public sealed record IsolineFigures(
    IReadOnlyList<IsolineFamily> Families, IReadOnlyList<ChosenIsoline> Chosen, IReadOnlyList<SpillHistogram> OfChosen,
    IReadOnlyList<SpillHistogram> OfDrawn, IReadOnlyList<FamilyEfficiency> Efficiency)
{
    /// <summary>Computes the figures.</summary>
    /// <param name="curves">Loss curves.</param>
    /// <param name="hardwareOf">Profile in which the working sets of a device are placed.</param>
    /// <param name="placement">The placement.</param>
    public static IsolineFigures Of(IReadOnlyList<LossCurve> curves, Func<string, HardwareProfile> hardwareOf, IPlacement placement)
    {
        var families = new List<IsolineFamily>();
        var chosen = new List<(string Device, IsolineFamily Family, Isoline Isoline)>();
        // One family at a time: of the 200 levels of each only those that are drawn are kept.
        foreach (var family in IsolineMap.Of(curves))
        {
            families.Add(family with { Isolines = family.Drawn() });
            if (family.Representative() is { } isoline)
                chosen.Add((family.Device, family, isoline));
        }

        var devices = families.Select(family => family.Device).Distinct().Order(StringComparer.Ordinal).ToArray();
        return new IsolineFigures(
            families,
            [.. chosen.Where(entry => entry.Isoline.Cheapest is not null)
                .Select(entry => ChosenIsoline.Of(entry.Family, entry.Isoline, MemoryHierarchy.Of(hardwareOf(entry.Device)), placement))],
            [.. devices.Select(device => SpillHistogram.Of(
                device, chosen.Where(entry => entry.Device == device).Select(entry => entry.Isoline), hardwareOf(device), placement))],
            [.. devices.Select(device => SpillHistogram.Of(
                device, families.Where(family => family.Device == device).SelectMany(family => family.Isolines), hardwareOf(device), placement))],
            FamilyEfficiency.Of(curves));
    }
}

/// <summary>An isoline of figure 7: cost relative to its least over the bytes that working sets occupy.</summary>
/// <param name="Device">The device.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Shape">Published name of the shape.</param>
/// <param name="Depth">Layers.</param>
/// <param name="Loss">The test loss.</param>
/// <param name="Points">One for each network.</param>
public sealed record ChosenIsoline(string Device, string Dataset, string? Shape, int Depth, double Loss, IReadOnlyList<ChosenPoint> Points)
{
    internal static ChosenIsoline Of(IsolineFamily family, Isoline isoline, MemoryHierarchy memory, IPlacement placement)
    {
        var least = isoline.Cheapest!.Cost!.Value;
        return new ChosenIsoline(family.Device, family.Dataset, family.Shape, family.Depth, isoline.Loss,
        [
            .. isoline.Points.Select(point =>
            {
                var bytes = OccupiedSizes.Of(point.Setup, memory, placement);
                return new ChosenPoint(point.Size, point.Cost!.Value / least, bytes["l"], bytes["f"], bytes["b"]);
            }),
        ]);
    }
}

/// <summary>One network of figure 7.</summary>
/// <param name="Size">Target number of parameters.</param>
/// <param name="Ratio">Cost over the least cost of the isoline.</param>
/// <param name="LargestInterLayerBytes">Bytes occupied by the largest inter-layer set.</param>
/// <param name="ForwardBytes">Bytes occupied by f.</param>
/// <param name="BackwardBytes">Bytes occupied by b.</param>
public sealed record ChosenPoint(long Size, double Ratio, double LargestInterLayerBytes, double ForwardBytes, double BackwardBytes);

/// <summary>Equation (10) for the networks of one device and data set, all shapes and depths together.</summary>
/// <param name="Device">The device.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Fit">The fit.</param>
public sealed record FamilyEfficiency(string Device, string Dataset, DataEfficiency Fit)
{
    internal static IReadOnlyList<FamilyEfficiency> Of(IReadOnlyList<LossCurve> curves) =>
    [
        .. curves.GroupBy(curve => (curve.Device, curve.Dataset))
            .Select(group => (group.Key, Fit: DataEfficiency.Of([.. group])))
            .Where(entry => entry.Fit is not null)
            .Select(entry => new FamilyEfficiency(entry.Key.Device, entry.Key.Dataset, entry.Fit!)),
    ];
}
