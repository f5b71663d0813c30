namespace ButterE.Probe.Compute;

/// <summary>The sizes of a layer, without its bias.</summary>
/// <param name="Batch">Rows of the batch.</param>
/// <param name="FanIn">Inputs of the layer.</param>
/// <param name="Units">Units of the layer.</param>
internal readonly record struct LayerShape(int Batch, int FanIn, int Units)
{
    /// <summary>Operations of any of its three products: two per multiply-add.</summary>
    public double FlopsPerProduct => 2.0 * Batch * FanIn * Units;

    /// <summary>Rows M and columns N of a product and the length K of its sums, as the row-major formula reads.</summary>
    public (int M, int N, int K) SizeOf(LayerProduct product) => product switch
    {
        LayerProduct.Forward => (Batch, Units, FanIn),
        LayerProduct.BackwardData => (Batch, FanIn, Units),
        _ => (FanIn, Units, Batch),
    };
}
