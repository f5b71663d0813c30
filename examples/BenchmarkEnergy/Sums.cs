using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace ButterE.Examples.BenchmarkEnergy;

/// <summary>Something to measure.</summary>
public class Sums
{
    private readonly double[] values = [.. Enumerable.Range(0, 1 << 20).Select(i => (double)i)];

    /// <summary>A million additions, one after another.</summary>
    [Benchmark]
    public double OneByOne()
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    /// <summary>The same with vectors.</summary>
    [Benchmark]
    public double Vectorised() => TensorPrimitives.Sum<double>(values);
}
