using Parquet;
using Parquet.Schema;

namespace ButterE.Engine.Runs;

/// <summary>
/// Writes one row column by column. Parquet.Net's serializers compile accessors for rows, which a program without a JIT compiler cannot.
/// </summary>
internal static class RunFileWriter
{
    /// <summary>Writes a file of one row.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="values">A value for each column, in their order, in the form in which <see cref="RunColumn.Read"/> gives it.</param>
    public static async Task WriteAsync(Stream stream, ParquetSchema schema, IReadOnlyList<object?> values)
    {
        await using var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        using var row = writer.CreateRowGroup();
        for (var column = 0; column < values.Count; column++)
        {
            var field = schema.Fields[column];
            await (field is ListField { Item: DataField element }
                ? WriteListAsync(row, element, values[column])
                : WriteValueAsync(row, (DataField)field, values[column])).ConfigureAwait(false);
        }

        row.CompleteValidate();
    }

    private static Task WriteValueAsync(ParquetRowGroupWriter row, DataField field, object? value)
    {
        var type = field.ClrType;
        // Parquet.Net names text columns by the type in which it holds them.
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? row.WriteAsync(field, [(string)value!])
            : type == typeof(double) ? WriteAsync<double>(row, field, value)
            : type == typeof(int) ? WriteAsync<int>(row, field, value)
            : type == typeof(long) ? WriteAsync<long>(row, field, value)
            : type == typeof(bool) ? WriteAsync<bool>(row, field, value)
            : type == typeof(DateTime) ? WriteAsync<DateTime>(row, field, value)
            : throw new InvalidOperationException($"Column {field.Name} holds {type}, which a run file does not know.");
    }

    private static Task WriteAsync<T>(ParquetRowGroupWriter row, DataField field, object? value)
        where T : struct => field.IsNullable
            ? row.WriteAsync<T>(field, new[] { (T?)value })
            : row.WriteAsync<T>(field, new[] { (T)value! });

    // Levels as ListColumn reads them.
    private static Task WriteListAsync(ParquetRowGroupWriter row, DataField element, object? value)
    {
        double?[]? list = value switch
        {
            null => null,
            IEnumerable<double> numbers => [.. numbers.Select(number => (double?)number)],
            IEnumerable<double?> numbers => [.. numbers],
            _ => throw new InvalidOperationException($"Column {element.Path} holds {value.GetType()}, which is no list of numbers."),
        };
        var entries = Math.Max(1, list?.Length ?? 0);
        int[] definition = new int[entries], repetition = new int[entries];
        definition[0] = list is null ? 0 : 1;
        for (var i = 0; i < list?.Length; i++)
        {
            definition[i] = list[i] is null ? element.MaxDefinitionLevel - 1 : element.MaxDefinitionLevel;
            repetition[i] = i == 0 ? 0 : 1;
        }

        double[] known = [.. (list ?? []).OfType<double>()];
        return row.WriteAllPartsAsync<double>(element, known, definition, repetition, CancellationToken.None);
    }
}
