using ButterE.Engine.Campaigns;
using ButterE.Engine.Data;
using ButterE.Engine.Ingest;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Simulation;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Simulation;

public sealed class SimulatedCampaignTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("buttere-campaign-").FullName;

    [Theory]
    [InlineData(SimulatedCampaign.FewestRuns, 3)]
    [InlineData(2000, 1)]
    public void Ingestion_finds_every_planted_fault_by_run_and_reason(int runs, int seed)
    {
        var planted = SimulatedCampaign.Write(Folder("campaign"), runs, seed);
        var result = Ingest(Integrator.Notebook);
        var counts = result.Counts;
        Assert.Equal((planted.Rows, planted.Joined, planted.ZeroWatts, planted.Missing, planted.MissingBy),
            (counts.Rows, counts.Joined, counts.ZeroWatts, counts.Missing, counts.MissingBy));
        Assert.Equal((planted.RuntimeFilter, planted.SigmaFilter, planted.SigmaOnly, planted.Ambiguous, planted.Kept),
            (counts.RuntimeFilter, counts.SigmaFilter, counts.SigmaOnly, counts.Ambiguous, counts.Kept));
        Assert.Equal(planted.IdleWatts.OrderBy(type => type.Key), result.IdleWatts.OrderBy(type => type.Key));
        Assert.True(planted.Outliers > 0 && planted.MissingBy.TooFew > 0 && planted.MissingBy.NoFile > 0);

        var fates = Cells("planted_runs.csv").Where(cells => cells[1] != "kept").Select(cells => (cells[0], cells[1])).Order();
        string[] ofRule = ["overheadDataset", "notAboveOverhead"];
        var dropped = Cells("dropped.csv").Where(cells => !ofRule.Contains(cells[1])).Select(cells => (cells[0], cells[1])).Order();
        Assert.Equal(fates, dropped);
    }

    [Fact]
    public void A_run_that_is_too_long_by_chance_is_counted_like_a_planted_one()
    {
        var dataset = DatasetRegistry.Find("mnist")!;
        var point = new GridPoint(dataset, Shape.Rectangle, 2, 64, new Network(dataset.Inputs, [1, dataset.Outputs]));
        SimulatedRun Run(double seconds, PlantedFault fault = PlantedFault.None) =>
            new("r", point, false) { Microseconds = (long)(seconds * 1e6), Fault = fault };
        List<SimulatedRun> runs = [Run(75_000), Run(75_001), Run(80_000, PlantedFault.Long), Run(80_000, PlantedFault.ZeroWatts)];
        SimulatedCampaign.Judge(runs);
        Assert.Equal(["kept", "runtimeFilter", "runtimeFilter", "zeroWatts"], runs.Select(run => run.Fate));
    }

    [Fact]
    public void Ingestion_and_fit_bring_back_the_planted_costs()
    {
        var planted = SimulatedCampaign.Write(Folder("campaign"), 2000, 5);
        Ingest(Integrator.Inside);
        foreach (var device in (string[])["cpu", "gpu"])
        {
            var truth = planted.Coefficients[device];
            var runs = RunsFile.Read(Folder("runs.parquet"), CostTarget.Energy, device);
            Assert.Equal((0, 0), (runs.NotMeasured, runs.EpochsAssumed));
            var model = EnergyModel.Fit(runs.Runs, HardwarePresets.Find("eagle-" + device)!, new FitOptions { Bootstraps = 50, Folds = 0 });
            // The noise of a run is 8 % and 2.5 %, and there are some hundred: what they fix together is far closer than any one of them.
            Assert.Equal(1, model.Coefficients.Ke!.Value / truth.Ke!.Value, 0.06);
            var planned = model with { Coefficients = truth };
            var errors = runs.Runs.Select(run => model.Predict(run.Setup, run.Epochs) / planned.Predict(run.Setup, run.Epochs) - 1).ToArray();
            Assert.InRange(errors.Average(Math.Abs), 0, planted.Noise[device] / 4);
            Assert.InRange(errors.Average(), -planted.Noise[device] / 8, planted.Noise[device] / 8);
            Assert.InRange(model.Errors!.RmsLog / planted.Noise[device], 0.9, 1.15);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_files_and_another_seed_others()
    {
        foreach (var (name, seed) in (ReadOnlySpan<(string, int)>)[("one", 1), ("again", 1), ("other", 2)])
            SimulatedCampaign.Write(Folder(name), SimulatedCampaign.FewestRuns, seed);
        Assert.Equal(Content("one"), Content("again"));
        Assert.NotEqual(Content("one"), Content("other"));
    }

    [Fact]
    public void Every_file_says_that_it_is_simulated_and_so_does_what_is_made_of_it()
    {
        SimulatedCampaign.Write(Folder("campaign"), SimulatedCampaign.FewestRuns, 1);
        foreach (var file in Directory.EnumerateFiles(Folder("campaign"), "*", SearchOption.AllDirectories))
            Assert.Contains("simulated", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase);
        Assert.True(Ingest(Integrator.Notebook).Simulated);
        Assert.All(RunTable.Read(Folder("runs.parquet")), row => Assert.Equal("True", row.Text("simulated")));
    }

    [Fact]
    public void A_folder_with_files_is_refused()
    {
        File.WriteAllText(Folder("mine.txt"), "");
        var failure = Assert.Throws<InputException>(() => SimulatedCampaign.Write(root, SimulatedCampaign.FewestRuns, 1));
        Assert.Contains("not empty", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SimulatedCampaign.FewestRuns - 1)]
    [InlineData(int.MaxValue)]
    public void A_number_of_runs_out_of_range_is_refused(int runs) =>
        Assert.Contains(
            "--runs", Assert.Throws<InputException>(() => SimulatedCampaign.Write(Folder("x"), runs, 1)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Folder(string name) => Path.Combine(root, name);

    private IEnumerable<string[]> Cells(string file) =>
        File.ReadLines(File.Exists(Folder(file)) ? Folder(file) : Path.Combine(Folder("campaign"), file)).Skip(1).Select(line => line.Split(','));

    private string Content(string name) => string.Concat(Directory
        .EnumerateFiles(Folder(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => Path.GetRelativePath(Folder(name), file) + File.ReadAllText(file)));

    private IngestResult Ingest(Integrator integrator) => CampaignIngest.Run(new IngestSettings
    {
        PowerFolder = Path.Combine(Folder("campaign"), RawLayout.PowerFolder),
        Metadata = Path.Combine(Folder("campaign"), RawLayout.MetadataFile),
        Nodes = Path.Combine(Folder("campaign"), RawLayout.NodesFile),
        NodePower = Path.Combine(Folder("campaign"), RawLayout.NodePowerFile),
        Output = Folder("runs.parquet"),
        Dropped = Folder("dropped.csv"),
        TimeZone = "America/Denver",
        Integrator = integrator,
    });
}
