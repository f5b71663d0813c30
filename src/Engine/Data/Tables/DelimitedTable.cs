using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using ButterE.Probe;

namespace ButterE.Engine.Data.Tables;

/// <summary>
/// A table as PMLB writes it: a header row with the names of the columns, fields separated by tabs (or commas, when the header has no
/// tab), one row a line, UTF-8, plain or gzip. A field may stand in double quotes, but not run over the end of its line. A reader of our own
/// because the message for each fault names line and column, and because fields are read as bytes: mnist has 55 million of them.
/// </summary>
internal sealed class DelimitedTable
{
    private readonly byte[] bytes;
    private readonly Range body;
    private readonly TableHeader header;

    private DelimitedTable(string file, byte[] bytes)
    {
        this.bytes = bytes;
        var text = bytes.AsSpan();
        var start = text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        text = text[start..].TrimEnd("\r\n"u8);
        if (text.IsEmpty)
            throw new InputException($"{file}: empty file");
        RefuseOtherThanUtf8(file, text);

        var newline = text.IndexOf((byte)'\n');
        header = TableHeader.Read(file, newline < 0 ? text : text[..newline]);
        if (newline < 0)
            throw new InputException($"{file}: no rows below the header");
        body = (start + newline + 1)..(start + text.Length);
    }

    /// <summary>Name of the file, for messages.</summary>
    public string File => header.File;

    /// <summary>SHA-256 of the file as it lay on the disk, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Names of the columns; no two are the same.</summary>
    public ImmutableArray<string> Columns => header.Columns;

    /// <summary>The rows below the header.</summary>
    /// <remarks>A new cursor each time, before the first row.</remarks>
    public RowCursor Rows => new(header, bytes.AsSpan(body));

    /// <summary>The first row below the header.</summary>
    public RowCursor FirstRow()
    {
        var rows = Rows;
        rows.MoveNext();
        return rows;
    }

    /// <summary>Reads a file into memory and its header.</summary>
    /// <exception cref="InputException">The file cannot be read, is empty, damaged, not UTF-8, or has no usable header or no rows.</exception>
    public static DelimitedTable Open(string file)
    {
        byte[] content;
        try
        {
            content = System.IO.File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{file}: file not found");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"{file}: cannot be read: {e.Message}");
        }

        return Parse(file, content);
    }

    /// <summary>Reads the header of a file that is in memory.</summary>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="content">The whole file, plain or gzip.</param>
    /// <exception cref="InputException">The file is empty, damaged, not UTF-8, or has no usable header or no rows.</exception>
    public static DelimitedTable Parse(string file, byte[] content) =>
        new(file, GzipFile.IsGzip(content) ? GzipFile.Expand(file, content) : content) { Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };

    /// <inheritdoc cref="TableHeader.Fault"/>
    public InputException Fault(int line, int column, string fault) => header.Fault(line, column, fault);

    private static void RefuseOtherThanUtf8(string file, ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
            throw new InputException($"{file}: not a text table (it holds zero bytes: a binary file, or text that is not UTF-8)");
        if (Utf8.IsValid(text))
            return;
        var line = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            line++;
            if (!Utf8.IsValid(text[range]))
                throw new InputException($"{file}, row {line}: not UTF-8 text");
        }
    }
}
