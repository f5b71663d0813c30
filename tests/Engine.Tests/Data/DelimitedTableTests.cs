using System.Text;
using ButterE.Engine.Data.Tables;
using ButterE.Probe;
using CsCheck;

namespace ButterE.Engine.Tests.Data;

public sealed class DelimitedTableTests
{
    private static readonly Gen<string> Field = Gen.String[Gen.Char["aZ09.,;é\"\t -"], 1, 6].Select(s => s.Trim(' ')).Where(s => s.Length > 0);

    /// <summary>A matrix of fields: a header of different names, and at least one row.</summary>
    private static readonly Gen<string[][]> Table =
        from columns in Gen.Int[2, 20]
        from rows in Gen.Int[1, 10]
        from fields in Field.Array[columns].Array[rows]
        select fields.Prepend([.. Enumerable.Range(0, columns).Select(i => $"column {i}")]).ToArray();

    [Fact]
    public void What_was_written_is_read_whatever_the_separator_line_ends_quotes_and_compression() =>
        Gen.Select(Table, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 2])
            .Sample((table, tabs, unix, quoteAll, compressed, preamble, blankAtEnd) =>
        {
            var (separator, newline) = (tabs ? '\t' : ',', unix ? "\n" : "\r\n");
            var lines = table.Select(row => string.Join(separator, row.Select(field => Quote(field, separator, quoteAll))));
            var text = (preamble ? "\uFEFF" : "") + string.Join(newline, lines) + string.Concat(Enumerable.Repeat(newline, blankAtEnd));
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(table, Read(DelimitedTable.Parse("t.tsv", compressed ? TableText.Gzip(bytes) : bytes)));
        });

    [Fact]
    public void Spaces_around_a_field_do_not_count() => Assert.Equal([["a", "b"], ["1", "x y"]], Read(TableText.Parse("a, b\n 1 ,x y ")));

    [Fact]
    public void Joined_gzip_files_are_one_table() =>
        Assert.Equal([["a", "b"], ["1", "2"]],
            Read(DelimitedTable.Parse("t.tsv", [.. TableText.Gzip("a\tb\n"u8.ToArray()), .. TableText.Gzip("1\t2\n"u8.ToArray())])));

    [Fact]
    public void A_gzip_file_that_is_cut_short_is_refused_wherever_it_is_cut()
    {
        var text = string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{i * i}\t{i}"));
        var whole = TableText.Gzip(Encoding.UTF8.GetBytes("x\ttarget\n" + text));
        Assert.Equal(201, Read(DelimitedTable.Parse("t.tsv.gz", whole)).Length);
        for (var length = 2; length < whole.Length; length++)
            Assert.Contains("damaged gzip file", Assert.Throws<InputException>(() => DelimitedTable.Parse("t.tsv.gz", whole[..length])).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_with_one_wrong_bit_is_refused()
    {
        const int trailerBytes = 8;
        // From byte 10 on: the header before holds a time stamp and other fields that do not matter.
        var whole = TableText.Gzip(Encoding.UTF8.GetBytes("x\ttarget\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{i * i}\t{i}"))));
        Gen.Select(Gen.Int[10, whole.Length - 1], Gen.Int[0, 7]).Sample((at, bit) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= (byte)(1 << bit);
            // The last byte before the trailer ends in bits that fill it up and stand for nothing (RFC 1951, 3.2.3).
            if (at == whole.Length - trailerBytes - 1 && Record.Exception(() => DelimitedTable.Parse("t.tsv.gz", damaged)) is null)
                Assert.Equal(Read(DelimitedTable.Parse("t.tsv.gz", whole)), Read(DelimitedTable.Parse("t.tsv.gz", damaged)));
            else
                Assert.Throws<InputException>(() => DelimitedTable.Parse("t.tsv.gz", damaged));
        });
    }

    [Fact]
    public void Any_bytes_are_a_table_or_refused() =>
        Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["a1,\t\n\r\" "], 0, 40].Select(Encoding.UTF8.GetBytes)).Sample(bytes =>
        {
            try
            {
                var table = Read(DelimitedTable.Parse("t.tsv", bytes));
                Assert.All(table, row => Assert.Equal(table[0].Length, row.Length));
            }
            catch (InputException e)
            {
                Assert.StartsWith("t.tsv", e.Message, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData("", "t.tsv: empty file")]
    [InlineData("\n\n", "t.tsv: empty file")]
    [InlineData("a\tb", "t.tsv: no rows below the header")]
    [InlineData("a\tb\n", "t.tsv: no rows below the header")]
    [InlineData("a;b\n1;2", "t.tsv, row 1: only one column; a table needs features and a target, separated by tabs or commas")]
    [InlineData("a\t\tc\n1\t2\t3", "t.tsv, row 1: column 2 of 3 has no name")]
    [InlineData("a\tb\ta\n1\t2\t3", "t.tsv, row 1: two columns are named 'a'")]
    [InlineData("5.1\t3.5\n4.9\t3", "t.tsv, row 1: numbers instead of column names; a header row is needed")]
    [InlineData("a\tb\n1\t\0", "t.tsv: not a text table (it holds zero bytes: a binary file, or text that is not UTF-8)")]
    public void A_file_without_a_table_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => TableText.Parse(text)).Message);

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused_with_its_row() =>
        Assert.Equal("t.tsv, row 3: not UTF-8 text",
            Assert.Throws<InputException>(() => DelimitedTable.Parse("t.tsv", Encoding.Latin1.GetBytes("a\tb\n1\t2\né\t3"))).Message);

    [Theory]
    [InlineData("1\t2\t3\n4\t5", "t.tsv, row 3, column 'c': missing; expected 3 fields, found 2")]
    [InlineData("1\t2\t3\n4\t5\t6\t7", "t.tsv, row 3: fields after the last column 'c'; expected 3 fields, found 4")]
    [InlineData("1\t2\t3\n\n4\t5\t6", "t.tsv, row 3: blank line, expected 3 fields")]
    [InlineData("1\t2\t3\r\n4\t\t6\r\n", "t.tsv, row 3, column 'b': empty field; remove the row or fill the gap")]
    [InlineData("1\t2\t\n", "t.tsv, row 2, column 'c': empty field; remove the row or fill the gap")]
    [InlineData("1\t\"2\t3", "t.tsv, row 2, column 'b': field 2 starts with a quotation mark that is not closed at its end")]
    [InlineData("1\t2\"\t3", "t.tsv, row 2, column 'b': field 2 has a quotation mark inside; quote the whole field and double the mark")]
    [InlineData("1\t\"2\"x\"y\"\t3", "t.tsv, row 2, column 'b': field 2 has a single quotation mark inside; double it")]
    public void A_faulty_row_is_refused_with_its_number_and_column(string rows, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Read(TableText.Parse("a\tb\tc\n" + rows))).Message);

    [Fact]
    public void Headers_that_count_the_columns_are_names() => Assert.Equal([["0", "1", "2"], ["5", "6", "7"]], Read(TableText.Parse("0,1,2\n5,6,7")));

    private static string Quote(string field, char separator, bool always) =>
        always || field.Contains(separator) || field.Contains('"') ? $"\"{field.Replace("\"", "\"\"")}\"" : field;

    /// <summary>All fields, the header in front.</summary>
    private static string[][] Read(DelimitedTable table)
    {
        var all = new List<string[]> { table.Columns.ToArray() };
        for (var rows = table.Rows; rows.MoveNext();)
        {
            var row = new string[table.Columns.Length];
            for (var column = 0; column < row.Length; column++)
                row[column] = Encoding.UTF8.GetString(rows[column]);
            all.Add(row);
        }

        return [.. all];
    }
}
