using Parquet;
using Parquet.Schema;

namespace ButterE.Engine.Runs;

/// <summary>
/// Writes rows column by column. Parquet.Net's serializers compile accessors for rows, which a program without a JIT compiler cannot.
/// </summary>
internal static class RecordTableWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="rows">For each row a value for each column, in their order, in the form in which <see cref="RunColumn.Read"/> gives it.</param>
    /// <param name="metadata">What the file carries beside its rows; null for nothing.</param>
    public static async Task WriteAsync(
        Stream stream, ParquetSchema schema, IReadOnlyList<object?[]> rows, IReadOnlyDictionary<string, string>? metadata)
    {
        await using var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        if (metadata is not null)
            writer.CustomMetadata = metadata;
        using var group = writer.CreateRowGroup();
        for (var column = 0; column < schema.Fields.Count; column++)
        {
            object?[] values = [.. rows.Select(row => row[column])];
            await (schema.Fields[column] is ListField { Item: DataField element }
                ? WriteListsAsync(group, element, values)
                : WriteValuesAsync(group, (DataField)schema.Fields[column], values)).ConfigureAwait(false);
        }

        group.CompleteValidate();
    }

    private static Task WriteValuesAsync(ParquetRowGroupWriter group, DataField field, object?[] values)
    {
        var type = field.ClrType;
        // Parquet.Net names text columns by the type in which it holds them.
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? group.WriteAsync(field, [.. values.Select(value => (string)value!)])
            : type == typeof(double) ? WriteAsync<double>(group, field, values)
            : type == typeof(int) ? WriteAsync<int>(group, field, values)
            : type == typeof(long) ? WriteAsync<long>(group, field, values)
            : type == typeof(bool) ? WriteAsync<bool>(group, field, values)
            : type == typeof(DateTime) ? WriteAsync<DateTime>(group, field, values)
            : throw new InvalidOperationException($"Column {field.Name} holds {type}, which a table of records does not know.");
    }

    private static Task WriteAsync<T>(ParquetRowGroupWriter group, DataField field, object?[] values)
        where T : struct => field.IsNullable
            ? group.WriteAsync<T>(field, Array.ConvertAll(values, value => (T?)value))
            : group.WriteAsync<T>(field, Array.ConvertAll(values, value => (T)value!));

    // Levels as ListColumn reads them.
    private static Task WriteListsAsync(ParquetRowGroupWriter group, DataField element, object?[] values)
    {
        var known = new List<double>();
        List<int> definition = [], repetition = [];
        foreach (var value in values)
        {
            double?[]? list = value switch
            {
                null => null,
                IEnumerable<double> numbers => [.. numbers.Select(number => (double?)number)],
                IEnumerable<double?> numbers => [.. numbers],
                _ => throw new InvalidOperationException($"Column {element.Path} holds {value.GetType()}, which is no list of numbers."),
            };
            if (list is null or [])
            {
                definition.Add(list is null ? 0 : 1);
                repetition.Add(0);
            }

            for (var i = 0; i < list?.Length; i++)
            {
                definition.Add(list[i] is null ? element.MaxDefinitionLevel - 1 : element.MaxDefinitionLevel);
                repetition.Add(i == 0 ? 0 : 1);
            }

            known.AddRange((list ?? []).OfType<double>());
        }

        return group.WriteAllPartsAsync<double>(element, known.ToArray(), definition.ToArray(), repetition.ToArray(), CancellationToken.None);
    }
}
