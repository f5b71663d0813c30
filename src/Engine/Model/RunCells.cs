using System.Globalization;
using ButterE.Probe;

namespace ButterE.Engine.Model;

/// <summary>One row of a table of runs, and where it stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Unit"><c>line</c> of a text file or <c>row</c> of a Parquet file.</param>
/// <param name="Number">Number of the line or row, from 1.</param>
/// <param name="Cells">Text by column; null where a Parquet file holds null.</param>
internal sealed record RunCells(string File, string Unit, int Number, IReadOnlyDictionary<string, string?> Cells)
{
    public bool Has(string column) => Cells.TryGetValue(column, out var cell) && !string.IsNullOrEmpty(cell);

    /// <summary>The text of a cell; null when the column is absent or the cell is empty.</summary>
    public string? Text(string column) => Has(column) ? Cells[column] : null;

    /// <summary>A whole number of at least 1; null when the column is absent or the cell is empty.</summary>
    /// <exception cref="InputException">The cell holds something else.</exception>
    public int? Count(string column) => Text(column) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value == Math.Floor(value) && value is >= 1 and <= int.MaxValue
            ? (int)value
            : throw Bad(column, "is not a whole number of at least 1");

    /// <summary>A whole number of at least 1 that must be there.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public int RequiredCount(string column) => Count(column) ?? throw Missing(column);

    /// <summary>A positive, finite number; null when the column is absent or the cell is empty.</summary>
    /// <exception cref="InputException">The cell holds something else.</exception>
    public double? Positive(string column) => NotNegative(column) is not 0 and var value ? value : throw Bad(column, "is not a positive number");

    /// <summary>A finite number of at least 0; null when the column is absent or the cell is empty.</summary>
    /// <exception cref="InputException">The cell holds something else.</exception>
    public double? NotNegative(string column) => Text(column) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && double.IsFinite(value)
            ? value
            : throw Bad(column, "is not a positive number");

    public InputException Missing(string column) => new($"{File}: {Unit} {Number}: column {column} is missing or empty");

    public InputException Bad(string column, string why) => new($"{File}: {Unit} {Number}: column {column}: '{Cells[column]}' {why}");
}
