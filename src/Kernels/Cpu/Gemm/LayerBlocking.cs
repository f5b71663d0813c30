namespace ButterE.Kernels.Gemm;

/// <summary>The cache blocks of a layer's products with its parameters, by how they are read.</summary>
/// <param name="AlongColumns">Of those that read them along columns of panels (<see cref="RowsAlongColumns{TVector}"/>): forward, unless they lie turned.</param>
/// <param name="AlongRows">Of those that read them along rows of panels (<see cref="RowsAlongRows{TVector}"/>): backward, unless they lie turned.</param>
public sealed record LayerBlocking(GemmBlocking AlongColumns, GemmBlocking AlongRows)
{
    /// <summary>What holds for current server cores.</summary>
    public static LayerBlocking Default { get; } = new(GemmBlocking.AlongColumns, GemmBlocking.AlongRows);
}
