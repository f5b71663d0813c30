using System.Collections.Immutable;
using System.Text;
using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>The header row of a table: what its columns are called and what separates them.</summary>
internal sealed class TableHeader
{
    private TableHeader(string file, byte separator, ImmutableArray<string> columns) => (File, Separator, Columns) = (file, separator, columns);

    /// <summary>Name of the file, for messages.</summary>
    public string File { get; }

    /// <summary>The byte between two fields: a tab or a comma.</summary>
    public byte Separator { get; }

    /// <summary>Names of the columns; no two are the same.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Reads the header row.</summary>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="line">The first line of the file, without its end.</param>
    /// <exception cref="InputException">A name is missing or stands twice, there is one column only, or the row holds numbers.</exception>
    public static TableHeader Read(string file, ReadOnlySpan<byte> line)
    {
        var separator = line.Contains((byte)'\t') ? (byte)'\t' : (byte)',';
        var fields = new FieldSplitter(separator);
        if (fields.Split(line.TrimEnd((byte)'\r')) is { } fault)
            throw new InputException($"{file}, row 1: {fault}");
        var names = new string[fields.Count];
        for (var column = 0; column < names.Length; column++)
        {
            names[column] = Encoding.UTF8.GetString(fields[column]);
            if (names[column].Length == 0)
                throw new InputException($"{file}, row 1: column {column + 1} of {names.Length} has no name");
            if (Array.IndexOf(names, names[column], 0, column) >= 0)
                throw new InputException($"{file}, row 1: two columns are named '{names[column]}'");
        }

        if (names.Length < 2)
            throw new InputException($"{file}, row 1: only one column; a table needs features and a target, separated by tabs or commas");
        if (IsDataRow(names))
            throw new InputException($"{file}, row 1: numbers instead of column names; a header row is needed");
        return new TableHeader(file, separator, [.. names]);
    }

    /// <summary>The exception for a fault in one field.</summary>
    /// <param name="line">Line in the file, the header being line 1.</param>
    /// <param name="column">Column, from 0.</param>
    /// <param name="fault">What is wrong and what to do.</param>
    public InputException Fault(int line, int column, string fault) => new($"{File}, row {line}, column '{Columns[column]}': {fault}");

    /// <summary>
    /// Whether a first row looks like data. Data frames without names are often written with the headers 0, 1, 2, …, which are names.
    /// </summary>
    private static bool IsDataRow(string[] names) =>
        names.All(name => FieldValue.Read(Encoding.UTF8.GetBytes(name), out _) == FieldKind.Number)
        && !names.SequenceEqual(Enumerable.Range(0, names.Length).Select(i => $"{i}"));
}
