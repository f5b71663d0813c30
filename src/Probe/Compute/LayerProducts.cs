using ButterE.Kernels.Gemm;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;

namespace ButterE.Probe.Compute;

/// <summary>
/// The products of a training step as the engine computes them, dealt to workers as the engine deals them: by panels of the batch in
/// the forward and backward passes, by runs of rows of the parameters in the gradient. Without bias, so that the sizes are what they say.
/// </summary>
internal sealed unsafe class LayerProducts<TVector> : ILayerProducts
    where TVector : unmanaged, IVector<TVector>
{
    private readonly LayerShape shape;

    // The units of dY that go through a panel product of dW, transposed [batch, units]; null where there are none.
    private readonly PanelMatrix<TVector>? transposed;
    private GemmBlocking forward = GemmBlocking.AlongColumns, backward = GemmBlocking.AlongRows;

    public LayerProducts(LayerShape shape)
    {
        this.shape = shape;
        // The rows of the bias exist as they do in training: they move the panels off powers of two.
        Weights = Filled(shape.FanIn + 1, shape.Units);
        Gradient = Filled(shape.FanIn + 1, shape.Units);
        Input = Filled(shape.FanIn + 1, shape.Batch);
        InputGradient = Filled(shape.FanIn + 1, shape.Batch);
        Output = Filled(shape.Units + 1, shape.Batch);
        Delta = Filled(shape.Units + 1, shape.Batch);
        transposed = ParameterGradient<TVector>.RoomForTransposed(shape.FanIn, shape.Units, shape.Batch);
        ParameterGradient<TVector>.Transpose(Delta, transposed, 0, Delta.Panels);
    }

    public int Lanes => TVector.Lanes;

    private static int PanelWidth => Panel<TVector>.Width;

    /// <summary>W [fan-in + 1, units].</summary>
    internal PanelMatrix<TVector> Weights { get; }

    /// <summary>dW, which <see cref="LayerProduct.ParameterGradient"/> computes.</summary>
    internal PanelMatrix<TVector> Gradient { get; }

    /// <summary>X, transposed: [fan-in + 1, batch].</summary>
    internal PanelMatrix<TVector> Input { get; }

    /// <summary>dX, transposed, which <see cref="LayerProduct.BackwardData"/> computes.</summary>
    internal PanelMatrix<TVector> InputGradient { get; }

    /// <summary>Y, transposed: [units + 1, batch], which <see cref="LayerProduct.Forward"/> computes.</summary>
    internal PanelMatrix<TVector> Output { get; }

    /// <summary>dY, transposed: [units + 1, batch].</summary>
    internal PanelMatrix<TVector> Delta { get; }

    public double PaddedFlops(LayerProduct product) => product == LayerProduct.ParameterGradient
        ? 2.0 * TVector.Lanes * ParameterGradient<TVector>.MultiplyAdds(shape.FanIn, shape.Units, shape.Batch)
        : 2.0 * shape.FanIn * shape.Units * Input.Panels * PanelWidth;

    public RepeatableWork Part(LayerProduct product, int worker, int workers)
    {
        var (share, run) = product == LayerProduct.ParameterGradient ? Parameters(worker, workers) : Panels(product, worker, workers);
        return new(shape.FlopsPerProduct * share, repetitions =>
        {
            for (; repetitions > 0; repetitions--)
                run();
        });
    }

    public void Block(LayerProduct product, GemmBlocking blocking)
    {
        if (product == LayerProduct.Forward)
            forward = blocking;
        else
            backward = blocking;
    }

    public void Dispose()
    {
        foreach (var matrix in new[] { Weights, Gradient, Input, InputGradient, Output, Delta, transposed })
            matrix?.Dispose();
    }

    // The parts make the whole; which of them got the last, narrower panel does not matter to their sum.
    private (double Share, Action Run) Panels(LayerProduct product, int worker, int workers)
    {
        var (from, to) = Share.Of(Input.Panels, worker, workers);
        return ((double)(to - from) / Input.Panels, product == LayerProduct.Forward ? () => Forward(from, to) : () => BackwardData(from, to));
    }

    private (double Share, Action Run) Parameters(int worker, int workers)
    {
        var parts = ParameterGradient<TVector>.PiecesOf(shape.FanIn, shape.Units, shape.Batch, worker, workers).SelectMany(parts => parts).ToArray();
        return (parts.Sum(part => part.RowsOfPanels) / ((double)shape.FanIn * Weights.Panels), () =>
        {
            foreach (var part in parts)
                GradientOf(part);
        });
    }

    private void Forward(int from, int to) => PanelGemm<TVector, RowsAlongColumns<TVector>>.Multiply(
        Weights, Input, Output, shape.FanIn, new(0, shape.Units, from, to), new StoreOnly<TVector>(Output.Start), forward);

    private void BackwardData(int from, int to) => PanelGemm<TVector, RowsAlongRows<TVector>>.Multiply(
        Weights, Delta, InputGradient, shape.Units, new(0, shape.FanIn, from, to), new StoreOnly<TVector>(InputGradient.Start), backward);

    private void GradientOf(ProductPart part) => ParameterGradient<TVector>.Multiply(
        Input, Delta, transposed, Gradient.Rows, shape.Units, shape.Batch, part, new StoreOnly<TVector>(Gradient.Start));

    /// <summary>Numbers between 0.5 and 1.5, whose sums stay normal: subnormals would be slow.</summary>
    private static PanelMatrix<TVector> Filled(int rows, int columns)
    {
        var matrix = new PanelMatrix<TVector>(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                matrix[row, column] = 0.5f + (row * 7 + column * 3) % 16 / 16f;
        }

        return matrix;
    }
}
