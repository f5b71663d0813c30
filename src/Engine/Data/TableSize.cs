using ButterE.Probe;

namespace ButterE.Engine.Data;

/// <summary>The number of values of a table, checked against what one array can hold.</summary>
internal static class TableSize
{
    /// <summary>rows x columns.</summary>
    /// <exception cref="InputException">The product is more than one array can hold.</exception>
    public static int Of(string source, int rows, int columns)
    {
        var values = (long)rows * columns;
        return values <= Array.MaxLength
            ? (int)values
            : throw new InputException(
                $"{source}: {rows:N0} rows of {columns:N0} values are more than the {Array.MaxLength:N0} values that one table can hold");
    }
}
