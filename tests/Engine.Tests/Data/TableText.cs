using System.IO.Compression;
using System.Text;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Tables;

namespace ButterE.Engine.Tests.Data;

/// <summary>Makes tables from text, as the tests write them.</summary>
internal static class TableText
{
    public static DelimitedTable Parse(string text) => DelimitedTable.Parse("t.tsv", Encoding.UTF8.GetBytes(text));

    /// <summary>Encodes a table given by its columns, each with its name in front.</summary>
    public static Dataset Encode(EncodingRule encoding, LearningTask? task, DatasetDescription? known, params string[] columns)
    {
        var fields = columns.Select(c => c.Split(' ')).ToArray();
        var text = string.Join('\n', Enumerable.Range(0, fields[0].Length).Select(row => string.Join('\t', fields.Select(column => column[row]))));
        return TableEncoder.Encode(Parse(text), "a test", known, task, encoding);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>One column of a row-major matrix.</summary>
    public static float[] Column(float[] matrix, int width, int column) => [.. matrix.Where((_, i) => i % width == column)];
}
