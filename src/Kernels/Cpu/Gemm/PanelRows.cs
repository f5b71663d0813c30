namespace ButterE.Kernels.Gemm;

/// <summary>
/// Rows of the panels of a matrix, counted through one panel after the other as they lie in memory. A share that is a run of them has a border with another
/// at either end, where a rectangle has them in every panel: a prefetch across a border may take lines from the worker who writes them, and he has
/// to have them back (docs/decisions/0004).
/// </summary>
/// <param name="From">First row.</param>
/// <param name="To">Row before which the run ends.</param>
internal readonly record struct PanelRows(long From, long To)
{
    /// <summary>The rows between two places, which are given in cost of all rows before them.</summary>
    /// <param name="rows">Rows of a panel.</param>
    /// <param name="costs">Cost of a row of each panel.</param>
    /// <param name="from">Where the run begins.</param>
    /// <param name="to">Where it ends.</param>
    public static PanelRows Between(int rows, double[] costs, double from, double to)
    {
        return new(Place(from), Place(to));

        // The row before which the rows cost so much together.
        long Place(double cost)
        {
            var (panel, before) = (0, cost / rows);
            for (; panel < costs.Length - 1 && before >= costs[panel]; panel++)
                before -= costs[panel];
            return (long)panel * rows + (long)Math.Round(Math.Min(1, before / costs[panel]) * rows);
        }
    }

    /// <summary>The run as parts of a product: the end of a panel, whole panels, the beginning of a panel, as far as there are such.</summary>
    /// <param name="rows">Rows of a panel.</param>
    public IReadOnlyList<ProductPart> Parts(int rows)
    {
        var parts = new List<ProductPart>();
        for (var at = From; at < To;)
        {
            var (panel, row) = Math.DivRem(at, rows);
            var whole = row == 0 ? (To - at) / rows : 0;
            var part = whole > 0
                ? new ProductPart(0, rows, (int)panel, (int)(panel + whole))
                : new ProductPart((int)row, (int)Math.Min(rows, row + To - at), (int)panel, (int)panel + 1);
            parts.Add(part);
            at += part.RowsOfPanels;
        }

        return parts;
    }
}
