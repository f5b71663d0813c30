using ButterE.Engine.Networks;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Training;

/// <summary>
/// The gradients that a step carries down the network. Each lives from the backward pass of the layer above to the update of its own, so the layers
/// take turns in a few places, which a near cache holds: with twenty layers of 240 units a place of their own for each would be ten megabytes.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
internal sealed class CpuGradients<TVector> : IDisposable
    where TVector : unmanaged, IVector<TVector>
{
    private readonly List<OffHeapMemory> memory = [];
    private readonly PanelMatrix<TVector>[] deltas;
    private readonly PanelMatrix<TVector>?[] transposed, sums;

    /// <summary>Makes room.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="threads">Size of the team.</param>
    /// <param name="hugePages">What to ask the kernel for.</param>
    public CpuGradients(Network network, int batch, int threads, HugePages hugePages)
    {
        var carried = GradientPlaces.Carried(threads);
        deltas = Matrices(carried, i => (network.Widths[i] + 1, batch))!;
        transposed = Matrices(GradientPlaces.Transposed(threads), i => ParameterGradient<TVector>.ShapeOfTransposed(network.FanIn(i) + 1, network.Widths[i], batch));
        sums = Matrices(carried, i => HasOrFeedsSkip(i) ? (network.Widths[i] + 1, batch) : default);

        bool HasOrFeedsSkip(int layer) => network.HasSkip(layer) || (layer + 1 < network.Depth && network.HasSkip(layer + 1));

        // A layer's shape in its turn; null where that is (0, 0).
        PanelMatrix<TVector>?[] Matrices(int places, Func<int, (int Rows, int Columns)> shapeOf)
        {
            var shapes = Enumerable.Range(0, network.Depth).Select(shapeOf).ToArray();
            var floats = shapes.Max(shape => PanelMatrix<TVector>.LengthOf(shape.Rows, shape.Columns));
            if (floats == 0)
                return new PanelMatrix<TVector>?[shapes.Length];
            var rooms = Enumerable.Range(0, places).Select(_ => OffHeapMemory.Allocate(floats * sizeof(float), hugePages)).ToArray();
            memory.AddRange(rooms);
            return [.. shapes.Select((shape, i) =>
                shape.Rows == 0 ? null : new PanelMatrix<TVector>(shape.Rows, shape.Columns, rooms[i % places].Address))];
        }
    }

    /// <summary>Gradient before the activation of a layer [units + 1, batch].</summary>
    public PanelMatrix<TVector> Delta(int layer) => deltas[layer];

    /// <summary>The same gradient [batch rounded up to whole panels, units by panels] of those units whose dW is a panel product; null where there are none.</summary>
    public PanelMatrix<TVector>? Transposed(int layer) => transposed[layer];

    /// <summary>Gradient at the output of a layer that has a skip or feeds one; null at others.</summary>
    public PanelMatrix<TVector>? AtOutput(int layer) => sums[layer];

    public void Dispose()
    {
        foreach (var room in memory)
            room.Dispose();
    }
}
