using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>Turns a table of text into the numbers that a network trains on: one pass to summarise the columns, one to encode.</summary>
internal static class TableEncoder
{
    private const string TargetName = "target";

    /// <summary>Encodes a table. The column named <c>target</c> is the target, or else the last one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="source">Where it comes from, for <see cref="Dataset.Source"/>.</param>
    /// <param name="known">The registered data set whose rules apply and whose encoded shape must result; null for a table of its own kind.</param>
    /// <param name="task">The task that the user asked for; null for that of <paramref name="known"/>, or the one that the target implies.</param>
    /// <param name="encoding">The encoding rule.</param>
    /// <exception cref="InputException">The table cannot be used; the message names row and column.</exception>
    public static Dataset Encode(DelimitedTable table, string source, DatasetDescription? known, LearningTask? task, EncodingRule encoding)
    {
        var expected = known?.Under(task);
        var target = table.Columns.IndexOf(TargetName) is >= 0 and var named ? named : table.Columns.Length - 1;
        var summaries = Summarise(table, target);
        var encodings = summaries
            .Select((summary, column) => column == target
                ? ColumnRule.Target(table, summary, column, encoding, task)
                : ColumnRule.Feature(table, summary, column, encoding, known is { PixelInputs: true }))
            .ToArray();

        var (rows, outputs) = (summaries[target].Rows, encodings[target].Width);
        var inputs = encodings.Sum(e => e.Width) - outputs;
        if (expected is not null)
            RefuseOtherShape(table, expected, encoding, inputs, outputs);
        if (inputs == 0)
            throw new InputException($"{table.File}: no input is left: every feature column has the same value in all rows");
        var features = new float[TableSize.Of(table.File, rows, inputs)];
        var targets = new float[TableSize.Of(table.File, rows, outputs)];
        Write(table, encodings, target, features, targets, inputs, outputs);
        return new Dataset
        {
            Name = known?.Name ?? NameOf(table.File),
            Registered = known?.Name,
            Encoding = encoding,
            Source = source,
            Synthetic = false,
            Task = expected?.Task ?? task ?? (encodings[target] is ScaledColumn ? LearningTask.Regression : LearningTask.Classification),
            Rows = rows,
            Inputs = inputs,
            Outputs = outputs,
            RawFeatures = table.Columns.Length - 1,
            Features = features,
            Targets = targets,
        };
    }

    private static ColumnSummary[] Summarise(DelimitedTable table, int target)
    {
        var summaries = table.Columns
            .Select((_, column) => new ColumnSummary(table, column, column == target ? ColumnSummary.MostCategories : ColumnSummary.FewValues))
            .ToArray();
        for (var rows = table.Rows; rows.MoveNext();)
        {
            for (var column = 0; column < summaries.Length; column++)
                summaries[column].Add(rows[column], rows.Line);
        }

        return summaries;
    }

    private static void Write(
        DelimitedTable table, ColumnEncoding[] encodings, int target, float[] features, float[] targets, int inputs, int outputs)
    {
        var featureRow = features.AsSpan();
        var targetRow = targets.AsSpan();
        for (var rows = table.Rows; rows.MoveNext();)
        {
            var start = 0;
            for (var column = 0; column < encodings.Length; column++)
            {
                var encoding = encodings[column];
                if (column == target)
                {
                    encoding.Write(rows[column], targetRow[..outputs]);
                    continue;
                }

                encoding.Write(rows[column], featureRow.Slice(start, encoding.Width));
                start += encoding.Width;
            }

            featureRow = featureRow[inputs..];
            targetRow = targetRow[outputs..];
        }
    }

    private static void RefuseOtherShape(DelimitedTable table, DatasetDescription expected, EncodingRule encoding, int inputs, int outputs)
    {
        var expectedInputs = encoding == EncodingRule.Paper ? expected.Inputs : expected.RawFeatures;
        if (inputs != expectedInputs || outputs != expected.Outputs)
        {
            throw new InputException(
                $"{table.File}: encodes to {inputs} inputs and {outputs} outputs, but {expected.Name} has {expectedInputs} and {expected.Outputs}; "
                + $"leave --dataset out to use the file by itself");
        }
    }

    private static string NameOf(string file)
    {
        var name = Path.GetFileName(file);
        foreach (var ending in new[] { ".gz", ".tsv", ".csv", ".txt" })
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                name = name[..^ending.Length];
        }

        return name;
    }
}
