using System.Runtime.CompilerServices;
using ButterE.Kernels.Gemm.Epilogues;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Kernels.Threading;

namespace ButterE.Kernels.Gemm;

/// <summary>
/// dW = X dYt, the gradient of a layer by its parameters, from what the layer read and the gradient at what it made, both [units, batch]. Units that fill
/// whole panels are the columns of a panel product, which wants dY transposed; those that are left over are dot products along the batch, which want
/// it as it lies. The latter may be all of them.
/// </summary>
/// <typeparam name="TVector">Vector of the SIMD path.</typeparam>
public static class ParameterGradient<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    // X is taken by blocks that stay in half of a 512 KiB L2 cache while all units pass (0.96 of the ceiling at 2,048 units; unblocked 0.94).
    private const int BlockFloats = 64 * 1024;

    // Costs in multiply-adds of a vector, measured on a Zen 4 (docs/decisions/0009): a step along the batch of one row of a panel, or of its left half,
    // where each multiply-add waits for a load of its own; transposing one vector, and updating one.
    private const double PanelCost = 2.06, HalfPanelCost = 1.35, TransposeCost = 4, UpdateCost = 21;

    // The same for a step of a dot product, whose tiles are smaller where there are 16 registers.
    private static double DotCost => TVector.DotRows < 4 ? 1.2 : 1;

    // A piece that another worker may take over, in these costs: some microseconds, against the 0.1 of a line that goes from core to core.
    private const double LeastPiece = 16 * 1024;

    /// <summary>The units, counted from the first, that cost least as a panel product of the transposed gradient: 0, whole panels, or all.</summary>
    /// <param name="rows">Rows of dW.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands, which are summed over.</param>
    public static int UnitsByPanels(int rows, int units, int batch)
    {
        var width = Panel<TVector>.Width;
        var vectorsAlong = (batch + TVector.Lanes - 1) / TVector.Lanes;
        return new[] { 0, units / width * width, units }.MinBy(Cost);

        double Cost(int byPanels)
        {
            var (panels, left) = Math.DivRem(byPanels, width);
            var across = PanelCost * panels + (left == 0 ? 0 : CostOfStep(left));
            return (double)rows * batch * across + (double)byPanels * vectorsAlong * TransposeCost
                + (double)rows * (units - byPanels) * CostOfDot(batch);
        }
    }

    // A step along the batch of one row of a panel with so many columns.
    private static double CostOfStep(int columns) => columns <= TVector.Lanes ? HalfPanelCost : PanelCost;

    private static double CostOfDot(int batch) => DotCost * ((batch + TVector.Lanes - 1) / TVector.Lanes) + PanelDots<TVector>.SumCost;

    /// <summary>The share of dW of one worker of a team, who in the fused schedule also updates those parameters, in pieces that others may take over. With more panels
    /// than workers it is a run of rows through the panels, otherwise a rectangle: where all work in the same panels, that has less to read.</summary>
    /// <param name="rows">Rows of dW.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands.</param>
    /// <param name="worker">Number of the worker from 0.</param>
    /// <param name="workers">Size of the team.</param>
    /// <returns>The parts of each piece.</returns>
    public static IEnumerable<IReadOnlyList<ProductPart>> PiecesOf(int rows, int units, int batch, int worker, int workers) =>
        PiecesOf(rows, units, UnitsByPanels(rows, units, batch), batch, worker, workers);

    /// <summary>The same of a matrix of which the first columns go by panels and the others are dot products.</summary>
    internal static IEnumerable<IReadOnlyList<ProductPart>> PiecesOf(int rows, int columns, int byPanels, int batch, int worker, int workers)
    {
        var width = Panel<TVector>.Width;
        var costs = new double[Panel<TVector>.Count(columns)];
        for (var panel = 0; panel < costs.Length; panel++)
        {
            var here = Math.Min(width, columns - panel * width);
            costs[panel] = (panel * width < byPanels ? batch * CostOfStep(here) : here * CostOfDot(batch)) + UpdateCost * (here <= TVector.Lanes ? 1 : 2);
        }

        var least = workers == 1 ? double.PositiveInfinity : Math.Max(costs.Max(), LeastPiece);
        if (costs.Length <= workers)
        {
            var (firstRow, endRow, firstPanel, endPanel) = Share.OfGrid(rows, columns, width, worker, workers);
            return Share.Halves(firstRow, endRow, least / costs[firstPanel..endPanel].Sum())
                .Select(cut => (IReadOnlyList<ProductPart>)[new ProductPart((int)Math.Round(cut.From), (int)Math.Round(cut.To), firstPanel, endPanel)]);
        }

        var share = costs.Sum() * rows / workers;
        return Share.Halves(worker * share, (worker + 1) * share, least).Select(cut => PanelRows.Between(rows, costs, cut.From, cut.To).Parts(rows));
    }

    /// <summary>Multiply-adds of whole vectors that dW takes, lanes of no unit and of no row of the batch included; not what it takes to add up the lanes of
    /// dot products (<see cref="PanelDots{TVector}.SumCost"/> each).</summary>
    /// <param name="rows">Rows of dW.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands.</param>
    public static long MultiplyAdds(int rows, int units, int batch)
    {
        var byPanels = UnitsByPanels(rows, units, batch);
        // A last panel of units that is at most half full is computed by half, one of the batch never is.
        long across = (byPanels + TVector.Lanes - 1) / TVector.Lanes, along = Panel<TVector>.Count(batch) * Panel<TVector>.Width / TVector.Lanes;
        return rows * (batch * across + (units - byPanels) * along);
    }

    /// <summary>Shape of the transposed gradient [batch rounded up to whole panels, units by panels]; (0, 0) where no unit goes by panels.</summary>
    /// <param name="rows">Rows of dW.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands.</param>
    public static (int Rows, int Columns) ShapeOfTransposed(int rows, int units, int batch) =>
        UnitsByPanels(rows, units, batch) is > 0 and var byPanels ? (Panel<TVector>.Count(batch) * Panel<TVector>.Width, byPanels) : default;

    /// <summary>Room for the transposed gradient; null where no unit goes by panels.</summary>
    /// <param name="rows">Rows of dW.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands.</param>
    public static PanelMatrix<TVector>? RoomForTransposed(int rows, int units, int batch)
    {
        var (height, columns) = ShapeOfTransposed(rows, units, batch);
        return columns == 0 ? null : new(height, columns);
    }

    /// <summary>Transposes what goes by panels of some panels of the batch.</summary>
    /// <param name="delta">dY [units or more, batch].</param>
    /// <param name="transposed">A matrix of <see cref="ShapeOfTransposed"/>; null where that is (0, 0).</param>
    /// <param name="firstPanel">First panel of the batch.</param>
    /// <param name="endPanel">Panel of the batch before which to end.</param>
    public static void Transpose(PanelMatrix<TVector> delta, PanelMatrix<TVector>? transposed, int firstPanel, int endPanel)
    {
        if (transposed is not null)
            PanelTranspose<TVector>.Run(delta, transposed.Columns, transposed, firstPanel, endPanel);
    }

    /// <summary>Computes a part of dW.</summary>
    /// <param name="input">X [rows or more, batch].</param>
    /// <param name="delta">dY [units or more, batch].</param>
    /// <param name="transposed">What <see cref="Transpose"/> filled.</param>
    /// <param name="rows">Rows of dW, which place its panels.</param>
    /// <param name="units">Columns of dW.</param>
    /// <param name="batch">Columns of both operands to sum over, the first of those that they have; 0 in the lanes of dY's panel beyond them.</param>
    /// <param name="part">The part to compute.</param>
    /// <param name="epilogue">What becomes of the finished vectors. The right vectors of a last panel that is at most half full are never handed to it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TEpilogue>(
        PanelMatrix<TVector> input, PanelMatrix<TVector> delta, PanelMatrix<TVector>? transposed, int rows, int units, int batch, ProductPart part,
        in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var panels = transposed?.Panels ?? 0;
        var blockRows = PanelGemm<TVector, RowsAlongRows<TVector>>.BlockRows(batch, BlockFloats);
        for (var row = part.FirstRow; row < part.EndRow; row += blockRows)
        {
            var block = part with { FirstRow = row, EndRow = Math.Min(row + blockRows, part.EndRow) };
            if (transposed is not null && part.FirstPanel < panels)
            {
                PanelGemm<TVector, RowsAlongRows<TVector>>.MultiplyInOneRun(
                    input, transposed, rows, batch, block with { EndPanel = Math.Min(part.EndPanel, panels) }, epilogue);
            }

            if (part.EndPanel > panels)
            {
                PanelDots<TVector>.Multiply(
                    input, delta, rows, units, block with { FirstPanel = Math.Max(part.FirstPanel, panels) }, Panel<TVector>.Count(batch), epilogue);
            }
        }
    }
}
