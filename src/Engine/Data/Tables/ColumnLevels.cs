using System.Text;

namespace ButterE.Engine.Data.Tables;

/// <summary>The different values of a column, in ascending order.</summary>
internal abstract class ColumnLevels
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>Rank of the value of a field, from 0.</summary>
    public abstract int RankOf(ReadOnlySpan<byte> field);
}

/// <summary>Levels of a column of numbers: 1 and 1.0 are one level.</summary>
internal sealed class NumberLevels(double[] ascending) : ColumnLevels
{
    public override int Count => ascending.Length;

    public override int RankOf(ReadOnlySpan<byte> field)
    {
        FieldValue.Read(field, out var value);
        return Array.BinarySearch(ascending, value);
    }
}

/// <summary>Levels of a column of texts.</summary>
internal sealed class TextLevels(string[] ascending) : ColumnLevels
{
    public override int Count => ascending.Length;

    public override int RankOf(ReadOnlySpan<byte> field) => Array.BinarySearch(ascending, Encoding.UTF8.GetString(field), StringComparer.Ordinal);
}
