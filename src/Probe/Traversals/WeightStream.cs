using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Memory;

namespace ButterE.Probe.Traversals;

/// <summary>
/// The engine's own product with the parameters of a layer as the working set: each pass multiplies an about square matrix of them by one
/// panel of the batch, the least rows for which the engine reads parameters at all. They come from where they lie, while the two activations
/// are small beside them; the arithmetic of a panel goes on meanwhile and bounds the rate from above.
/// </summary>
internal sealed unsafe class WeightStream<TVector> : ITraversal
    where TVector : unmanaged, IVector<TVector>
{
    private PanelMatrix<TVector>[] operands = [];

    public string Name => "weights";

    public long BytesPerPass(long workingSetBytes)
    {
        var (fanIn, units) = ShapeOf(workingSetBytes);
        return sizeof(float) * ((long)fanIn * units + (long)(fanIn + units) * Panel<TVector>.Width);
    }

    public long FlopsPerPass(long workingSetBytes)
    {
        var (fanIn, units) = ShapeOf(workingSetBytes);
        return 2L * fanIn * units * Panel<TVector>.Width;
    }

    public int StreamCount => 1;

    public long StepsPerPass(long workingSetBytes) => 1;

    public void Prepare(WorkingSet set, ref SplitMix64 random)
    {
        var (fanIn, units) = ShapeOf(set.Bytes);
        Fill.Ones(set);
        foreach (var activation in operands.Skip(1))
            activation.Dispose();
        operands = [new(fanIn, units, set.Address), new(fanIn, Panel<TVector>.Width), new(units, Panel<TVector>.Width)];
        Run(set, 2);
    }

    public void Run(WorkingSet set, long steps)
    {
        var (weights, input, output) = (operands[0], operands[1], operands[2]);
        for (; steps > 0; steps--)
        {
            PanelGemm<TVector, RowsAlongColumns<TVector>>.Multiply(weights, input, output, weights.Rows,
                new(0, weights.Columns, 0, 1), new StoreOnly<TVector>(output.Start), GemmBlocking.AlongColumns);
        }
    }

    /// <summary>The matrix nearest to a square that fits: whole panels of units, as many inputs as remain.</summary>
    private static (int FanIn, int Units) ShapeOf(long bytes)
    {
        var floats = bytes / sizeof(float);
        var width = Panel<TVector>.Width;
        var units = Math.Max(1, (int)Math.Round(Math.Sqrt(floats) / width)) * width;
        return (checked((int)(floats / units)), units);
    }
}
