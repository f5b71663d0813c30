using ButterE.Kernels.Gemm;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;

namespace ButterE.Engine.Training;

/// <summary>Who does what in a step on the CPU: the shares of a team in each layer's products, cut into pieces that others may take over.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal sealed class CpuShares<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly CpuLayer<TVector>[] layers;
    private readonly (int From, int To)[] panels; // by worker
    private readonly ProductPieces<TVector>[][] forward, backward; // by layer and worker
    private readonly ProductPart[][][][] gradient; // by layer, worker and piece
    private int rows;

    /// <summary>Makes room, and deals the gradients.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="batch">Most rows of a batch.</param>
    /// <param name="workers">Size of the team.</param>
    public CpuShares(CpuLayer<TVector>[] layers, int batch, int workers)
    {
        this.layers = layers;
        SharesPanels = workers > Panel<TVector>.Count(batch);
        panels = new (int, int)[workers];
        (forward, backward) = (Room(), Room());
        gradient = [.. layers.Select(layer => Enumerable.Range(0, workers).Select(worker =>
            layer.Order.PiecesOf(batch, worker, workers).Select(parts => parts.ToArray()).ToArray()).ToArray())];

        ProductPieces<TVector>[][] Room() => [.. layers.Select(_ => new ProductPieces<TVector>[workers])];
    }

    /// <summary>
    /// Whether several workers share a panel of the batch, since there are more of them than panels: each takes some units of a layer, and they meet after every
    /// layer forward. Otherwise each takes whole panels, and nobody waits for anybody there.
    /// </summary>
    public bool SharesPanels { get; }

    /// <summary>The panels of the batch of a worker, for whatever is not shared by units.</summary>
    /// <param name="worker">Number of the worker from 0.</param>
    public (int From, int To) Panels(int worker) => panels[worker];

    /// <summary>A worker's share of a layer's outputs.</summary>
    /// <param name="layer">Number of the layer from 0.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    public ref readonly ProductPieces<TVector> Forward(int layer, int worker) => ref forward[layer][worker];

    /// <summary>A worker's share of the gradient that a layer carries to the one below.</summary>
    /// <param name="layer">Number of the layer from 0.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    public ref readonly ProductPieces<TVector> Backward(int layer, int worker) => ref backward[layer][worker];

    /// <summary>A worker's share of a layer's parameters, by pieces.</summary>
    /// <param name="layer">Number of the layer from 0.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    public ProductPart[][] Gradient(int layer, int worker) => gradient[layer][worker];

    /// <summary>Deals a batch: the last of an epoch may have fewer rows. Free when it has as many as the one before.</summary>
    /// <param name="batch">Rows of the batch.</param>
    public void Deal(int batch)
    {
        if (batch == rows)
            return;
        var workers = panels.Length;
        for (var worker = 0; worker < workers; worker++)
        {
            panels[worker] = Share.Of(Panel<TVector>.Count(batch), worker, workers);
            for (var i = 0; i < layers.Length; i++)
            {
                var (inputs, units) = (layers[i].FanIn, layers[i].Units);
                forward[i][worker] = new(Part(units, worker, batch), inputs + 1, workers);
                backward[i][worker] = new(Part(inputs, worker, batch), units, workers);
            }
        }

        rows = batch;
    }

    private ProductPart Part(int units, int worker, int batch)
    {
        if (!SharesPanels)
            return new ProductPart(0, units, panels[worker].From, panels[worker].To);
        var width = Panel<TVector>.Width;
        var (first, end, firstPanel, endPanel) = Share.OfGrid(Panel<TVector>.Count(units), batch, width, worker, panels.Length);
        return new ProductPart(first * width, Math.Min(end * width, units), firstPanel, endPanel);
    }
}
