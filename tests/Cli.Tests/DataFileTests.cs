using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ButterE.Cli.Options;
using ButterE.Engine.Data;
using ButterE.Probe;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests;

/// <summary>A user's data file on the command line: what it becomes, and how a faulty one is refused.</summary>
public sealed class DataFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-data-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_gives_inputs_outputs_and_rows()
    {
        var file = Write("iris.csv", "length,width,kind,target\n5.1,3,a,x\n4.9,3,b,y\n6.0,3,c,z\n6.1,3,a,x\n");
        var call = Network("--data", file, "--widths", "4,3", "--json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        var data = JsonDocument.Parse(call.Output).RootElement.GetProperty("data");

        // Four lengths and three kinds are few values; the width is constant.
        Assert.Equal((7, 3, 4, 3), (Number("inputs"), Number("outputs"), Number("rows"), Number("rawFeatures")));
        Assert.Equal(("softmaxCrossEntropy", $"file {file}"), (data.GetProperty("loss").GetString(), data.GetProperty("source").GetString()));

        int Number(string key) => data.GetProperty(key).GetInt32();
    }

    [Fact]
    public void A_task_overrides_what_the_target_implies()
    {
        var file = Write("t.tsv", "a\ttarget\n1\t1\n2\t2\n1\t3\n");
        Assert.Equal(0, Network("--data", file, "--widths", "4,3").ExitCode);
        Assert.Equal(0, Network("--data", file, "--task", "regression", "--widths", "4,1").ExitCode);
        Assert.Equal(0, Network("--dataset", "294_satellite_image", "--widths", "4,6").ExitCode);
        Assert.Equal(0, Network("--dataset", "294_satellite_image", "--task", "regression", "--widths", "4,1").ExitCode);
        AssertRefused(Network("--dataset", "529_pollen", "--task", "classification", "--widths", "4,1"), "--task classification: the target of 529_pollen is a quantity, it has no classes");
    }

    [Fact]
    public void Synthetic_data_are_called_so()
    {
        Assert.Contains("synthetic stand-in for mnist", Network("--dataset", "mnist", "--widths", "4,10").Output, StringComparison.Ordinal);
        Assert.Contains("CC BY 4.0", Network("--dataset", "294_satellite_image", "--widths", "4,6").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\t1", ", row 3, column 'target': missing; expected 3 fields, found 2")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\t4\t5\t1", ", row 3: fields after the last column 'target'; expected 3 fields, found 4")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\tx\t1\n4\t5\t1", ", row 3, column 'b': 'x' is not a number; 2 of 3 fields of the column are")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\tNaN\t1", ", row 3, column 'b': 'NaN' is not a finite number (of float32)")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\t\t1", ", row 3, column 'b': empty field; remove the row or fill the gap")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\t\"4\t1", ", row 3, column 'b': field 2 starts with a quotation mark that is not closed at its end")]
    [InlineData("a\tb\ttarget\n1\t2\t0\n3\t4\t0", ", column 'target': every row has the same value; there is nothing to learn")]
    [InlineData("a\tb\ttarget\n", ": no rows below the header")]
    [InlineData("", ": empty file")]
    [InlineData("a\n1\n2\n", ", row 1: only one column; a table needs features and a target, separated by tabs or commas")]
    [InlineData("a\tb\0\n1\t2", ": not a text table (it holds zero bytes: a binary file, or text that is not UTF-8)")]
    public void A_faulty_file_is_refused_in_one_line(string content, string fault)
    {
        var file = Write("faulty.tsv", content);
        AssertRefused(Network("--data", file, "--widths", "4,1"), file + fault);
    }

    [Fact]
    public void A_gzip_file_that_is_cut_short_is_refused()
    {
        var file = Path.Combine(folder, "cut.tsv.gz");
        using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes("a\ttarget\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i * i}\t{i % 7}\n"))));
        Assert.Equal(0, Network("--data", file, "--widths", "4,7").ExitCode);
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        AssertRefused(Network("--data", file, "--widths", "4,7"), $"{file}: damaged gzip file, cut short");
    }

    [Fact]
    public void A_path_that_is_no_file_is_refused()
    {
        AssertRefused(Network("--data", Path.Combine(folder, "none.tsv"), "--widths", "4,1"), "none.tsv: file not found");
        AssertRefused(Network("--data", folder, "--widths", "4,1"), $"{folder}: cannot be read");
    }

    [Fact]
    public void A_file_of_another_data_set_is_refused()
    {
        var file = Write("t.tsv", "a\ttarget\n1\t1\n2\t2\n");
        AssertRefused(Network("--dataset", "nursery", "--data", file, "--widths", "4,4"), "encodes to 1 inputs and 1 outputs, but nursery has 26 and 4");
    }

    [Fact]
    public void Loading_gives_the_shape_that_the_network_was_made_for()
    {
        var file = Write("t.csv", "a,target\n1,0.5\n2,0.25\n3,4\n");
        var source = DataChoice.Of(file, null, LearningTask.Regression, EncodingRule.Paper);
        var data = source.Load(EncodingRule.Paper, seed: 1);
        Assert.Equal((source.Inputs, source.Outputs, source.Rows, source.Loss), (data.Inputs, data.Outputs, data.Rows, data.Loss));
        Assert.False(data.Synthetic);
        Assert.Contains("but the network has 3", Assert.Throws<InputException>(() => source.Load(EncodingRule.None, seed: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_without_data_need_rows_to_be_trained()
    {
        Assert.Throws<InputException>(() => DataChoice.Of(4, 2, null, null, null).Load(EncodingRule.Paper, 0));
        var data = DataChoice.Of(4, 2, 100, null, null).Load(EncodingRule.Paper, 0);
        Assert.Equal((4, 2, 100, true), (data.Inputs, data.Outputs, data.Rows, data.Synthetic));
    }

    private static CommandLineCall Network(params string[] options) => CommandLineCall.Run(["network", .. options]);

    private static void AssertRefused(CommandLineCall call, string message)
    {
        call.AssertRefused(ExitCode.BadInput, message);
        Assert.Equal("", call.Output);
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
