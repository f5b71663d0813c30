using System.Diagnostics;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Optimizer;
using ButterE.Kernels.Simd;

namespace ButterE.Probe.Compute;

/// <summary>
/// Training steps of chains of the smallest layers, one unit fed by one input, made of the engine's kernels: forward pass, loss, backward
/// pass, gradients and Adam. There is next to nothing to compute, so their time is what a layer and a pass cost whatever their size.
/// </summary>
internal sealed unsafe class SmallestSteps<TVector> : IDisposable
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Rows of the batch: the paper's.</summary>
    public const int Batch = 256;

    private static readonly ParameterOrder<TVector> Order = ParameterOrder<TVector>.Of(2, 1, Batch);

    // A rate of 0 does all of Adam's work and leaves the parameters, so that every step is the same.
    private static readonly AdamStep Adam = new(Rate: 0);

    private readonly Layer[] layers;
    private readonly PanelMatrix<TVector> features = new(2, Batch), targets = new(1, Batch);
    private readonly double[] losses = new double[Panel<TVector>.Count(Batch)];

    /// <summary>Makes the layers.</summary>
    /// <param name="longest">Layers of the longest chain.</param>
    public SmallestSteps(int longest)
    {
        layers = [.. Enumerable.Range(0, longest).Select(_ => new Layer())];
        for (var row = 0; row < Batch; row++)
            (features[0, row], features[1, row]) = (0.5f, 1);
    }

    /// <summary>First moment of the weight of one layer: shows that its gradient was computed.</summary>
    internal float FirstMomentOf(int layer) => layers[layer].FirstMoment[0, 0];

    /// <summary>One training step of the first <paramref name="depth"/> layers on the calling thread.</summary>
    public void Run(int depth)
    {
        var panels = features.Panels;
        for (var i = 0; i < depth; i++)
        {
            var output = layers[i].Output;
            Order.Forward(layers[i].Weights, InputOf(i), output, RowOf(output), new Relu<TVector>(output.Start), LayerBlocking.Default);
        }

        var last = layers[depth - 1];
        PanelLoss<TVector>.Sum(LossKind.SigmoidBinaryCrossEntropy, last.Output, targets, last.Delta, features, 0, panels, losses);

        for (var i = depth - 1; i > 0; i--)
        {
            var below = layers[i - 1];
            var gate = new ReluGate<TVector>(below.Output.Start, below.Delta.Start);
            Order.Backward(layers[i].Weights, layers[i].Delta, below.Delta, RowOf(below.Delta), gate, LayerBlocking.Default);
        }

        Debug.Assert(ParameterGradient<TVector>.UnitsByPanels(2, 1, Batch) == 0, "the engine takes dot products for this layer, without a transpose");
        for (var i = depth - 1; i >= 0; i--)
        {
            var own = layers[i];
            var adam = new AdamEpilogue<TVector>(Adam, own.Weights.Start, own.FirstMoment.Start, own.SecondMoment.Start);
            Order.Gradient(InputOf(i), own.Delta, null, Batch, new(0, own.Weights.Rows, 0, own.Weights.Panels), adam);
        }
    }

    public void Dispose()
    {
        foreach (var matrix in layers.SelectMany(layer => layer.Matrices).Append(features).Append(targets))
            matrix.Dispose();
    }

    // Of the values of a layer its one unit, not the row of the next layer's bias.
    private static ProductPart RowOf(PanelMatrix<TVector> values) => new(0, 1, 0, values.Panels);

    private PanelMatrix<TVector> InputOf(int layer) => layer == 0 ? features : layers[layer - 1].Output;

    private sealed class Layer
    {
        public Layer()
        {
            Weights[0, 0] = 1;
            for (var row = 0; row < Batch; row++)
                Output[1, row] = 1;
        }

        public PanelMatrix<TVector> Weights { get; } = Order.Allocate();

        public PanelMatrix<TVector> FirstMoment { get; } = Order.Allocate();

        public PanelMatrix<TVector> SecondMoment { get; } = Order.Allocate();

        public PanelMatrix<TVector> Output { get; } = new(2, Batch);

        public PanelMatrix<TVector> Delta { get; } = new(2, Batch);

        public IEnumerable<PanelMatrix<TVector>> Matrices => [Weights, FirstMoment, SecondMoment, Output, Delta];
    }
}
