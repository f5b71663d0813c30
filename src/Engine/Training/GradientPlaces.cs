namespace ButterE.Engine.Training;

/// <summary>
/// In how many places the gradients of a step take turns. One worker reads a layer's gradient while it writes the one below; in a team another may still be
/// at the update of the layer above, since they meet once a layer.
/// </summary>
internal static class GradientPlaces
{
    /// <summary>Places of the gradients that are carried from layer to layer.</summary>
    /// <param name="threads">Size of the team.</param>
    public static int Carried(int threads) => 1 + Transposed(threads);

    /// <summary>Places of the transposed gradients, each of which only the update of its own layer reads.</summary>
    /// <param name="threads">Size of the team.</param>
    public static int Transposed(int threads) => threads == 1 ? 1 : 2;
}
