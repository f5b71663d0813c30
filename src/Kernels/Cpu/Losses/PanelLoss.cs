using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>Runs a loss over the panels of an output layer.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class PanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Sums the losses of the rows in one panel of the batch and, if wanted, writes their gradient.</summary>
    /// <param name="kind">Output activation and loss.</param>
    /// <param name="values">The output layer before its activation, [outputs or more, batch].</param>
    /// <param name="targets">The targets, [outputs, batch].</param>
    /// <param name="gradient">Receives the gradient of the batch's mean loss, in the shape of <paramref name="values"/>; null when only the
    /// loss is wanted.</param>
    /// <param name="mask">First lane of the panel in the row that holds 1 for rows of the batch and 0 beyond them.</param>
    /// <param name="rows">Rows of the batch, over which the gradient is averaged.</param>
    /// <param name="panel">The panel.</param>
    /// <returns>Sum of the row losses in the panel.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a loss.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(
        LossKind kind, PanelMatrix<TVector> values, PanelMatrix<TVector> targets, PanelMatrix<TVector>? gradient, float* mask, int rows, int panel) =>
        kind switch
        {
            LossKind.SigmoidMeanSquaredError => Sum<SigmoidMeanSquaredError<TVector>>(values, targets, gradient, mask, rows, panel),
            LossKind.SigmoidBinaryCrossEntropy => Sum<SigmoidBinaryCrossEntropy<TVector>>(values, targets, gradient, mask, rows, panel),
            LossKind.SoftmaxCrossEntropy => Sum<SoftmaxCrossEntropy<TVector>>(values, targets, gradient, mask, rows, panel),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TLoss>(
        PanelMatrix<TVector> values, PanelMatrix<TVector> targets, PanelMatrix<TVector>? gradient, float* mask, int rows, int panel)
        where TLoss : struct, IPanelLoss<TVector>
    {
        double sum = 0;
        for (var lane = 0; lane < Panel<TVector>.Width; lane += TVector.Lanes)
        {
            var z = values.Start + panel * values.PanelStride + lane;
            var y = targets.Start + panel * targets.PanelStride + lane;
            var g = gradient is null ? null : gradient.Start + panel * gradient.PanelStride + lane;
            sum += TVector.Sum(TLoss.Evaluate(z, y, g, targets.Rows, TVector.Load(mask + lane), 1f / rows));
        }

        return sum;
    }
}
