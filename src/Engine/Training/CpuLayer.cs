using ButterE.Kernels.Gemm;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Engine.Training;

/// <summary>
/// The matrices that a layer keeps from step to step or from one pass to the other. Everything that belongs to the batch has units + 1 rows, so that
/// one offset addresses the same unit and row of the batch in each of them; the last row of the output is 1, the input of the next layer's bias.
/// </summary>
internal sealed class CpuLayer<TVector> : IDisposable
    where TVector : unmanaged, IVector<TVector>
{
    public CpuLayer(int fanIn, int units, int batch, bool skip, bool keepGradient, HugePages hugePages)
    {
        (FanIn, Units, HasSkip) = (fanIn, units, skip);
        Order = ParameterOrder<TVector>.Of(fanIn + 1, units, batch);
        Weights = Order.Allocate(hugePages);
        FirstMoment = Order.Allocate(hugePages);
        SecondMoment = Order.Allocate(hugePages);
        Gradient = keepGradient ? Order.Allocate(hugePages) : null;
        Output = Matrix(units + 1, batch);
        Activation = skip ? Matrix(units + 1, batch) : Output;
        for (var row = 0; row < batch; row++)
            Output[units, row] = 1;

        PanelMatrix<TVector> Matrix(int rows, int columns) => new(rows, columns, hugePages);
    }

    public int FanIn { get; }

    public int Units { get; }

    /// <summary>Whether the layer adds its input to its activation.</summary>
    public bool HasSkip { get; }

    /// <summary>How parameters, moments and gradient lie.</summary>
    public ParameterOrder<TVector> Order { get; }

    /// <summary>Parameters, the bias last.</summary>
    public PanelMatrix<TVector> Weights { get; }

    public PanelMatrix<TVector> FirstMoment { get; }

    public PanelMatrix<TVector> SecondMoment { get; }

    /// <summary>Gradient by the parameters; only the textbook schedule has one.</summary>
    public PanelMatrix<TVector>? Gradient { get; }

    /// <summary>The activation [units + 1, batch], by which the backward pass gates.</summary>
    public PanelMatrix<TVector> Activation { get; }

    /// <summary>What the next layer reads: the activation, plus the input where the layer has a skip.</summary>
    public PanelMatrix<TVector> Output { get; }

    public void Dispose()
    {
        foreach (var matrix in new[] { Weights, FirstMoment, SecondMoment, Gradient, Activation, Output })
            matrix?.Dispose();
    }
}
