using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// The order in which a layer keeps its parameters, and with them moments and gradients: [inputs + 1, units] with the bias last, or turned, [units, inputs + 1].
/// They lie turned where all of dW is dot products, which can be made either way, and so has fewer vectors: a layer of one unit and 64 inputs has 5 instead of
/// 65, and whoever updates parameters does so for whole vectors (docs/decisions/0001). The three products of a layer have the same bits in both.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public sealed class ParameterOrder<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private readonly int rows, units;

    internal ParameterOrder(int rows, int units, bool isTurned) => (this.rows, this.units, IsTurned) = (rows, units, isTurned);

    /// <summary>Whether the parameters lie [units, inputs + 1].</summary>
    public bool IsTurned { get; }

    /// <summary>Shape of a matrix of parameters in this order.</summary>
    public (int Rows, int Columns) Shape => IsTurned ? (units, rows) : (rows, units);

    /// <summary>The order that takes fewer vectors.</summary>
    /// <param name="rows">Inputs of the layer, and one more for the bias.</param>
    /// <param name="units">Units of the layer.</param>
    /// <param name="batch">Rows of a batch.</param>
    public static ParameterOrder<TVector> Of(int rows, int units, int batch)
    {
        return new(rows, units, ParameterGradient<TVector>.UnitsByPanels(rows, units, batch) == 0 && (long)units * Vectors(rows) < (long)rows * Vectors(units));

        static int Vectors(int columns) => (columns + TVector.Lanes - 1) / TVector.Lanes;
    }

    /// <summary>A matrix of zeros in this order.</summary>
    /// <param name="hugePages">What to ask the kernel for.</param>
    public PanelMatrix<TVector> Allocate(HugePages hugePages = HugePages.Auto)
    {
        var (height, columns) = Shape;
        return new(height, columns, hugePages);
    }

    /// <summary>One parameter.</summary>
    /// <param name="matrix">A matrix in this order.</param>
    /// <param name="input">The input, or the bias after the last.</param>
    /// <param name="unit">The unit.</param>
    public ref float Element(PanelMatrix<TVector> matrix, int input, int unit) => ref IsTurned ? ref matrix[unit, input] : ref matrix[input, unit];

    /// <summary>Computes a part of Z = W X.</summary>
    /// <param name="parameters">W, in this order.</param>
    /// <param name="input">X [inputs + 1, batch], whose last row is 1.</param>
    /// <param name="output">Z [units or more, batch].</param>
    /// <param name="part">The part of Z.</param>
    /// <param name="epilogue">What becomes of the finished vectors.</param>
    /// <param name="blocking">Cache blocks.</param>
    public void Forward<TEpilogue>(
        PanelMatrix<TVector> parameters, PanelMatrix<TVector> input, PanelMatrix<TVector> output, ProductPart part, in TEpilogue epilogue, LayerBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector> =>
        Multiply(alongRows: IsTurned, parameters, input, output, rows, part, epilogue, blocking);

    /// <summary>Computes a part of dX = Wt dZ: the same memory is read the other way.</summary>
    /// <param name="parameters">W, in this order.</param>
    /// <param name="delta">dZ [units or more, batch].</param>
    /// <param name="below">dX [inputs or more, batch].</param>
    /// <param name="part">The part of dX.</param>
    /// <param name="epilogue">What becomes of the finished vectors.</param>
    /// <param name="blocking">Cache blocks.</param>
    public void Backward<TEpilogue>(
        PanelMatrix<TVector> parameters, PanelMatrix<TVector> delta, PanelMatrix<TVector> below, ProductPart part, in TEpilogue epilogue, LayerBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector> =>
        Multiply(alongRows: !IsTurned, parameters, delta, below, units, part, epilogue, blocking);

    /// <summary>The share of dW of one worker of a team, who in the fused schedule also updates those parameters, in pieces that others may take over.</summary>
    /// <param name="batch">Columns of X and dZ.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="workers">Size of the team.</param>
    /// <returns>The parts of each piece.</returns>
    public IEnumerable<IReadOnlyList<ProductPart>> PiecesOf(int batch, int worker, int workers) => IsTurned
        ? ParameterGradient<TVector>.PiecesOf(units, rows, byPanels: 0, batch, worker, workers)
        : ParameterGradient<TVector>.PiecesOf(rows, units, batch, worker, workers);

    /// <summary>Computes a part of dW = X dZt, in this order.</summary>
    /// <param name="input">X [inputs + 1, batch].</param>
    /// <param name="delta">dZ [units or more, batch].</param>
    /// <param name="transposed">What <see cref="ParameterGradient{TVector}.Transpose"/> filled.</param>
    /// <param name="batch">Columns of both operands to sum over, the first of those that they have; 0 in the lanes of dZ's panel beyond them.</param>
    /// <param name="part">The part of a matrix of <see cref="Shape"/>.</param>
    /// <param name="epilogue">What becomes of the finished vectors. The right vectors of a last panel that is at most half full are never handed to it.</param>
    public void Gradient<TEpilogue>(
        PanelMatrix<TVector> input, PanelMatrix<TVector> delta, PanelMatrix<TVector>? transposed, int batch, ProductPart part, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        if (IsTurned)
            PanelDots<TVector>.Multiply(delta, input, units, rows, part, Panel<TVector>.Count(batch), epilogue);
        else
            ParameterGradient<TVector>.Multiply(input, delta, transposed, rows, units, batch, part, epilogue);
    }

    private static void Multiply<TEpilogue>(
        bool alongRows, PanelMatrix<TVector> parameters, PanelMatrix<TVector> b, PanelMatrix<TVector> c, int steps, ProductPart part, in TEpilogue epilogue,
        LayerBlocking blocking)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        if (alongRows)
            PanelGemm<TVector, RowsAlongRows<TVector>>.Multiply(parameters, b, c, steps, part, epilogue, blocking.AlongRows);
        else
            PanelGemm<TVector, RowsAlongColumns<TVector>>.Multiply(parameters, b, c, steps, part, epilogue, blocking.AlongColumns);
    }
}
