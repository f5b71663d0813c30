using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary>simulate campaign, ingest and report, called as a user calls them.</summary>
public sealed class CampaignCommandsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_simulate_campaign_plants_ingest_counts_and_report_draws_as_simulated()
    {
        var planted = CommandLineCall.Run("simulate", "campaign", "--runs", "400", "--seed", "2", "--out", folder.PathOf("raw"), "--json").Document()
            .GetProperty("planted");
        var call = Ingest("--dropped", folder.PathOf("dropped.csv"), "--html", folder.PathOf("quality.html"), "--json");
        var document = call.Document();
        Assert.Contains("simulated", call.Error, StringComparison.Ordinal);
        var counts = document.GetProperty("counts");
        foreach (var name in (string[])["rows", "joined", "zeroWatts", "missing", "runtimeFilter", "sigmaFilter", "sigmaOnly", "ambiguous", "kept"])
            Assert.Equal(planted.GetProperty(name).GetInt64(), counts.GetProperty(name).GetInt64());
        foreach (var name in (string[])["noFile", "noneInWindow", "tooFew"])
            Assert.Equal(Missing(planted, name), Missing(counts, name));

        Assert.Equal(388, document.GetProperty("idleWatts").GetProperty("cpu4").GetDouble());
        Assert.True(document.GetProperty("overheads").GetProperty("gpu").GetProperty("joules").GetDouble() > 100_000);
        Assert.Equal(
            counts.GetProperty("rows").GetInt64() - counts.GetProperty("written").GetInt64(),
            File.ReadLines(folder.PathOf("dropped.csv")).Count() - 1);

        // Figure 2 as data and as a page.
        var removed = counts.GetProperty("joined").GetInt64() - counts.GetProperty("kept").GetInt64();
        foreach (var panel in document.GetProperty("quality").EnumerateArray())
            Assert.Equal(removed, panel.GetProperty("removed").EnumerateArray().Sum(count => count.GetInt64()));
        var quality = File.ReadAllText(folder.PathOf("quality.html"));
        Assert.Contains("data-chart=\"fig2a\"", quality, StringComparison.Ordinal);
        Assert.Contains("<h3>Simulated: Runs by deviation of the run time</h3>", quality, StringComparison.Ordinal);

        var report = CommandLineCall
            .Run("report", "--runs", folder.PathOf("runs.parquet"), "--out", folder.PathOf("report.html"), "--json").Document();
        Assert.True(report.GetProperty("simulated").GetBoolean());
        Assert.Equal(
            ["fig3a", "fig3b", "fig3c", "fig3d", "fig4l", "fig4f", "fig4b", "fig4d"],
            report.GetProperty("figures").EnumerateArray().Select(figure => figure.GetProperty("id").GetString()));
        var page = File.ReadAllText(folder.PathOf("report.html"));
        Assert.Contains("simulated: nothing on this page was measured", page, StringComparison.Ordinal);
        Assert.Contains("<h3>Simulated: Energy over the depth</h3>", page, StringComparison.Ordinal);

        var recommendation = CommandLineCall.Run("recommend", "--dataset", "adult", "--shape", "rectangle", "--depth", "4",
            "--runs", folder.PathOf("runs.parquet"), "--model", "butter-e-cpu", "--json").Document();
        Assert.True(recommendation.GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public void The_tables_for_people_name_every_reason()
    {
        CommandLineCall.Run("simulate", "campaign", "--runs", "300", "--seed", "1", "--out", folder.PathOf("raw"));
        var call = Ingest();
        Assert.Equal(0, call.ExitCode);
        foreach (var reason in (string[])["no file of their job", "a reading of 0 W", "fewer readings", "longer than 75,000 s", "kept", "written"])
            Assert.Contains(reason, call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time-zone", "Mars/Phobos", "--time-zone Mars/Phobos")]
    [InlineData("--integrator", "trapezoid", "--integrator trapezoid")]
    [InlineData("--ambiguous", "both", "--ambiguous both")]
    [InlineData("--epochs", "0", "--epochs 0")]
    public void A_wrong_choice_is_refused_by_name(string option, string value, string named)
    {
        string[] zone = option == "--time-zone" ? [] : ["--time-zone", "America/Denver"];
        CommandLineCall.Run([
            "ingest", "--power", folder.Root, "--metadata", "m", "--nodes", "n", "--node-power", "p", "--out", folder.PathOf("o"),
            .. zone, option, value,
        ]).AssertRefused(2, named);
    }

    [Fact]
    public void An_absent_file_is_refused_by_name() =>
        CommandLineCall.Run(
            "ingest", "--power", folder.Root, "--metadata", folder.PathOf("none.csv"), "--nodes", "n", "--node-power", "p",
            "--out", folder.PathOf("o"), "--time-zone", "America/Denver").AssertRefused(2, "none.csv", "cannot be read");

    [Fact]
    public void Several_tables_are_one_and_a_run_in_two_of_them_counts_once()
    {
        const string head = "run_id,hardware,dataset,shape,size,depth,std_energy_j\n";
        var one = folder.Write("one.csv", head + "a,cpu,adult,rectangle,1024,3,100000\nb,cpu,adult,rectangle,2048,3,100000\n");
        var two = folder.Write("two.csv", head + "b,cpu,adult,rectangle,2048,3,100000\nc,cpu,adult,rectangle,4096,3,100000\n");
        var report = CommandLineCall.Run("report", "--runs", one, two, "--out", folder.PathOf("r.html"), "--json").Document();
        Assert.Equal(3, report.GetProperty("experiments").GetInt32());
    }

    [Fact]
    public void A_model_adds_figure_5_for_its_device()
    {
        var runs = folder.Write("runs.csv", "hardware,dataset,shape,size,depth,std_energy_j,run_time_s\n"
            + "cpu,adult,rectangle,1024,3,100000,9\ngpu,adult,rectangle,1024,3,100000,9\n");
        string[] call = ["report", "--runs", runs, "--out", folder.PathOf("r.html"), "--model", "butter-e-cpu"];
        var report = CommandLineCall.Run([.. call, "--json"]).Document();
        var figure = report.GetProperty("figures").EnumerateArray().Single(figure => figure.Text("id") == "fig5");
        Assert.Equal("cpu", figure.Text("device"));
        Assert.Equal(1, figure.GetProperty("spread").GetProperty("n").GetInt32());
        CommandLineCall.Run([.. call, "--target", "time"]).AssertRefused(ExitCode.BadInput, "--model butter-e-cpu: predicts energy");
    }

    [Fact]
    public void A_report_of_runs_without_a_measurement_says_so()
    {
        var runs = folder.Write("runs.csv", "hardware,dataset,shape,size,depth,joules\n");
        CommandLineCall.Run("report", "--runs", runs, "--out", folder.PathOf("r.html")).AssertRefused(4, "no run has a measured energy");
    }

    private static long Missing(System.Text.Json.JsonElement counts, string name) => counts.GetProperty("missingBy").GetProperty(name).GetInt64();

    public void Dispose() => folder.Dispose();

    private CommandLineCall Ingest(params string[] more) => CommandLineCall.Run([
        "ingest", "--power", folder.PathOf("raw", "butter_e_energy"), "--metadata", folder.PathOf("raw", "butter_e_metadata.csv"),
        "--nodes", folder.PathOf("raw", "node_sinfo.csv"), "--node-power", folder.PathOf("raw", "node_power_dist.csv"),
        "--time-zone", "America/Denver", "--out", folder.PathOf("runs.parquet"), .. more,
    ]);
}
