namespace ButterE.Engine.Data.Tables;

/// <summary>How one column of a table becomes zero or more columns of float32.</summary>
internal abstract class ColumnEncoding
{
    /// <summary>Number of columns it becomes.</summary>
    public abstract int Width { get; }

    /// <summary>Encodes one field.</summary>
    /// <param name="field">Text of the field.</param>
    /// <param name="encoded">[<see cref="Width"/>], all zero before.</param>
    public abstract void Write(ReadOnlySpan<byte> field, Span<float> encoded);
}

/// <summary>A column that carries no information.</summary>
internal sealed class DroppedColumn : ColumnEncoding
{
    public override int Width => 0;

    public override void Write(ReadOnlySpan<byte> field, Span<float> encoded)
    {
    }
}

/// <summary>A number, shifted and scaled: (x - offset) / range, in float64 before it becomes a float32.</summary>
internal sealed class ScaledColumn(double offset, double range) : ColumnEncoding
{
    public override int Width => 1;

    public override void Write(ReadOnlySpan<byte> field, Span<float> encoded)
    {
        FieldValue.Read(field, out var value);
        encoded[0] = (float)((value - offset) / range);
    }
}

/// <summary>One column that is 1 where the field has a certain value, else 0.</summary>
internal sealed class IndicatorColumn(ColumnLevels levels, int rankOfOne) : ColumnEncoding
{
    public override int Width => 1;

    public override void Write(ReadOnlySpan<byte> field, Span<float> encoded) => encoded[0] = levels.RankOf(field) == rankOfOne ? 1 : 0;
}

/// <summary>One column for each value, in ascending order of the values.</summary>
internal sealed class OneHotColumn(ColumnLevels levels) : ColumnEncoding
{
    public override int Width => levels.Count;

    public override void Write(ReadOnlySpan<byte> field, Span<float> encoded) => encoded[levels.RankOf(field)] = 1;
}
