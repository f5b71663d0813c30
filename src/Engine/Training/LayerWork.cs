using ButterE.Engine.Networks;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Training;

/// <summary>
/// What the CPU trainer does for one layer in a training step, unused lanes included. Operations are multiply-adds of whole vectors, so that the
/// ceiling of the profile divides them: two operations times the lanes each.
/// </summary>
/// <param name="Number">Number of the layer, from 1.</param>
/// <param name="ForwardVectors">Forward product.</param>
/// <param name="BackwardVectors">Product that carries the gradient to the layer below; 0 for the first layer.</param>
/// <param name="GradientVectors">Product that makes the gradient by the parameters, by panels and by dot products, as the layer does it.</param>
/// <param name="TransposedBytes">Bytes of the gradient that are transposed for it.</param>
/// <param name="ParameterBytes">Bytes of the parameters as they lie in panels.</param>
/// <param name="InputBytes">Bytes of the values that the layer reads.</param>
/// <param name="OutputBytes">Bytes of the values that it makes.</param>
/// <param name="HasSkip">Whether it adds its input to its activation.</param>
public sealed record LayerWork(
    int Number, double ForwardVectors, double BackwardVectors, double GradientVectors, double TransposedBytes,
    double ParameterBytes, double InputBytes, double OutputBytes, bool HasSkip)
{
    /// <summary>Counts the layers of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="path">The SIMD path that runs.</param>
    public static IReadOnlyList<LayerWork> Of(Network network, int batch, SimdPath path) => path switch
    {
        SimdPath.V512 => Of<V512>(network, batch),
        SimdPath.V256 => Of<V256>(network, batch),
        SimdPath.V128 => Of<V128>(network, batch),
        _ => Of<V1>(network, batch),
    };

    /// <summary>Floats of a vector.</summary>
    /// <param name="path">The SIMD path.</param>
    public static int LanesOf(SimdPath path) => path switch
    {
        SimdPath.V512 => V512.Lanes,
        SimdPath.V256 => V256.Lanes,
        SimdPath.V128 => V128.Lanes,
        _ => V1.Lanes,
    };

    /// <summary>Columns of a panel.</summary>
    /// <param name="path">The SIMD path.</param>
    public static int PanelWidthOf(SimdPath path) => 2 * LanesOf(path);

    private static LayerWork[] Of<TVector>(Network network, int batch)
        where TVector : unmanaged, IVector<TVector>
    {
        double lanes = TVector.Lanes, paddedBatch = Panel<TVector>.Count(batch) * Panel<TVector>.Width;
        var layers = new LayerWork[network.Depth];
        for (var i = 0; i < layers.Length; i++)
        {
            int fanIn = network.FanIn(i), units = network.Widths[i];
            double rows = fanIn + 1;
            var byPanels = ParameterGradient<TVector>.UnitsByPanels(fanIn + 1, units, batch);
            var (height, columns) = ParameterOrder<TVector>.Of(fanIn + 1, units, batch).Shape;
            layers[i] = new LayerWork(
                i + 1,
                units * rows * paddedBatch / lanes,
                i == 0 ? 0 : (double)fanIn * units * paddedBatch / lanes,
                ParameterGradient<TVector>.MultiplyAdds(fanIn + 1, units, batch) + rows * (units - byPanels) * PanelDots<TVector>.SumCost,
                sizeof(float) * byPanels * paddedBatch,
                sizeof(float) * PanelMatrix<TVector>.LengthOf(height, columns),
                sizeof(float) * rows * paddedBatch,
                sizeof(float) * units * paddedBatch,
                network.HasSkip(i));
        }

        return layers;
    }
}
