namespace ButterE.Cli.Tests.Commands;

/// <summary>recommend and whatif, called as a user calls them, on the paper's shipped models and a small made-up profile.</summary>
public sealed class RecommendCommandTests : IDisposable
{
    private static readonly string[] Family = ["--dataset", "adult", "--shape", "rectangle", "--depth", "4"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_papers_gpu_model_gives_a_size_with_its_reason_and_energies_as_kilowatt_hours_and_co2()
    {
        var document = CommandLineCall.Run(["recommend", .. Family, "--model", "butter-e-gpu", "--json"]).Document();
        document.AssertKeys("size", "reason", "evidence", "candidates");
        Assert.Equal("capacities", document.Text("evidenceKind"));
        Assert.Equal("energy", document.Text("target"));
        Assert.Equal(388, document.GetProperty("electricity").GetProperty("gramsPerKilowattHour").GetDouble());
        Assert.True(document.GetProperty("candidates").GetArrayLength() > 15);
        Assert.Contains("no losses at hand", document.GetProperty("evidence").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--profile", "eagle-cpu")]
    public void Without_evidence_it_refuses(params string[] more) => CommandLineCall.Run(["recommend", .. Family, .. more]).AssertRefused(4, "");

    [Theory]
    [InlineData("--size", "1024", "--size")]
    [InlineData("--loss", "-1", "--loss -1")]
    [InlineData("--losses", "nowhere", "--runs")]
    [InlineData("--pue", "0.5", "--pue 0.5")]
    [InlineData("--target", "time", "--target")]
    public void A_call_that_contradicts_itself_is_refused_by_name(string option, string value, string named) =>
        CommandLineCall.Run(["recommend", .. Family, "--model", "butter-e-gpu", option, value]).AssertRefused(2, named);

    [Fact]
    public void Runs_of_two_kinds_of_device_need_a_word_which_is_meant()
    {
        var runs = folder.Write("runs.csv", "hardware,dataset,shape,size,depth,std_energy_j,run_time_s\n"
            + "cpu,adult,rectangle,1024,4,100000,9\ngpu,adult,rectangle,2048,4,100000,9\n");
        CommandLineCall.Run(["recommend", .. Family, "--runs", runs]).AssertRefused(2, runs, "cpu and gpu", "--profile or --model");
        Assert.Equal(0, CommandLineCall.Run(["recommend", .. Family, "--runs", runs, "--model", "butter-e-cpu"]).ExitCode);

        // Own records: a simulated campaign has runs of both.
        SimulatedRecords("--json").Document();
        CommandLineCall.Run(["recommend", .. Family, "--runs", folder.PathOf("runs.parquet")]).AssertRefused(2, folder.PathOf("runs.parquet"), "cpu and gpu");
    }

    [Fact]
    public void Simulated_runs_are_said_to_be_simulated()
    {
        var collected = SimulatedRecords("--json").Document();
        Assert.True(collected.GetProperty("simulated").GetBoolean());
        Assert.Equal(60, collected.GetProperty("simulatedRows").GetInt32());
        string[] call = ["recommend", .. Family, "--runs", folder.PathOf("runs.parquet"), "--model", "butter-e-cpu"];
        Assert.True(CommandLineCall.Run([.. call, "--json"]).Document().GetProperty("simulated").GetBoolean());
        Assert.StartsWith("Simulated runs are among these; nothing of them was measured.", CommandLineCall.Run(call).Output, StringComparison.Ordinal);
        Assert.False(CommandLineCall.Run(["recommend", .. Family, "--model", "butter-e-cpu", "--json"]).Document().GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public void A_table_of_simulated_runs_is_said_to_be_one() =>
        Assert.Contains("Simulated runs are among these, 60 of 60", SimulatedRecords().Output, StringComparison.Ordinal);

    [Fact]
    public void Of_one_row_none_would_train() =>
        CommandLineCall.Run("recommend", "--inputs", "4", "--outputs", "1", "--rows", "1", "--depth", "4", "--model", "butter-e-cpu", "--json")
            .AssertRefused(2, "--rows 1");

    [Fact]
    public void A_larger_l2_makes_the_large_networks_of_the_papers_gpu_no_dearer()
    {
        var document = CommandLineCall.Run(["whatif", .. Family, "--size", "4194304", "--model", "butter-e-gpu", "--set", "L2.capacityBytes=64MiB", "--json"]).Document();
        document.AssertKeys("before", "after", "ratio");
        Assert.Equal(document.GetProperty("after").GetDouble() / document.GetProperty("before").GetDouble(), document.GetProperty("ratio").GetDouble(), 1e-12);
        Assert.True(document.GetProperty("ratio").GetDouble() < 1);
        Assert.Equal("energy", document.Text("target"));
        Assert.True(document.GetProperty("afterFootprint").GetProperty("co2eKilograms").GetDouble() > 0);
    }

    [Fact]
    public void A_range_of_sizes_and_a_range_of_a_capacity_are_tables()
    {
        var document = CommandLineCall.Run(["whatif", .. Family, "--model", "butter-e-gpu", "--sweep", "L2.capacityBytes=1048576:67108864:7", "--json"]).Document();
        Assert.True(document.GetProperty("rows").GetArrayLength() > 15);
        var ratios = document.GetProperty("sweep").EnumerateArray().Select(point => point.GetProperty("ratio").GetDouble()).ToArray();
        Assert.Equal(7, ratios.Length);
        Assert.True(ratios[0] >= ratios[^1]);
    }

    [Theory]
    [InlineData("--set", "L9.capacityBytes=1", "L9")]
    [InlineData("--sweep", "L2.capacityBytes=3", "--sweep L2.capacityBytes=3")]
    [InlineData("--add-level", "L5=64MiB", "--add-level")]
    public void A_change_that_cannot_be_is_refused_by_name(string option, string value, string named) =>
        CommandLineCall.Run(["whatif", .. Family, "--model", "butter-e-gpu", option, value]).AssertRefused(2, named);

    [Fact]
    public void Nothing_to_change_is_refused() =>
        CommandLineCall.Run(["whatif", .. Family, "--model", "butter-e-gpu"]).AssertRefused(2, "--set");

    // Records of a machine that does not exist, collected into runs.parquet.
    private CommandLineCall SimulatedRecords(params string[] options)
    {
        CommandLineCall.Run("simulate", "runs", "--runs", "60", "--out", folder.PathOf("raw"), "--json").Document();
        return CommandLineCall.Run(["sweep", "collect", folder.PathOf("raw"), "--out", folder.PathOf("runs.parquet"), .. options]);
    }
}
