using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>Chooses the encoding of a column (BUTTER's data loading code as of the energy runs).</summary>
internal static class ColumnRule
{
    /// <summary>
    /// The paper's rule, by the different values of the column: one: dropped; two: one column, 1 where equal to the first row's value; up
    /// to 20, or texts: one-hot; more: scaled to [0, 1] by the column's extremes.
    /// </summary>
    /// <exception cref="InputException">Texts stand among numbers, or there are too many different texts.</exception>
    public static ColumnEncoding Paper(DelimitedTable table, ColumnSummary summary, int column)
    {
        summary.RefuseTextAmongNumbers();
        if (summary.IsQuantity)
            return Range(summary);
        var levels = summary.Levels();
        return levels.Count switch
        {
            1 => new DroppedColumn(),
            2 => new IndicatorColumn(levels, levels.RankOf(table.FirstRow()[column])),
            _ => new OneHotColumn(levels),
        };
    }

    /// <summary>A feature column under an encoding rule.</summary>
    /// <exception cref="InputException">The column cannot be encoded.</exception>
    public static ColumnEncoding Feature(DelimitedTable table, ColumnSummary summary, int column, EncodingRule encoding, bool isPixel)
    {
        if (encoding == EncodingRule.Paper && !isPixel)
            return Paper(table, summary, column);
        summary.RefuseText(isPixel ? "pixels are numbers" : "--encode none takes numbers only");
        return new ScaledColumn(0, isPixel && encoding == EncodingRule.Paper ? 255 : 1);
    }

    /// <summary>
    /// The target column. A task that the user asked for decides: one column of numbers for a regression; for a classification one column
    /// per label in ascending order, or for two labels one that is 1 for the greater. Otherwise the paper's rule applies, and under
    /// <see cref="EncodingRule.None"/> the same with labels in ascending order and quantities as they are.
    /// </summary>
    /// <exception cref="InputException">The column has one value only, holds texts in a regression, or too many different labels.</exception>
    public static ColumnEncoding Target(DelimitedTable table, ColumnSummary summary, int column, EncodingRule encoding, LearningTask? task)
    {
        if (task == LearningTask.Regression)
            summary.RefuseText("--task regression needs a target of numbers");
        else
            summary.RefuseTextAmongNumbers();
        if (summary.IsNumeric && summary.Minimum == summary.Maximum)
            throw OneValue(table, summary);
        if (task == LearningTask.Regression || (task is null && summary.IsQuantity))
            return encoding == EncodingRule.Paper ? Range(summary) : new ScaledColumn(0, 1);

        var levels = summary.Levels();
        return levels.Count switch
        {
            1 => throw OneValue(table, summary),
            2 => new IndicatorColumn(levels, task is null && encoding == EncodingRule.Paper ? levels.RankOf(table.FirstRow()[column]) : 1),
            _ => new OneHotColumn(levels),
        };
    }

    private static ScaledColumn Range(ColumnSummary summary) => new(summary.Minimum, summary.Maximum - summary.Minimum);

    private static InputException OneValue(DelimitedTable table, ColumnSummary summary) =>
        new($"{table.File}, column '{summary.Name}': every row has the same value; there is nothing to learn");
}
