using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>
/// Reads rows of CSV with the columns <c>timestamp,node,watts</c> (node may be absent), a piece of whole lines at a time: what was learnt of the
/// header and of the node holds for the pieces that follow.
/// </summary>
/// <param name="path">Name of the file, for errors.</param>
/// <param name="node">Node whose rows count; null when the file has one only.</param>
/// <param name="times">How its times become instants.</param>
internal sealed class RecordingRows(string path, string? node, RecordingTimes times)
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.Trim,
        AllowComments = true,
        BadDataFound = null,
        HasHeaderRecord = false,
    };

    private (int Timestamp, int Node, int Watts, int Count)? columns;
    private string? seen;
    private int lines;
    private bool isAtStart = true;

    /// <summary>Reads a piece.</summary>
    /// <param name="text">Whole lines; the first piece begins with the header.</param>
    /// <param name="add">Receives time, s since 1970 UTC, and power, W.</param>
    /// <param name="fault">Receives the error of each row that cannot be used; null to stop at the first.</param>
    /// <exception cref="InputException">The header lacks a column, or a row cannot be used and nobody receives its error.</exception>
    public void Read(string text, Action<double, double?> add, Action<InputException>? fault = null)
    {
        using var parser = new CsvParser(new StringReader(text), Configuration);
        while (parser.Read())
        {
            try
            {
                Row(parser.Record!, $"{path}: line {lines + parser.RawRow}", add);
            }
            catch (InputException e) when (fault is not null)
            {
                fault(e);
            }
        }

        lines += text.AsSpan().Count('\n');
    }

    /// <summary>The next piece is the start of another file; it may lack the header, which then is that of the one before.</summary>
    public void StartAnew() => (lines, isAtStart) = (0, true);

    /// <summary>Says that nothing usable was found.</summary>
    public InputException NoRows() => new(lines == 0
        ? $"{path}: line 1: empty; expected the header timestamp,node,watts"
        : node is null ? $"{path}: no rows" : $"{path}: no rows of the node {node}");

    private void Row(string[] fields, string where, Action<double, double?> add)
    {
        var isHeader = isAtStart && IsHeader(fields, where);
        isAtStart = false;
        if (isHeader)
            return;
        var (timestampAt, nodeAt, wattsAt, count) = columns!.Value;
        // A decimal comma would else cut the power at the point.
        if (fields.Length > count && fields.Skip(count).Any(field => field.Length > 0))
            throw new InputException($"{where}: {fields.Length} fields where the header has {count}");
        var name = Field(fields, nodeAt);
        if (node is not null && name != node)
            return;
        if (node is null && seen is not null && name != seen)
            throw new InputException($"{where}: column node: {name} after {seen}; name the node that counts with --meter-node");
        seen = name;
        add(times.Parse(Field(fields, timestampAt), where), Watts(Field(fields, wattsAt), where));
    }

    private bool IsHeader(string[] fields, string where)
    {
        string[] names = [.. fields.Select(name => name.ToLowerInvariant())];
        var found = (Array.IndexOf(names, "timestamp"), Array.IndexOf(names, "node"), Array.IndexOf(names, "watts"));
        if (found is ( >= 0, _, >= 0))
        {
            if (node is not null && found.Item2 < 0)
                throw new InputException($"{where}: there is no column node, and --meter-node names {node}");
            columns = (found.Item1, found.Item2, found.Item3, fields.Length);
            return true;
        }

        if (columns is not null)
            return false;
        throw new InputException(
            $"{where}: the column {(found.Item1 < 0 ? "timestamp" : "watts")} is missing; found {string.Join(",", names)}");
    }

    private static string Field(string[] fields, int at) => at >= 0 && at < fields.Length ? fields[at] : "";

    private static double? Watts(string text, string where)
    {
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var watts) && double.IsFinite(watts)
            ? watts
            : throw new InputException($"{where}: column watts: '{text}' is not a number");
    }
}
