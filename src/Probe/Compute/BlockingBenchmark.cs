using System.Diagnostics;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;

namespace ButterE.Probe.Compute;

/// <summary>How long a product takes when it is cut into certain blocks.</summary>
/// <param name="Blocking">The blocks.</param>
/// <param name="Seconds">Time of one product on one core, a low quantile over the rounds, s.</param>
public sealed record BlockingTime(GemmBlocking Blocking, double Seconds);

/// <summary>Times a product of a layer with its parameters under several choices of cache blocks, on the calling thread.</summary>
public sealed class BlockingBenchmark : IDisposable
{
    /// <summary>Rows of the batch: the paper's.</summary>
    public const int Batch = 256;

    private const int LeastRounds = 3, MostRounds = 40;
    private const double VisitSeconds = 5e-4;

    private readonly LayerProduct product;
    private readonly ILayerProducts products;

    /// <summary>Makes the matrices.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="product"><see cref="LayerProduct.Forward"/> or <see cref="LayerProduct.BackwardData"/>; the gradient is made in one run.</param>
    /// <param name="steps">Length of its sums, at least 1: inputs of the layer, or units where the product goes back.</param>
    /// <param name="rows">The other side of the layer, at least 1.</param>
    /// <exception cref="ArgumentException">The product has no blocks to choose.</exception>
    public BlockingBenchmark(SimdPath path, LayerProduct product, int steps, int rows)
    {
        this.product = product;
        products = Arithmetic.Of(path).CreateProducts(product switch
        {
            LayerProduct.Forward => new LayerShape(Batch, FanIn: steps, Units: rows),
            LayerProduct.BackwardData => new LayerShape(Batch, FanIn: rows, Units: steps),
            _ => throw new ArgumentException("The gradient by the parameters is made in one run.", nameof(product)),
        });
    }

    /// <summary>Has the runtime compile what <see cref="Measure"/> times.</summary>
    /// <param name="candidates">The blocks.</param>
    public void Compile(IReadOnlyList<GemmBlocking> candidates)
    {
        var work = products.Part(product, 0, 1);
        foreach (var blocking in candidates)
        {
            products.Block(product, blocking);
            work.Repeat(1);
        }
    }

    /// <summary>Times the candidates in turns, so that a change of the clock or a neighbour meets all of them.</summary>
    /// <param name="candidates">The blocks, at least one.</param>
    /// <param name="seconds">Time to spend, s; three rounds are made however long they take.</param>
    /// <returns>One time for each candidate, in their order.</returns>
    public IReadOnlyList<BlockingTime> Measure(IReadOnlyList<GemmBlocking> candidates, double seconds)
    {
        var work = products.Part(product, 0, 1);
        var repetitions = work.RepetitionsIn(VisitSeconds);
        var times = candidates.Select(_ => new List<double>()).ToArray();
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < LeastRounds || (round < MostRounds && clock.Elapsed.TotalSeconds < seconds); round++)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                products.Block(product, candidates[i]);
                var start = Stopwatch.GetTimestamp();
                work.Repeat(repetitions);
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions);
            }
        }

        return [.. candidates.Zip(times, (blocking, all) => new BlockingTime(blocking, Quantile.AtOrBelow(all.Order().ToArray(), Quantile.Undisturbed)))];
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => products.Dispose();
}
