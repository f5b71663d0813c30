using Parquet;
using Parquet.Schema;

namespace ButterE.Engine.Runs;

/// <summary>
/// Reads a column of lists from its definition and repetition levels. Parquet.Net 6.1.0 writes such columns as the format
/// asks, but its deserializers drop null elements and return null for an empty list.
/// </summary>
internal static class ListColumn
{
    /// <summary>Reads the lists of one column, one per row.</summary>
    /// <exception cref="ParquetException">The column is not a readable list of doubles.</exception>
    public static async Task<List<List<double?>?>> ReadAsync(ParquetReader reader, DataField field)
    {
        var lists = new List<List<double?>?>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var entries = (int)(rows.GetMetadata(field)?.MetaData?.NumValues ?? throw new ParquetException($"column {field.Path} has no metadata"));
            var values = new double[entries];
            var definition = new int[entries];
            var repetition = new int[entries];
            await rows.ReadRawAsync<double>(field, values, definition, repetition).ConfigureAwait(false);
            Assemble(lists, field, values, definition, repetition);
        }

        return lists;
    }

    // Definition levels of an optional list, from the outside in: 0 no list, 1 an empty list, then for optional elements
    // 2 a null element, and the highest level a value. Repetition level 0 begins a row.
    private static void Assemble(List<List<double?>?> lists, DataField field, double[] values, int[] definition, int[] repetition)
    {
        var next = 0;
        for (var entry = 0; entry < definition.Length; entry++)
        {
            if (repetition[entry] == 0)
                lists.Add(definition[entry] == 0 ? null : []);
            if (definition[entry] >= 2)
                lists[^1]!.Add(definition[entry] == field.MaxDefinitionLevel ? values[next++] : null);
        }
    }
}
