using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Compute;

/// <summary>The arithmetic part of a profile: ceilings, what the products of training reach of them, and the overheads.</summary>
internal static class ComputeProbe
{
    private const int Rounds = 15;

    /// <summary>The layer whose products stand for sustained arithmetic: edges hardly matter, and a private L2 cache holds it.</summary>
    private static readonly LayerShape Layer = new(256, 256, 256);

    /// <summary>Measures, about two seconds.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="cpus">The cores to measure together; the last of them is measured alone.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static (ComputeRates Rates, PassOverheads Overheads) Measure(SimdPath path, IReadOnlyList<int?> cpus, CancellationToken cancellation)
    {
        var arithmetic = Arithmetic.Of(path);
        var one = Rates(arithmetic, [cpus[^1]], cancellation);
        var all = Rates(arithmetic, cpus, cancellation);
        return (new ComputeRates(one.Peak, one.Sustained, all.Peak, all.Sustained), PinnedThread.Run(cpus[^1], arithmetic.MeasureOverheads));
    }

    /// <summary>The best round of the ceiling, since a ceiling is what cannot be passed, and the median round of the products.</summary>
    private static (double Peak, double Sustained) Rates(Arithmetic arithmetic, IReadOnlyList<int?> cpus, CancellationToken cancellation)
    {
        var products = cpus.Select(_ => arithmetic.CreateProducts(Layer)).ToArray();
        try
        {
            var rounds = AlternatingRates.Measure(cpus, arithmetic.Ceiling, [.. products.Select(AllOf)], Rounds, cancellation);
            return (rounds.Max(round => round.Ceiling), Quantile.Median(rounds.Select(round => round.Work)));
        }
        finally
        {
            foreach (var own in products)
                own.Dispose();
        }
    }

    /// <summary>The three products of a layer, one after the other.</summary>
    private static RepeatableWork AllOf(ILayerProducts products)
    {
        var parts = Enum.GetValues<LayerProduct>().Select(product => products.Part(product, 0, 1)).ToArray();
        return new(parts.Sum(part => part.Flops), repetitions =>
        {
            for (; repetitions > 0; repetitions--)
            {
                foreach (var part in parts)
                    part.Repeat(1);
            }
        });
    }
}
