using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>Walks over the rows of a header. Each row has as many fields as the header, and no field is empty.</summary>
internal ref struct RowCursor
{
    private readonly TableHeader header;
    private ReadOnlySpan<byte> rest;
    private FieldSplitter fields;
    private bool more;

    /// <summary>Stands before the first row of <paramref name="body"/>.</summary>
    public RowCursor(TableHeader header, ReadOnlySpan<byte> body)
    {
        this.header = header;
        rest = body;
        fields = new FieldSplitter(header.Separator);
        more = true;
        Line = 1;
    }

    /// <summary>Line of the row in the file, as an editor shows it: the header is line 1.</summary>
    public int Line { get; private set; }

    /// <summary>The text of a column, without quotation marks or spaces around it; valid until the next row.</summary>
    public readonly ReadOnlySpan<byte> this[int column] => fields[column];

    /// <summary>Goes to the next row; false after the last one.</summary>
    /// <exception cref="InputException">The row has fewer or more fields than the header, an empty field, or a stray quotation mark.</exception>
    public bool MoveNext()
    {
        if (!more)
            return false;
        Line++;
        var newline = rest.IndexOf((byte)'\n');
        more = newline >= 0;
        var line = more ? rest[..newline] : rest;
        rest = more ? rest[(newline + 1)..] : default;
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        if (fields.Split(line) is { } fault)
            throw new InputException($"{header.File}, row {Line}{NameOf(fields.Count - 1)}: {fault}");
        RefuseOtherWidth(line.IsEmpty);
        for (var column = 0; column < fields.Count; column++)
        {
            if (fields[column].IsEmpty)
                throw header.Fault(Line, column, "empty field; remove the row or fill the gap");
        }

        return true;
    }

    private readonly void RefuseOtherWidth(bool isBlank)
    {
        var expected = header.Columns.Length;
        if (isBlank)
            throw new InputException($"{header.File}, row {Line}: blank line, expected {expected} fields");
        if (fields.Count < expected)
            throw new InputException($"{header.File}, row {Line}{NameOf(fields.Count)}: missing; expected {expected} fields, found {fields.Count}");
        if (fields.Count > expected)
        {
            throw new InputException(
                $"{header.File}, row {Line}: fields after the last column '{header.Columns[^1]}'; expected {expected} fields, found {fields.Count}");
        }
    }

    private readonly string NameOf(int column) => column < header.Columns.Length ? $", column '{header.Columns[column]}'" : "";
}
