namespace ButterE.Engine.Data.Tables;

/// <summary>Splits one line into its fields.</summary>
/// <param name="separator">The byte between two fields.</param>
internal ref struct FieldSplitter(byte separator)
{
    private const byte Quote = (byte)'"';

    private ReadOnlySpan<byte> line;
    private (int Start, int End)[] fields = new (int, int)[16];

    /// <summary>Number of fields of the line.</summary>
    public int Count { get; private set; }

    /// <summary>A field without the spaces around it, or without its quotation marks.</summary>
    public readonly ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var (start, end) = fields[field];
            var content = line[start..end];
            return content is [Quote, ..] ? Unquote(content) : content;
        }
    }

    /// <summary>Splits a line.</summary>
    /// <param name="text">The line without its end.</param>
    /// <returns>What is wrong with its quotation marks; null when nothing is.</returns>
    public string? Split(ReadOnlySpan<byte> text)
    {
        line = text;
        Count = 0;
        var mayBeQuoted = text.Contains(Quote);
        for (var start = 0; start <= text.Length;)
        {
            var length = mayBeQuoted ? LengthOfField(text[start..]) : text[start..].IndexOf(separator);
            var end = length < 0 ? text.Length : start + length;
            Add(start, end);
            if (mayBeQuoted && FaultOf(line[fields[Count - 1].Start..fields[Count - 1].End]) is { } fault)
                return $"field {Count} {fault}";
            start = end + 1;
        }

        return null;
    }

    private void Add(int start, int end)
    {
        while (start < end && line[start] == ' ')
            start++;
        while (start < end && line[end - 1] == ' ')
            end--;
        if (Count == fields.Length)
            Array.Resize(ref fields, 2 * fields.Length);
        fields[Count++] = (start, end);
    }

    /// <summary>Bytes before the next separator outside quotation marks; -1 when there is none.</summary>
    private readonly int LengthOfField(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Quote)
                quoted = !quoted;
            else if (text[i] == separator && !quoted)
                return i;
        }

        return -1;
    }

    private static string? FaultOf(ReadOnlySpan<byte> field)
    {
        if (!field.Contains(Quote))
            return null;
        if (field[0] != Quote)
            return "has a quotation mark inside; quote the whole field and double the mark";
        if (field.Length < 2 || field[^1] != Quote)
            return "starts with a quotation mark that is not closed at its end";
        for (var inner = field[1..^1]; inner.IndexOf(Quote) is >= 0 and var mark; inner = inner[(mark + 2)..])
        {
            if (mark + 1 == inner.Length || inner[mark + 1] != Quote)
                return "has a single quotation mark inside; double it";
        }

        return null;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> field)
    {
        var inner = field[1..^1];
        if (!inner.Contains(Quote))
            return inner;
        var content = new List<byte>(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            content.Add(inner[i]);
            if (inner[i] == Quote)
                i++;
        }

        return content.ToArray();
    }
}
