using ButterE.Probe;

namespace ButterE.Engine.Ingest;

/// <summary>The first line of a raw file, checked before the file is read as a table, so that a refusal names file and column.</summary>
internal static class CsvHeader
{
    /// <summary>Names of the columns in the order of the file, trimmed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <exception cref="InputException">The file cannot be read, is empty or lacks a column.</exception>
    public static IReadOnlyList<string> Read(string file, IEnumerable<string> required)
    {
        string? line;
        try
        {
            using var reader = new StreamReader(file);
            line = reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be read: {e.Message}");
        }

        if (line is null)
            throw new InputException($"{file}: is empty; expected the header {string.Join(",", required)}");
        string[] columns = [.. line.Split(',').Select(name => name.Trim('\uFEFF', ' ', '"', '\t'))];
        foreach (var name in required)
        {
            if (!columns.Contains(name))
                throw new InputException($"{file}: line 1: the column {name} is missing; found {string.Join(",", columns)}");
        }

        return columns;
    }

    /// <summary>The table function that reads a file as texts under the names of its header.</summary>
    /// <param name="files">A file, or a list of files of one layout, as an SQL expression.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="options">Further options, each with a comma before it.</param>
    public static string Table(string files, IReadOnlyList<string> columns, string options = "") =>
        $"read_csv({files}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{"
        + string.Join(", ", Unique(columns).Select(name => $"{CampaignDatabase.Name(name)}: 'VARCHAR'")) + $"}}{options})";

    // A repeated name, as in the published table, is read under another one; so is an index column without a name.
    private static IEnumerable<string> Unique(IReadOnlyList<string> columns) =>
        columns.Select((name, i) => name.Length == 0 || columns.Take(i).Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name}#{i}" : name);
}
