using ButterE.Probe;
using ButterE.Probe.Files;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace ButterE.Engine.Runs;

/// <summary>
/// Run records on disk, one Parquet file per run. A file appears under its name only when it is whole, so that a process
/// killed at any moment leaves whole rows or none.
/// </summary>
public static class RunStore
{
    private const string Extension = ".parquet";

    private static readonly IReadOnlyList<RunColumn> OfConfiguration = RunColumn.Of<RunConfiguration>();
    private static readonly IReadOnlyList<RunColumn> OfRecord = RunColumn.Of<RunRecord>();

    // The identity stands first, then what was run, then what it cost.
    private static readonly ParquetSchema Schema =
        new([.. OfRecord.Take(1).Concat(OfConfiguration).Concat(OfRecord.Skip(1)).Select(column => column.Field)]);

    /// <summary>Writes a record to <c>folder/RUN_ID.parquet</c>, in place of an earlier one with the same identity.</summary>
    /// <param name="folder">Folder of the runs; created when absent.</param>
    /// <param name="record">What to write.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="InputException">The folder or the file cannot be written.</exception>
    public static string Write(string folder, RunRecord record)
    {
        var path = PathOf(folder, record.RunId);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: the folder cannot be made: {e.Message}");
        }

        var content = Serialize(record);
        WholeFile.Write(path, file => file.Write(content.Span));
        return path;
    }

    /// <summary>Path that a run's file has in a folder, whether or not it exists.</summary>
    public static string PathOf(string folder, string runId) => Path.Combine(folder, runId + Extension);

    /// <summary>Reads a run file, or every run file of a folder (not of its subfolders), in order of start.</summary>
    /// <param name="path">A file or a folder. Temporaries that a killed process left in the folder are ignored.</param>
    /// <exception cref="InputException">The path does not exist, or a file is not a run file.</exception>
    public static IReadOnlyList<RunRecord> Read(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? ReadFile(path) : throw new InputException($"{path}: no such file or folder");
        return [.. Directory.EnumerateFiles(path, "*" + Extension).SelectMany(ReadFile)
            .OrderBy(run => run.StartUtc).ThenBy(run => run.RunId, StringComparer.Ordinal)];
    }

    private static ReadOnlyMemory<byte> Serialize(RunRecord record)
    {
        object?[] values =
        [
            .. OfRecord.Take(1).Select(column => column.Read(record)), .. OfConfiguration.Select(column => column.Read(record.Configuration)),
            .. OfRecord.Skip(1).Select(column => column.Read(record)),
        ];
        using var buffer = new MemoryStream();
        RunFileWriter.WriteAsync(buffer, Schema, values).GetAwaiter().GetResult();
        return buffer.ToArray();
    }

    private static RunRecord[] ReadFile(string path)
    {
        try
        {
            return [.. ReadRowsAsync(path).GetAwaiter().GetResult().Select((row, index) => RecordOf(row, $"{path} row {index + 1}"))];
        }
        catch (Exception e) when (e is ParquetException or IOException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}: not a readable Parquet file ({e.Message})");
        }
    }

    private static async Task<IList<Dictionary<string, object>>> ReadRowsAsync(string path)
    {
        using var file = File.OpenRead(path);
        var rows = (await ParquetSerializer.DeserializeUntypedAsync(file).ConfigureAwait(false)).Data;
        file.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
        foreach (var field in reader.Schema.GetDataFields().Where(field => field.MaxRepetitionLevel == 1 && field.ClrType == typeof(double)))
        {
            var lists = await ListColumn.ReadAsync(reader, field).ConfigureAwait(false);
            for (var row = 0; row < rows.Count; row++)
                rows[row][field.Path.FirstPart!] = lists[row]!;
        }

        return rows;
    }

    private static RunRecord RecordOf(IReadOnlyDictionary<string, object> row, string where)
    {
        var configuration = Activator.CreateInstance<RunConfiguration>();
        var record = Activator.CreateInstance<RunRecord>();
        Fill(configuration, OfConfiguration, row, where);
        Fill(record, OfRecord, row, where);
        return record with { Configuration = configuration };
    }

    private static void Fill(object target, IReadOnlyList<RunColumn> columns, IReadOnlyDictionary<string, object> row, string where)
    {
        foreach (var column in columns)
        {
            row.TryGetValue(column.Name, out var stored);
            if (stored is null && !column.IsNullable)
                throw new InputException($"{where}: column {column.Name} is missing or null");
            try
            {
                column.Write(target, stored);
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidCastException)
            {
                throw new InputException($"{where}: column {column.Name} holds {stored}, which is not a value of that column");
            }
        }
    }
}
