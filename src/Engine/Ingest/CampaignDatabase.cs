using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Probe;
using DuckDB.NET.Data;

namespace ButterE.Engine.Ingest;

/// <summary>The tables of one ingestion: a DuckDB database in memory, which spills beside the output when the memory granted to it is full.</summary>
internal sealed partial class CampaignDatabase : IDisposable
{
    private const int MemoryMegabytes = 2500;
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    /// <summary>Opens the database.</summary>
    /// <param name="spillFolder">Folder to which what does not fit into memory may be written.</param>
    /// <param name="memoryMegabytes">Memory that the tables and queries may take, MB.</param>
    public CampaignDatabase(string spillFolder, int memoryMegabytes = MemoryMegabytes)
    {
        connection.Open();
        Execute($"SET memory_limit = '{memoryMegabytes}MB'");
        Execute($"SET threads = {Math.Max(1, Environment.ProcessorCount)}");
        Execute($"SET temp_directory = {Text(spillFolder)}");
        // Nothing is fetched from the network, whatever a query names.
        Execute("SET autoinstall_known_extensions = false");
    }

    /// <summary>A text literal.</summary>
    public static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A quoted name.</summary>
    public static string Name(string value) => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>Runs statements.</summary>
    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement that reads a user's file.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <param name="sql">The statement.</param>
    /// <exception cref="InputException">The file is not what the statement expects; the message says where.</exception>
    public void ReadFile(string file, string sql)
    {
        try
        {
            Execute(sql);
        }
        catch (DuckDBException e)
        {
            throw Unreadable(file, e);
        }
    }

    /// <summary>The rows of a query of a user's files.</summary>
    /// <param name="file">The file or folder, for the message.</param>
    /// <param name="sql">The query.</param>
    /// <param name="read">Takes what is wanted from a row.</param>
    /// <exception cref="InputException">A file is not what the query expects; the message says where.</exception>
    public IReadOnlyList<T> ReadRows<T>(string file, string sql, Func<DuckDBDataReader, T> read)
    {
        try
        {
            return [.. Rows(sql).Select(read)];
        }
        catch (DuckDBException e)
        {
            throw Unreadable(file, e);
        }
    }

    /// <summary>Runs a statement that writes a user's file.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <param name="sql">The statement.</param>
    /// <exception cref="InputException">The file cannot be written, as on a full disk.</exception>
    public void WriteFile(string file, string sql)
    {
        try
        {
            Execute(sql);
        }
        catch (DuckDBException e)
        {
            throw new InputException($"{file}: cannot be written: {Summary(e.Message)}");
        }
    }

    /// <summary>The one number that a query gives; null where it gives none.</summary>
    public double? Number(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The one count that a query gives.</summary>
    public long Count(string sql) => (long)Number(sql)!.Value;

    /// <summary>The rows of a query.</summary>
    public IEnumerable<DuckDBDataReader> Rows(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        // Streaming: the result of a query of all samples need not fit into memory beside the samples.
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader;
    }

    /// <summary>The one row that a query gives; null when it gives none.</summary>
    public T? First<T>(string sql, Func<DuckDBDataReader, T> read)
        where T : class
    {
        foreach (var row in Rows(sql))
            return read(row);
        return null;
    }

    /// <summary>Fills a table row by row.</summary>
    public DuckDBAppender Appender(string table) => connection.CreateAppender(table);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    // DuckDB explains an error over many lines and then lists its options; the first lines say what and where.
    private static string Summary(string message)
    {
        var end = message.IndexOf("Possible", StringComparison.Ordinal);
        var text = Blank().Replace(end > 0 ? message[..end] : message, " ").Trim();
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    // Of a folder DuckDB says, among its options, which file it was.
    private static InputException Unreadable(string file, DuckDBException e)
    {
        var named = NamedFile().Match(e.Message) is { Success: true } match ? match.Groups[1].Value.Trim() : file;
        return new($"{named}: cannot be read: {Summary(e.Message)}");
    }

    [GeneratedRegex(@"^\s*file = (.+)$", RegexOptions.Multiline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
