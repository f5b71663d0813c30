using ButterE.Kernels;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Compute;

/// <summary>The products of training steps against the multiply-add ceiling, both measured in turns on the same pinned cores.</summary>
public sealed class GemmBenchmark
{
    private const int Batch = 256;
    private const int Rounds = 11;

    /// <summary>Matrices of 1 GiB each; a layer of training is far smaller.</summary>
    private const int LargestWidth = 16_384;

    private const int ClockRounds = 7;

    private static readonly RepeatableWork Clock = new(CoreClock.StepsPerIteration, CoreClock.Run);

    private readonly Arithmetic arithmetic;
    private readonly IReadOnlyList<int?> cpus;
    private readonly LayerBlocking blocking;

    /// <summary>Chooses the SIMD path and the cores.</summary>
    /// <param name="threads">Threads at most; no more than the granted cores are used.</param>
    /// <param name="blocking">Cache blocks of the products, as training on this machine uses them.</param>
    /// <exception cref="InputException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="UnavailableException">The environment demands a SIMD path that this process cannot run.</exception>
    public GemmBenchmark(int threads, LayerBlocking blocking)
    {
        if (threads < 1)
            throw new InputException($"threads: {threads} must be at least 1");
        this.blocking = blocking;
        arithmetic = Arithmetic.Of(SimdSelection.Choose());
        cpus = GrantedCores.ForMeasuring(threads);
    }

    /// <summary>Widths of the square layers: powers of two, and odd ones that fill neither lanes nor tiles.</summary>
    public static IReadOnlyList<int> Widths { get; } = [53, 64, 100, 128, 171, 256, 512, 1024, 2048];

    /// <summary>Threads that take part, each on a core of its own.</summary>
    public int ThreadsUsed => cpus.Count;

    /// <summary>Measures the three products of a square layer at batch 256; several threads share each product as in training.</summary>
    /// <param name="width">Inputs and units of the layer.</param>
    /// <param name="cancellation">Stops between two products.</param>
    /// <exception cref="InputException"><paramref name="width"/> is below 1 or above 16,384.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public IEnumerable<GemmRate> Measure(int width, CancellationToken cancellation = default)
    {
        if (width is < 1 or > LargestWidth)
            throw new InputException($"width {width}: must be from 1 to {LargestWidth}");
        var shape = new LayerShape(Batch, width, width);
        using var products = arithmetic.CreateProducts(shape);
        products.Block(blocking);
        // Cycles take the place of the work: ceiling and clock are measured in turns too.
        var cycles = AlternatingRates.Measure(cpus, arithmetic.Ceiling, [.. cpus.Select(_ => Clock)], ClockRounds, cancellation);
        var check = CeilingCheck.Of(cycles, products.Lanes, cpus.Count);
        foreach (var product in Enum.GetValues<LayerProduct>())
        {
            var parts = Enumerable.Range(0, cpus.Count).Select(worker => products.Part(product, worker, cpus.Count)).ToArray();
            var rounds = AlternatingRates.Measure(cpus, arithmetic.Ceiling, parts, Rounds, cancellation);
            yield return Summarize(shape, product, products.PaddedFlops(product), rounds, check);
        }
    }

    /// <summary>The medians of the rounds of one product.</summary>
    internal static GemmRate Summarize(
        LayerShape shape, LayerProduct product, double paddedFlops, IReadOnlyCollection<RateRound> rounds, CeilingCheck check)
    {
        var (m, n, k) = shape.SizeOf(product);
        var fraction = Median(round => round.Work / round.Ceiling);
        var padding = paddedFlops / shape.FlopsPerProduct;
        return new GemmRate(product, m, n, k, Median(round => round.Work), Median(round => round.Ceiling), fraction,
            padding > 1 ? fraction * padding : null, check);

        double Median(Func<RateRound, double> of) => Quantile.Median(rounds.Select(of));
    }
}
