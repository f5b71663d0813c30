using ButterE.Kernels.Gemm;

namespace ButterE.Probe.Compute;

/// <summary>The matrices of one layer and the products over them, whatever the vector width.</summary>
internal interface ILayerProducts : IDisposable
{
    /// <summary>Lanes of a vector.</summary>
    int Lanes { get; }

    /// <summary>Operations of a product as its vectors make them, unused lanes included; two per multiply-add.</summary>
    double PaddedFlops(LayerProduct product);

    /// <summary>One worker's part of a product.</summary>
    /// <param name="product">The product.</param>
    /// <param name="worker">Number of the worker, from 0.</param>
    /// <param name="workers">Workers that share the product.</param>
    RepeatableWork Part(LayerProduct product, int worker, int workers);

    /// <summary>Cuts the forward or the backward product into other blocks from now on.</summary>
    void Block(LayerProduct product, GemmBlocking blocking);

    /// <summary>Cuts both into the blocks of a layer from now on.</summary>
    void Block(LayerBlocking blocking)
    {
        Block(LayerProduct.Forward, blocking.AlongColumns);
        Block(LayerProduct.BackwardData, blocking.AlongRows);
    }
}
