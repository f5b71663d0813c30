using System.Globalization;
using ButterE.Probe;
using CsvHelper;
using CsvHelper.Configuration;
using Parquet;
using Parquet.Schema;

namespace ButterE.Engine.Model;

/// <summary>The cells of a table of runs, as text: a CSV file, a Parquet file, or a folder of Parquet files.</summary>
internal static class RunTable
{
    /// <summary>Reads all rows of some tables; those with an identity (<c>run_id</c>) that came before are left out.</summary>
    /// <param name="paths">Tables as <see cref="Read(string)"/> takes them.</param>
    /// <exception cref="InputException">A path does not exist or is not such a table.</exception>
    public static IReadOnlyList<RunCells> Read(IReadOnlyList<string> paths) =>
        paths.Count == 1 ? Read(paths[0]) : [.. paths.SelectMany(Read).DistinctBy(row => row.Text("run_id") ?? (object)row)];

    /// <summary>Reads all rows.</summary>
    /// <param name="path">A file, or a folder with *.parquet files.</param>
    /// <exception cref="InputException">The path does not exist or is not such a table.</exception>
    public static IReadOnlyList<RunCells> Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                var files = Directory.EnumerateFiles(path, "*.parquet").Order(StringComparer.Ordinal).ToList();
                return files.Count > 0 ? [.. files.SelectMany(ReadParquet)] : throw new InputException($"{path}: the folder holds no *.parquet file");
            }

            return path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? ReadParquet(path) : ReadCsv(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }

    private static List<RunCells> ReadCsv(string path)
    {
        var rows = new List<RunCells>();
        using var text = new StreamReader(path);
        // The published table names a column twice, which CsvHelper's own header would refuse.
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 1 << 20 });
        try
        {
            if (!csv.Read())
                throw new InputException($"{path}: is empty");
            var header = csv.Record!.Select(name => name.Trim('\uFEFF', ' ')).ToArray();
            while (csv.Read())
            {
                var record = csv.Record!;
                if (record.Length != header.Length)
                    throw new InputException($"{path}: line {csv.RawRow}: {record.Length} columns where the header has {header.Length}");
                var cells = new Dictionary<string, string?>();
                for (var column = 0; column < header.Length; column++)
                    cells[header[column]] = record[column].Trim();
                rows.Add(new RunCells(path, "line", csv.RawRow, cells));
            }
        }
        catch (CsvHelperException e)
        {
            // The library's message goes on to quote the whole record.
            throw new InputException($"{path}: line {csv.RawRow}: is not CSV ({e.GetType().Name})");
        }

        return rows;
    }

    private static List<RunCells> ReadParquet(string path) => ReadParquetAsync(path).GetAwaiter().GetResult();

    private static async Task<List<RunCells>> ReadParquetAsync(string path)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
            var rows = new List<RunCells>();
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                using var groupReader = reader.OpenRowGroupReader(group);
                var tables = new Dictionary<string, string?>[groupReader.RowCount];
                for (var row = 0; row < tables.Length; row++)
                    tables[row] = [];
                // Lists, such as losses per epoch, are no cells.
                foreach (var field in reader.Schema.GetDataFields().Where(field => field.MaxRepetitionLevel == 0 && field.Path.Length == 1))
                {
                    if (field.Name == "run_id" && field.ClrType != typeof(ReadOnlyMemory<char>) && field.ClrType != typeof(string))
                        throw new InputException($"{path}: column run_id: holds a {field.ClrType.Name}, and must hold texts");
                    var column = await ReadColumn(groupReader, field, tables.Length).ConfigureAwait(false);
                    for (var row = 0; row < column.Length; row++)
                        tables[row][field.Name] = column[row];
                }

                foreach (var cells in tables)
                    rows.Add(new RunCells(path, "row", rows.Count + 1, cells));
            }

            return rows;
        }
        catch (Exception e) when (e is ParquetException or InvalidDataException or FormatException or OverflowException)
        {
            throw new InputException($"{path}: is not a readable Parquet file: {e.Message}");
        }
    }

    private static async Task<string?[]> ReadColumn(ParquetRowGroupReader reader, DataField field, int rows)
    {
        // Parquet.Net names text columns by the type in which it holds them.
        if (field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string))
        {
            var texts = new string?[rows];
            await reader.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
            return texts;
        }

        return field.ClrType switch
        {
            var type when type == typeof(double) => await ReadValues<double>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(float) => await ReadValues<float>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(decimal) => await ReadValues<decimal>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(ulong) => await ReadValues<ulong>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(uint) => await ReadValues<uint>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(ushort) => await ReadValues<ushort>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(byte) => await ReadValues<byte>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(short) => await ReadValues<short>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(sbyte) => await ReadValues<sbyte>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(long) => await ReadValues<long>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(int) => await ReadValues<int>(reader, field, rows).ConfigureAwait(false),
            var type when type == typeof(bool) => await ReadValues<bool>(reader, field, rows).ConfigureAwait(false),
            // Dates and blobs: present, and whoever reads one for a number or a name refuses it by this text.
            var other => [.. Enumerable.Repeat($"a {other.Name}", rows)],
        };
    }

    private static async Task<string?[]> ReadValues<T>(ParquetRowGroupReader reader, DataField field, int rows)
        where T : struct, IConvertible
    {
        if (field.IsNullable)
        {
            var nullable = new T?[rows];
            await reader.ReadAsync(field, nullable.AsMemory()).ConfigureAwait(false);
            return [.. nullable.Select(value => value?.ToString(CultureInfo.InvariantCulture))];
        }

        var values = new T[rows];
        await reader.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
        return [.. values.Select(value => value.ToString(CultureInfo.InvariantCulture))];
    }
}
