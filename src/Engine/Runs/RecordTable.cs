using System.Diagnostics.CodeAnalysis;
using ButterE.Probe;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace ButterE.Engine.Runs;

/// <summary>
/// Parquet files with one row per record, each record with the configuration of a run. The columns are the properties of both
/// (<see cref="RunColumn.InTableOrder"/>).
/// </summary>
/// <typeparam name="TRecord">The record; its property of type <see cref="RunConfiguration"/> is no column of its own.</typeparam>
/// <param name="configurationOf">Gets the configuration of a record.</param>
/// <param name="withConfiguration">The same record with a configuration.</param>
/// <param name="metadata">What each file carries beside its rows; null for nothing.</param>
internal sealed class RecordTable<
    [DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TRecord>(
    Func<TRecord, RunConfiguration> configurationOf, Func<TRecord, RunConfiguration, TRecord> withConfiguration,
    IReadOnlyDictionary<string, string>? metadata = null)
    where TRecord : class
{
    private static readonly IReadOnlyList<RunColumn> OfConfiguration = RunColumn.Of<RunConfiguration>();
    private static readonly IReadOnlyList<RunColumn> OfRecord = RunColumn.Of<TRecord>();

    private static readonly ParquetSchema Schema = new([.. RunColumn.InTableOrder(OfRecord, OfConfiguration).Select(column => column.Field)]);

    /// <summary>The bytes of a file.</summary>
    public ReadOnlyMemory<byte> Serialize(IReadOnlyList<TRecord> records)
    {
        using var buffer = new MemoryStream();
        RecordTableWriter.WriteAsync(buffer, Schema, [.. records.Select(RowOf)], metadata).GetAwaiter().GetResult();
        return buffer.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file is no readable Parquet file, or a cell is missing or wrong; file, row and column are named.</exception>
    public TRecord[] Read(string path)
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

    private object?[] RowOf(TRecord record)
    {
        var configuration = configurationOf(record);
        return [.. RunColumn.InTableOrder(OfRecord.Select(column => column.Read(record)), OfConfiguration.Select(column => column.Read(configuration)))];
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

    private TRecord RecordOf(IReadOnlyDictionary<string, object> row, string where)
    {
        var configuration = Activator.CreateInstance<RunConfiguration>();
        var record = Activator.CreateInstance<TRecord>();
        Fill(configuration, OfConfiguration, row, where);
        Fill(record, OfRecord, row, where);
        return withConfiguration(record, configuration);
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
