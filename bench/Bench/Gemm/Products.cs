using BenchmarkDotNet.Attributes;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Metadata;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;

namespace ButterE.Bench.Gemm;

/// <summary>
/// The three products of a square layer at batch 256 on one thread, as a training step makes them. <c>buttere bench gemm</c> measures product and
/// ceiling in turns and says the same more exactly; this suite shows spread and allocations.
/// </summary>
public class Products : IMeasuredWork, IDisposable
{
    private const int Batch = 256;

    private ILayerProducts? matrices;
    private RepeatableWork? product;

    /// <summary>Which product.</summary>
    [ParamsAllValues]
    public LayerProduct Product { get; set; }

    /// <summary>Inputs and units of the layer; 171 fills neither lanes nor tiles.</summary>
    [Params(128, 171, 256, 512, 1024)]
    public int Width { get; set; }

    private LayerShape Shape => new(Batch, Width, Width);

    Work IMeasuredWork.Work =>
        new(Threads: 1, Shape.FlopsPerProduct, Bytes: null, WorkingSetBytes: sizeof(float) * ((long)Width * Width + 2L * Batch * Width));

    /// <summary>Fills the matrices and measures the ceiling.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        ObservedCeilings.Observe(((IMeasuredWork)this).Work);
        var path = SimdSelection.Choose();
        matrices = Arithmetic.Of(path).CreateProducts(Shape);
        matrices.Block(AnalyticTuning.Of(path).Blocking);
        product = matrices.Part(Product, worker: 0, workers: 1);
    }

    /// <summary>One product.</summary>
    [Benchmark]
    public void Multiply() => product!.Repeat(1);

    /// <summary>Measures the ceilings once more and frees the matrices.</summary>
    [GlobalCleanup]
    public void Finish()
    {
        Dispose();
        ObservedCeilings.Observe(((IMeasuredWork)this).Work);
    }

    /// <summary>Frees the matrices.</summary>
    public void Dispose()
    {
        matrices?.Dispose();
        GC.SuppressFinalize(this);
    }
}
