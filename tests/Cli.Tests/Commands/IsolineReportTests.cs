using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary>report and recommend on runs of this engine, called as a user calls them.</summary>
public sealed class IsolineReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Own_runs_give_isolines_and_a_size_of_least_time_with_its_evidence()
    {
        foreach (var size in (int[])[64, 256, 1024, 4096, 16384, 65536])
        {
            var call = CommandLineCall.Run(
                "train", "--dataset", "294_satellite_image", "--depth", "3", "--size", $"{size}", "--epochs", "12", "--learning-rate", "1e-3",
                "--out", folder.PathOf("runs"), "--no-tune", "--json");
            Assert.True(call.ExitCode == 0, call.Error);
        }

        var report = CommandLineCall.Run("report", "--runs", folder.PathOf("runs"), "--target", "time", "--out", folder.PathOf("report.html"), "--json").Document();
        var figure = report.GetProperty("figures").EnumerateArray().Single(figure => figure.Text("id") == "fig6");
        var family = Assert.Single(figure.GetProperty("families").EnumerateArray());
        Assert.Equal("rectangle", family.Text("shape"));
        Assert.All(family.GetProperty("isolines").EnumerateArray(), isoline => Assert.True(isoline.GetProperty("minimum").GetProperty("cost").GetDouble() > 0));
        Assert.Contains("fig8", report.GetProperty("figures").EnumerateArray().Select(other => other.Text("id")));
        Assert.Contains("id=\"isolines-cost\"", File.ReadAllText(folder.PathOf("report.html")), StringComparison.Ordinal);

        string[] wanted = ["recommend", "--dataset", "294_satellite_image", "--shape", "rectangle", "--depth", "3", "--runs", folder.PathOf("runs")];
        var recommendation = CommandLineCall.Run([.. wanted, "--json"]).Document();
        Assert.Equal("measuredCostToLoss", recommendation.Text("evidenceKind"));
        Assert.Contains(recommendation.GetProperty("size").GetInt64(), new long[] { 64, 256, 1024, 4096, 16384, 65536 });
        var interval = recommendation.GetProperty("interval");
        Assert.InRange(recommendation.GetProperty("parameters").GetDouble(), interval.GetProperty("low").GetDouble(), interval.GetProperty("high").GetDouble());
        CommandLineCall.Run([.. wanted, "--loss", "1e-9"]).AssertRefused(ExitCode.InsufficientData, "--loss 1E-09");
        CommandLineCall.Run(
            "recommend", "--dataset", "adult", "--shape", "rectangle", "--depth", "3", "--runs", folder.PathOf("runs"))
            .AssertRefused(ExitCode.InsufficientData, "no run of this family has losses");
    }

    [Fact]
    public void A_folder_of_losses_that_is_none_is_refused_by_name()
    {
        var runs = folder.Write("runs.csv", "hardware,dataset,shape,size,depth,std_energy_j\ngpu,adult,rectangle,1024,3,100000\n");
        string[] call = ["report", "--runs", runs, "--out", folder.PathOf("r.html"), "--overhead", "gpu=0", "--losses"];
        CommandLineCall.Run([.. call, folder.PathOf("none")]).AssertRefused(ExitCode.BadInput, "none", "no such file or folder");
        Directory.CreateDirectory(folder.PathOf("empty"));
        CommandLineCall.Run([.. call, folder.PathOf("empty")]).AssertRefused(ExitCode.BadInput, "empty", "*.parquet");
        File.WriteAllText(folder.PathOf("empty", "x.parquet"), "not parquet");
        CommandLineCall.Run([.. call, folder.PathOf("empty")]).AssertRefused(ExitCode.BadInput, "empty", "cannot be read");
    }
}
