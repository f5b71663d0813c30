using ButterE.Probe.Caches;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>The capacities of all levels of a curve, fitted together: one placement of pages lies behind them.</summary>
internal static class CapacityFits
{
    /// <summary>
    /// The capacities behind the transitions between neighbouring plateaus. Under a random chain some transitions are those of translation buffers:
    /// these are left out.
    /// </summary>
    /// <param name="curve">The curve.</param>
    /// <param name="plateaus">Its plateaus.</param>
    /// <param name="order">The chain.</param>
    /// <param name="pages">How the pages are known to lie; null leaves it to the curve. The first level is indexed inside a page, whatever the pages.</param>
    public static CapacityFit[] Of(LatencyCurve curve, IReadOnlyList<Plateau> plateaus, ChainOrder order, PagePlacement? pages)
    {
        var transitions = plateaus.Zip(plateaus.Skip(1), (below, above) => Transition.Between(curve, below, above, order)).ToArray();
        // Of the levels met today only a last one is a victim cache.
        // A hash may scatter the lines of contiguous memory, but scattered pages load no physically indexed cache evenly.
        var areScattered = pages == PagePlacement.Scattered;
        var weighings = transitions.Select((transition, k) => new CapacityWeights(
            transition, isFirst: k == 0, canBeExclusive: k > 0 && k == transitions.Length - 1, onlyScattered: k > 0 && areScattered)).ToArray();
        var fits = new CapacityFit[transitions.Length];
        for (var k = 0; k < fits.Length; k++)
        {
            // One placement of pages lies behind all levels, except that a hash may scatter the lines of one of them.
            var contiguous = weighings[k].Evidence(PagePlacement.Contiguous);
            var scattered = weighings[k].Evidence(PagePlacement.Scattered);
            for (var other = 0; other < fits.Length; other++)
            {
                if (other == k || areScattered)
                    continue;
                var share = weighings[other].ShareContiguous;
                contiguous *= share;
                scattered *= 1 - share;
            }

            fits[k] = weighings[k].Fit(contiguous / (contiguous + scattered)) with
            {
                NanosecondsBelow = plateaus[k].Nanoseconds,
                NanosecondsAbove = plateaus[k + 1].Nanoseconds,
            };
        }

        return order == ChainOrder.Random ? Array.FindAll(fits, fit => !fit.IsTranslation) : fits;
    }
}
