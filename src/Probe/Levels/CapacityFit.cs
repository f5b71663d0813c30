using ButterE.Probe.Caches;

namespace ButterE.Probe.Levels;

/// <summary>The capacity behind one transition of a latency curve, by the miss curves that fit it.</summary>
/// <param name="Bytes">Capacity, bytes.</param>
/// <param name="Low">Lower end of what the shape of the transition leaves open: the policy, the associativity, the gap between two sizes.</param>
/// <param name="High">Upper end.</param>
/// <param name="KneeBytes">Largest size with less than 10 % of the loads missing.</param>
/// <param name="EndBytes">Smallest size with more than 90 % missing.</param>
/// <param name="Curve">The miss curve that fits best.</param>
internal sealed record CapacityFit(double Bytes, double Low, double High, double KneeBytes, double EndBytes, MissCurve Curve)
{
    /// <summary>The capacities behind all transitions between neighbouring plateaus.</summary>
    public static CapacityFit[] Of(LatencyCurve curve, IReadOnlyList<Plateau> plateaus)
    {
        var transitions = plateaus.Zip(plateaus.Skip(1), (below, above) => Transition.Between(curve, below, above)).ToArray();
        // Of the levels met today only a last one is a victim cache.
        var weighings = transitions.Select((transition, k) =>
            new CapacityWeights(transition, isFirst: k == 0, canBeExclusive: k > 0 && k == transitions.Length - 1)).ToArray();
        var fits = new CapacityFit[transitions.Length];
        for (var k = 0; k < fits.Length; k++)
        {
            // One placement of pages lies behind all levels, except that a hash may scatter the lines of one of them.
            var contiguous = weighings[k].Evidence(PagePlacement.Contiguous);
            var scattered = weighings[k].Evidence(PagePlacement.Scattered);
            for (var other = 0; other < fits.Length; other++)
            {
                if (other == k)
                    continue;
                var share = weighings[other].ShareContiguous;
                contiguous *= share;
                scattered *= 1 - share;
            }

            fits[k] = weighings[k].Fit(contiguous / (contiguous + scattered));
        }

        return fits;
    }
}
