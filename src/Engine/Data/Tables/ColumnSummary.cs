using System.Text;
using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>What the choice of an encoding needs to know of a column, gathered over all rows of the table, training and test.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column, from 0.</param>
/// <param name="mostNumbers">Different numbers beyond which they need not be told apart any more.</param>
internal sealed class ColumnSummary(DelimitedTable table, int column, int mostNumbers)
{
    /// <summary>Different values beyond which a column of numbers counts as a quantity: the paper's 20 for the column rule.</summary>
    public const int FewValues = 20;

    /// <summary>Different values beyond which a column has too many categories: no published data set comes near, identifiers do.</summary>
    public const int MostCategories = 1_024;

    private readonly HashSet<double> numbers = [];
    private double latest = double.NaN;
    private int numeric, firstTextLine;
    private string? firstText;

    /// <summary>Name of the column.</summary>
    public string Name => table.Columns[column];

    /// <summary>Rows seen.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether every field is a number.</summary>
    public bool IsNumeric => firstText is null;

    /// <summary>Smallest number.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest number.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether the column holds numbers, and more than 20 different ones.</summary>
    public bool IsQuantity => IsNumeric && numbers.Count > FewValues;

    /// <summary>Takes in the next row's field.</summary>
    /// <exception cref="InputException">The field is NaN, infinite, or beyond float32.</exception>
    public void Add(ReadOnlySpan<byte> field, int line)
    {
        Rows++;
        switch (FieldValue.Read(field, out var value))
        {
            case FieldKind.Number:
                numeric++;
                AddNumber(value);
                break;
            case FieldKind.NotFinite:
                throw table.Fault(line, column, $"'{Encoding.UTF8.GetString(field)}' is not a finite number (of float32)");
            default:
                firstText ??= Encoding.UTF8.GetString(field);
                firstTextLine = firstTextLine == 0 ? line : firstTextLine;
                break;
        }
    }

    /// <summary>Refuses a text where numbers are needed.</summary>
    /// <exception cref="InputException">A field is not a number.</exception>
    public void RefuseText(string why)
    {
        if (firstText is not null)
            throw table.Fault(firstTextLine, column, $"'{firstText}' is not a number; {why}");
    }

    /// <summary>
    /// Refuses a column of numbers with some texts in it. One typing error would turn a quantity into a category for each of its values;
    /// so a column of which at least half the fields are numbers is taken for a column of numbers.
    /// </summary>
    /// <exception cref="InputException">At least half of the fields are numbers, but not all.</exception>
    public void RefuseTextAmongNumbers()
    {
        if (2L * numeric >= Rows)
            RefuseText($"{numeric:N0} of {Rows:N0} fields of the column are");
    }

    /// <summary>The different values of the column, ascending: numbers by value, texts by code point.</summary>
    /// <exception cref="InputException">There are more than <see cref="MostCategories"/>.</exception>
    public ColumnLevels Levels()
    {
        if (IsNumeric)
        {
            if (numbers.Count > mostNumbers)
                throw TooManyCategories("numbers");
            return new NumberLevels([.. numbers.Order()]);
        }

        var texts = new HashSet<string>();
        for (var rows = table.Rows; rows.MoveNext();)
        {
            texts.Add(Encoding.UTF8.GetString(rows[column]));
            if (texts.Count > MostCategories)
                throw TooManyCategories("texts");
        }

        return new TextLevels([.. texts.Order(StringComparer.Ordinal)]);
    }

    private InputException TooManyCategories(string what) => new(
        $"{table.File}, column '{Name}': more than {MostCategories:N0} different {what} are too many for categories; "
        + "remove the column if it holds identifiers");

    private void AddNumber(double value)
    {
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        if (value == latest || numbers.Count > mostNumbers)
            return;
        latest = value;
        numbers.Add(value);
    }
}
