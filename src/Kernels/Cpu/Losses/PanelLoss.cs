using System.Diagnostics;
using System.Runtime.CompilerServices;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;

namespace ButterE.Kernels.Losses;

/// <summary>Runs a loss over the panels of an output layer.</summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static unsafe class PanelLoss<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    // Panels that go through the first pass before the second begins.
    private const int PanelsTogether = 8;

    /// <summary>Sums the losses of the rows in each of some panels of the batch and, if wanted, writes their gradient.</summary>
    /// <param name="kind">Output activation and loss.</param>
    /// <param name="values">The output layer before its activation, [outputs or more, batch].</param>
    /// <param name="targets">The targets, [outputs, batch].</param>
    /// <param name="gradient">Receives the gradient of the batch's mean loss, in the shape of <paramref name="values"/>; null when only the loss is wanted.</param>
    /// <param name="features">The matrix whose last row holds 1 for rows of the batch and 0 beyond them.</param>
    /// <param name="firstPanel">First panel.</param>
    /// <param name="endPanel">Panel before which to end.</param>
    /// <param name="sums">Receives the sum of the row losses of each panel, at the panel's number times <paramref name="stride"/>.</param>
    /// <param name="stride">Doubles from one panel's sum to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a loss.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Sum(
        LossKind kind, PanelMatrix<TVector> values, PanelMatrix<TVector> targets, PanelMatrix<TVector>? gradient, PanelMatrix<TVector> features,
        int firstPanel, int endPanel, Span<double> sums, int stride = 1)
    {
        Debug.Assert(targets.Rows <= values.Rows && (gradient is null || targets.Rows <= gradient.Rows), "every output has its values and its gradient");
        switch (kind)
        {
            case LossKind.SigmoidMeanSquaredError: Sum<SigmoidMeanSquaredError<TVector>>(values, targets, gradient, features, firstPanel, endPanel, sums, stride); break;
            case LossKind.SigmoidBinaryCrossEntropy: Sum<SigmoidBinaryCrossEntropy<TVector>>(values, targets, gradient, features, firstPanel, endPanel, sums, stride); break;
            case LossKind.SoftmaxCrossEntropy: Sum<SoftmaxCrossEntropy<TVector>>(values, targets, gradient, features, firstPanel, endPanel, sums, stride); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sum<TLoss>(
        PanelMatrix<TVector> values, PanelMatrix<TVector> targets, PanelMatrix<TVector>? gradient, PanelMatrix<TVector> features,
        int firstPanel, int endPanel, Span<double> sums, int stride)
        where TLoss : struct, IPanelLoss<TVector>
    {
        int outputs = targets.Rows, lanes = TVector.Lanes, keptFloats = IPanelLoss<TVector>.Kept * TVector.Lanes;
        var scale = 1f / features.Columns;
        var mask = features.Start + (nint)(features.Rows - 1) * Panel<TVector>.Width;
        var space = stackalloc float[PanelsTogether * 2 * keptFloats + CacheLine.Floats];
        var kept = CacheLine.First(space);
        for (var first = firstPanel; first < endPanel; first += PanelsTogether)
        {
            var end = Math.Min(first + PanelsTogether, endPanel);
            var place = kept;
            for (var panel = first; panel < end; panel++)
            {
                var z = values.Start + panel * values.PanelStride;
                var y = targets.Start + panel * targets.PanelStride;
                var g = gradient is null ? null : gradient.Start + panel * gradient.PanelStride;
                for (var lane = 0; lane < 2 * lanes; lane += lanes)
                {
                    TLoss.Differentiate(z + lane, y + lane, g == null ? null : g + lane, outputs, TVector.Load(mask + panel * features.PanelStride + lane), scale, place);
                    place += keptFloats;
                }
            }

            place = kept;
            for (var panel = first; panel < end; panel++)
            {
                var ones = mask + panel * features.PanelStride;
                TVector left = TLoss.Finish(place, outputs), right = TLoss.Finish(place + keptFloats, outputs);
                sums[panel * stride] = TVector.Sum(TVector.MultiplyAdd(left, TVector.Load(ones), right * TVector.Load(ones + lanes)));
                place += 2 * keptFloats;
            }
        }
    }
}
