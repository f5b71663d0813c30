using System.Globalization;
using System.Text;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;
using ButterE.Tests.Shared;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere fit</c> and <c>buttere predict</c>: planted coefficients come back, and what the data cannot support is refused.</summary>
public sealed class FitAndPredictTests : IDisposable
{
    private static readonly double[] PlantedAccess = [0.01, 0.05, 0.1, 0.2], PlantedByte = [1e-7, 2e-8, 1e-8, 1.5e-8];

    private static readonly EnergyModel Planted = new()
    {
        Target = CostTarget.Energy,
        Placement = "notebook",
        DataCharge = DataCharge.Batch,
        Levels = ["L1", "L2", "L3", "RAM"],
        Coefficients = new PerTerm<double?>(10_000, 0.2, 3e-10, 0.02, [.. PlantedAccess], [.. PlantedByte]),
        Profile = HardwarePresets.Find("eagle-cpu")!,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Planted_coefficients_come_back_and_predict_their_runs()
    {
        var (runs, model) = (folder.Write("runs.csv", PlantedRuns()), folder.PathOf("model.json"));
        var page = folder.PathOf("model.html");
        var fit = Fit(runs, model, "--data-charge", "batch", "--html", page).Document();
        fit.AssertKeys("coefficients", "intervals", "levels", "errors");
        Assert.Equal(["ke", "kp", "ko", "kd", "a", "m"], fit.At("coefficients").Keys());
        AssertNear([10_000, 0.2, 3e-10, 0.02], [.. new[] { "ke", "kp", "ko", "kd" }.Select(term => fit.Number("coefficients", term))]);
        AssertNear(PlantedAccess, fit.Numbers("coefficients", "a"));
        AssertNear(PlantedByte, fit.Numbers("coefficients", "m"));
        Assert.Equal(["L1", "L2", "L3", "RAM"], fit.At("levels").EnumerateArray().Select(level => level.GetString()!));
        fit.At("errors").AssertKeys("n", "meanAbsoluteRelative", "medianRatio", "rmsLog", "crossValidated");
        Assert.Equal(Rows().Count(), fit.Number("errors", "n"));
        Assert.InRange(fit.Number("errors", "meanAbsoluteRelative"), 0, 1e-4);

        // Table 4 and Figure 5 as a page.
        var shown = File.ReadAllText(page);
        Assert.Contains("<td>byte in RAM</td>", shown, StringComparison.Ordinal);
        Assert.Contains("data-chart=\"residuals\"", shown, StringComparison.Ordinal);

        // The model file is all that a prediction needs: profile, placement and target are in it.
        var prediction = Predict("--model", model, "--runs", runs).Document();
        var rows = prediction.At("rows").EnumerateArray().ToArray();
        Assert.Equal(Rows().Count(), rows.Length);
        Assert.All(rows, row => row.AssertKeys("predicted", "measured", "ratio"));
        Assert.All(rows, row => Assert.Equal(1, row.Number("ratio"), 1e-3));
        Assert.InRange(prediction.Number("errors", "meanAbsoluteRelative"), 0, 1e-4);

        static void AssertNear(double[] expected, double[] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(1, pair.Second / pair.First, 1e-3));
        }
    }

    [Fact]
    public void Rows_of_the_other_device_are_left_out_and_counted_and_assumed_epochs_are_said()
    {
        var header = "hardware,dataset,shape,size,depth,run_time_s\n";
        var text = new StringBuilder(header);
        foreach (var (dataset, depth, size, _) in Rows())
        {
            text.Append(CultureInfo.InvariantCulture, $"cpu,{dataset},rectangle,{size},{depth},{size * 0.01 + depth}\n");
            text.Append(CultureInfo.InvariantCulture, $"gpu,{dataset},rectangle,{size},{depth},1\n");
        }

        var call = Fit(folder.Write("both.csv", text.ToString()), folder.PathOf("time.json"), "--target", "time", "--leave-out-blind");
        var document = call.Document();
        Assert.Equal("time", document.Text("target"));
        Assert.Equal(Rows().Count(), document.Number("errors", "n"));
        Assert.Equal(Rows().Count(), document.Number("leftOut", "otherDevice"));
        Assert.Contains($"{Rows().Count()} rows of another device", call.Error, StringComparison.Ordinal);
        Assert.Contains("3,000", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_simulated_runs_says_so_wherever_it_is_used()
    {
        var (model, page) = (folder.PathOf("model.json"), folder.PathOf("model.html"));
        var runs = string.Join('\n', PlantedRuns().TrimEnd('\n').Split('\n').Select((line, i) => i == 0 ? line + ",simulated" : $"{line},{i == 1}"));
        Assert.Contains("1 rows are of a simulated campaign", Fit(folder.Write("runs.csv", runs), model, "--html", page).Error, StringComparison.Ordinal);
        Assert.Contains("1 of the runs are simulated", File.ReadAllText(page), StringComparison.Ordinal);
        string[] network = ["--dataset", "adult", "--shape", "rectangle", "--depth", "3"];
        Assert.True(Flag(["predict", "--model", model, .. network, "--size", "4096", "--epochs", "10"]));
        Assert.True(Flag(["recommend", "--model", model, .. network]));
        Assert.False(Flag(["predict", "--model", "butter-e-cpu", .. network, "--size", "4096", "--epochs", "10"]));
        Assert.Contains(
            "fitted to simulated runs", CommandLineCall.Run(["predict", "--model", model, .. network, "--size", "4096", "--epochs", "10"]).Output, StringComparison.Ordinal);

        bool Flag(params string[] call) => CommandLineCall.Run([.. call, "--json"]).Document().At("simulated").GetBoolean();
    }

    [Fact]
    public void A_prediction_without_a_measurement_has_null_and_no_errors()
    {
        var document = Predict("--model", "butter-e-cpu", "--dataset", "201_pol", "--depth", "3", "--size", "4096", "--epochs", "3000").Document();
        var row = Assert.Single(document.At("rows").EnumerateArray());
        Assert.True(row.Number("predicted") > 0);
        Assert.True(row.IsNull("measured") && row.IsNull("ratio"));
        Assert.True(document.IsNull("errors"));
    }

    [SharedDataFact("data/butter_e_runs_sample.csv")]
    public void The_published_runs_are_fitted_and_predicted()
    {
        var (runs, model) = (Path.Combine(Repository.Shared!, "data", "butter_e_runs_sample.csv"), folder.PathOf("published.json"));
        var fit = Fit(runs, model, "--leave-out-blind").Document();
        var prediction = Predict("--model", model, "--runs", runs).Document();
        Assert.Equal(839, fit.Number("errors", "n"));
        Assert.Equal(fit.Number("errors", "meanAbsoluteRelative"), prediction.Number("errors", "meanAbsoluteRelative"), 1e-9);

        // The whole published table names its columns otherwise, and its column batch is a part of the campaign.
        var published = new StringBuilder("run_id,run_id,size,depth,shape,dataset,batch_size,is_gpu,batch,run_time,std_energy\n");
        foreach (var cells in File.ReadLines(runs).Skip(1).Select(line => line.Split(',')))
        {
            published.Append(CultureInfo.InvariantCulture,
                $"a,a,{cells[3]},{cells[4]},{cells[2]},{cells[1]},256,{(cells[0] == "gpu" ? "True" : "False")},energy_1,{cells[6]},{cells[5]}\n");
        }

        Assert.Equal("hardware,dataset,shape,size,depth,std_energy_j,run_time_s", File.ReadLines(runs).First());
        var same = Predict("--model", model, "--runs", folder.Write("table.csv", published.ToString())).Document();
        Assert.Equal(Predicted(prediction), Predicted(same));
        Assert.Equal(prediction.Number("errors", "rmsLog"), same.Number("errors", "rmsLog"));

        // A data set, a shape of a depth and sizes that the sample lacks: larger networks cost more, and none leaves the range of its like.
        var unseen = Predicted(Predict("--model", model, "--runs", folder.Write("unseen.csv", "dataset,shape,size,depth\n"
            + string.Concat(Enumerable.Range(5, 23).Select(power => $"505_tecator,wide_first_16x,{1L << power},20\n"))
            + string.Concat(Enumerable.Range(5, 23).Select(power => $"mnist,rectangle_residual,{1L << power},11\n")))).Document());
        Assert.All(unseen[12..22].Zip(unseen[13..23]), pair => Assert.True(pair.Second > pair.First));
        Assert.All(unseen[35..45].Zip(unseen[36..46]), pair => Assert.True(pair.Second > pair.First));
        Assert.All(unseen[..23], joules => Assert.InRange(joules, 1e4, 1e7));
        Assert.All(unseen[23..], joules => Assert.InRange(joules, 1e5, 1e9));

        static double[] Predicted(System.Text.Json.JsonElement document) =>
            [.. document.At("rows").EnumerateArray().Select(row => row.Number("predicted"))];
    }

    [Fact]
    public void Too_few_runs_and_runs_that_are_all_alike_cannot_support_a_fit()
    {
        var few = string.Join('\n', PlantedRuns().Split('\n').Take(4)) + "\n";
        Fit(folder.Write("few.csv", few), folder.PathOf("no.json")).AssertRefused(ExitCode.InsufficientData, "3 measured runs");
        var alike = "dataset,shape,size,depth,epochs,joules\n" + string.Concat(Enumerable.Repeat("201_pol,rectangle,4096,3,10,50\n", 40));
        Fit(folder.Write("alike.csv", alike), folder.PathOf("no.json")).AssertRefused(ExitCode.InsufficientData, "apart");
        Assert.False(File.Exists(folder.PathOf("no.json")));
    }

    [Theory]
    [InlineData("line 2: column size", "dataset,shape,size,depth,joules\n201_pol,rectangle,big,3,50\n")]
    [InlineData("line 3: column joules", "dataset,shape,size,depth,joules\n201_pol,rectangle,4096,3,50\n201_pol,rectangle,4096,3,-1\n")]
    [InlineData("line 2: column shape", "dataset,shape,size,depth,joules\n201_pol,blob,4096,3,50\n")]
    [InlineData("line 2: column dataset", "dataset,shape,size,depth,joules\nnobody,rectangle,4096,3,50\n")]
    [InlineData("std_energy_j", "dataset,shape,size,depth\n201_pol,rectangle,4096,3\n")]
    [InlineData("line 2", "dataset,shape,size,depth,joules\n201_pol,rectangle,4096\n")]
    [InlineData("empty", "")]
    public void A_bad_table_is_refused_with_its_line_and_column(string fault, string content)
    {
        var file = folder.Write("bad.csv", content);
        Fit(file, folder.PathOf("no.json")).AssertRefused(ExitCode.BadInput, file, fault);
    }

    [Fact]
    public void Impossible_options_are_named()
    {
        var runs = folder.Write("runs.csv", PlantedRuns());
        Fit(runs, folder.PathOf("m.json"), "--target", "fame").AssertRefused(ExitCode.BadInput, "--target");
        Fit(runs, folder.PathOf("m.json"), "--placement", "attic").AssertRefused(ExitCode.BadInput, "--placement");
        Fit(runs, folder.PathOf("m.json"), "--without", "k9").AssertRefused(ExitCode.BadInput, "k9");
        Fit(folder.PathOf("none.csv"), folder.PathOf("m.json")).AssertRefused(ExitCode.BadInput, "none.csv");
        Predict().AssertRefused(ExitCode.BadInput, "--model");
        Predict("--model", "butter-e-cpu", "--from-profile", "eagle-cpu", "--runs", runs).AssertRefused(ExitCode.BadInput, "--from-profile");
        Predict("--model", "butter-e-cpu").AssertRefused(ExitCode.BadInput, "--epochs");
        Predict("--model", folder.Write("no-model.json", "{\"a\": 1}"), "--runs", runs).AssertRefused(ExitCode.BadInput, "no-model.json");
        Predict("--from-profile", "eagle-cpu", "--runs", runs).AssertRefused(ExitCode.InsufficientData, "lacks");
    }

    [Fact]
    public void A_network_is_predicted_on_fewer_threads_than_the_runs_of_the_model_had_but_not_on_more()
    {
        var model = folder.PathOf("own.json");
        ModelFile.Write(model, Planted with
        {
            Target = CostTarget.Time,
            Form = ModelForm.Kernels,
            Placement = "engine",
            Kernels = [new KernelRegime(1, null, null)],
            Threads = new ThreadsOfRuns(2, SmallestSharedLayer: 8_192),
            Coefficients = Planted.Coefficients with { Ku = 1e-6, Kx = 1e-11, Ky = 1e-11, Kv = 0, Ks = 0, V = [1e-12, 2e-12, 6e-12, 2e-11], R = [3e-7] },
        });
        string[] network = ["--model", model, "--dataset", "adult", "--depth", "4", "--size", "262144", "--epochs", "10"];
        var (one, two, four, rule) = (Row("--threads", "1"), Row("--threads", "2"), Row("--threads", "4"), Row());
        Assert.Equal([1, 2, 2, 2], new[] { one, two, four, rule }.Select(row => row.Number("threads")));
        Assert.Equal(two.Number("predicted"), rule.Number("predicted"));
        Assert.True(one.Number("predicted") > two.Number("predicted"));

        Predict([.. network, "--threads", "0"]).AssertRefused(ExitCode.BadInput, "--threads 0");
        Predict(["--model", "butter-e-cpu", .. network[2..], "--threads", "2"]).AssertRefused(ExitCode.BadInput, "knows no threads");
        Predict("--model", model, "--runs", folder.Write("runs.csv", PlantedRuns()), "--threads", "2").AssertRefused(ExitCode.BadInput, "--threads");

        System.Text.Json.JsonElement Row(params string[] options) => Predict([.. network, .. options]).Document().At("rows")[0];
    }

    [Fact]
    public void People_get_the_terms_and_where_the_model_is()
    {
        var call = CommandLineCall.Run("fit", "--runs", folder.Write("runs.csv", PlantedRuns()), "--hardware", "eagle-cpu", "--data-charge", "batch", "--out", folder.PathOf("m.json"));
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.All(new[] { "ke", "kp", "ko", "kd", "a1", "m4", folder.PathOf("m.json") }, part => Assert.Contains(part, call.Output, StringComparison.Ordinal));
    }

    private static CommandLineCall Fit(string runs, string model, params string[] options) =>
        CommandLineCall.Run(["fit", "--runs", runs, "--hardware", "eagle-cpu", "--out", model, .. options, "--json"]);

    private static CommandLineCall Predict(params string[] options) => CommandLineCall.Run(["predict", .. options, "--json"]);

    // The epochs vary, so that the cost of a run can be told from the cost of its passes.
    private static IEnumerable<(string Dataset, int Depth, long Size, int Epochs)> Rows() =>
        from dataset in new[] { "201_pol", "529_pollen", "connect_4", "mnist", "nursery", "sleep" }
        from depth in new[] { 2, 5, 9 }
        from power in Enumerable.Range(3, 8)
        select (dataset, depth, 1L << (2 * power + depth % 2), 100 * (1 + (7 * power + 3 * depth) % 11));

    /// <summary>The grid with the joules that a model file with the planted coefficients predicts for it.</summary>
    private string PlantedRuns()
    {
        var grid = Rows().ToArray();
        var (model, table) = (folder.PathOf("planted.json"), new StringBuilder("dataset,shape,size,depth,epochs\n"));
        ModelFile.Write(model, Planted);
        foreach (var (dataset, depth, size, epochs) in grid)
            table.Append(CultureInfo.InvariantCulture, $"{dataset},rectangle,{size},{depth},{epochs}\n");
        var predicted = Predict("--model", model, "--runs", folder.Write("grid.csv", table.ToString())).Document().At("rows").EnumerateArray().Select(row => row.Number("predicted"));
        var runs = new StringBuilder("dataset,shape,size,depth,epochs,joules\n");
        foreach (var ((dataset, depth, size, epochs), joules) in grid.Zip(predicted))
            runs.Append(CultureInfo.InvariantCulture, $"{dataset},rectangle,{size},{depth},{epochs},{joules:R}\n");
        return runs.ToString();
    }
}
