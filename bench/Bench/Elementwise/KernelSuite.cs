using BenchmarkDotNet.Attributes;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Metadata;

namespace ButterE.Bench.Elementwise;

/// <summary>What the suites of single kernels share: make one, measure the ceilings beside it, run it, free it.</summary>
public abstract class KernelSuite : IMeasuredWork, IDisposable
{
    private IKernel? kernel;

    Work IMeasuredWork.Work => Work;

    private protected abstract Work Work { get; }

    /// <summary>Makes the kernel and measures the ceilings.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        ObservedCeilings.Observe(Work);
        kernel = Create();
    }

    /// <summary>Runs the kernel once.</summary>
    [Benchmark]
    public void Run() => kernel!.Run();

    /// <summary>Measures the ceilings once more and frees the matrices.</summary>
    [GlobalCleanup]
    public void Finish()
    {
        Dispose();
        ObservedCeilings.Observe(Work);
    }

    /// <summary>Frees the matrices.</summary>
    public void Dispose()
    {
        kernel?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract IKernel Create();
}
