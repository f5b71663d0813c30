using System.Diagnostics;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Levels;

namespace ButterE.Probe.Compute;

/// <summary>How long a product takes when it is cut into certain blocks.</summary>
/// <param name="Blocking">The blocks.</param>
/// <param name="Seconds">Time of one product on one core, a low quantile over the rounds, s.</param>
public sealed record BlockingTime(GemmBlocking Blocking, double Seconds);

/// <summary>Times the products of a square layer under several choices of cache blocks, on the calling thread.</summary>
public sealed class BlockingBenchmark : IDisposable
{
    /// <summary>Rows of the batch: the paper's.</summary>
    public const int Batch = 256;

    private const int LeastRounds = 3, MostRounds = 40;
    private const double VisitSeconds = 5e-4;

    private readonly ILayerProducts products;

    /// <summary>Makes the matrices.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <param name="width">Inputs and units of the layer, at least 1.</param>
    public BlockingBenchmark(SimdPath path, int width) => products = Arithmetic.Of(path).CreateProducts(new LayerShape(Batch, width, width));

    /// <summary>Times the candidates in turns, so that a change of the clock or a neighbour meets all of them.</summary>
    /// <param name="product"><see cref="LayerProduct.Forward"/> or <see cref="LayerProduct.BackwardData"/>; the gradient is made in one run.</param>
    /// <param name="candidates">The blocks, at least one.</param>
    /// <param name="seconds">Time to spend, s; three rounds are made however long they take.</param>
    /// <returns>One time for each candidate, in their order.</returns>
    /// <exception cref="ArgumentException">The product has no blocks to choose.</exception>
    public IReadOnlyList<BlockingTime> Measure(LayerProduct product, IReadOnlyList<GemmBlocking> candidates, double seconds)
    {
        if (product == LayerProduct.ParameterGradient)
            throw new ArgumentException("The gradient by the parameters is made in one run.", nameof(product));
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
