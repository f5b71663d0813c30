using ButterE.Engine.Campaigns;
using ButterE.Engine.Ingest;
using ButterE.Engine.Model;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Publishing;
using ButterE.Engine.Tests.Runs;
using ButterE.Probe;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Tests.Sweeps.Publishing;

public sealed class RawPublicationTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly string folder = Directory.CreateTempSubdirectory("buttere-export-").FullName;

    private string Published => Path.Combine(folder, "published");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Ingestion_reads_the_published_files_back_to_the_measured_energies_and_times()
    {
        var runs = Enumerable.Range(0, 40).Select(i => Run(i, seconds: 37.1 + 41.3 * i, joules: 1000.0 / 3 + 777.7 * i, start: Noon.AddHours(i))).ToArray();
        var result = Publish(runs);
        Assert.Equal((40, 0), (result.Exported, result.LeftOut.Total));

        var table = Path.Combine(folder, "ingested.parquet");
        var ingested = CampaignIngest.Run(Ingestion(table));
        Assert.Equal((40, 40), (ingested.Counts.Joined, ingested.Counts.Written));
        var back = RunTable.Read(table).ToDictionary(row => row.Text("run_id")!);
        Assert.All(runs, run =>
        {
            Assert.InRange(back[run.RunId].Positive("energy")!.Value / run.Joules!.Value, 1 - 1e-9, 1 + 1e-9);
            Assert.InRange(back[run.RunId].Positive("run_time")!.Value - run.Seconds, -1e-6, 1e-6);
        });
        Assert.InRange(result.ReadBack.LargestDifference!.Value, 0, 1e-9);
        Assert.Equal(40 + 1, File.ReadLines(Path.Combine(Published, RawPublication.StandardisedFile + ".csv")).Count());
    }

    [Fact]
    public void Runs_of_workers_side_by_side_do_not_mix_their_readings()
    {
        var runs = Enumerable.Range(0, 12).Select(i => Run(i, seconds: 300, joules: 1000 * (i + 1), start: Noon.AddSeconds(100 * (i / 3)))).ToArray();
        var result = Publish(runs);
        Assert.InRange(result.ReadBack.LargestDifference!.Value, 0, 1e-9);
        Assert.True(result.Jobs >= 9, $"{result.Jobs} jobs for twelve runs of which nine overlap");
    }

    [Fact]
    public void Jobs_of_slurm_keep_their_numbers()
    {
        Publish([Run(0, 100, 5000, Noon) with { JobId = "4711" }, Run(1, 100, 5000, Noon.AddHours(1)) with { JobId = "4711" }, Run(2, 100, 5000, Noon)]);
        Assert.Equal(
            ["4711.csv", "4712.csv"], Directory.EnumerateFiles(Path.Combine(Published, RawLayout.PowerFolder)).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void What_the_layout_cannot_hold_is_left_out_and_counted_by_reason()
    {
        var whole = Run(0, 100, 5000, Noon);
        var result = Publish(
        [
            whole,
            Run(1, 100, 5000, Noon) with { Joules = null, EnergyKind = EnergyKind.None },
            Run(2, 100, 5000, Noon) with { EnergyKind = EnergyKind.Estimate },
            Run(3, 100, 5000, Noon) with { EnergyKind = EnergyKind.Replay },
            Run(4, 100, 5000, Noon) with { Status = RunStatus.NonFinite },
            Run(5, 100, 5000, Noon) with { Host = null },
            SampleRuns.Of(SampleRuns.Configuration with { Dataset = null, Replicate = 6 }) with { Joules = 1, EnergyKind = EnergyKind.Measured, Host = "n1" },
        ]);
        Assert.Equal(new LeftOutRuns(NoEnergy: 1, Estimated: 2, NotCompleted: 1, OwnNetwork: 1, NoHost: 1), result.LeftOut);
        Assert.Equal(1, result.Exported);
        Assert.Contains("Not published: 1 runs without energy, 2 with", File.ReadAllText(Path.Combine(Published, "README.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulated_energies_are_named_so_on_every_line()
    {
        var result = Publish([Run(0, 100, 5000, Noon) with { EnergyKind = EnergyKind.Simulated, Simulated = true }]);
        Assert.True(result.Simulated);
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Published, RawLayout.PowerFolder)).SelectMany(File.ReadLines).Where(line => !line.StartsWith("timestamp", StringComparison.Ordinal)),
            line => Assert.Contains(",simulated-n1,", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_idle_power_nodes_of_several_types_have_no_quantiles()
    {
        RunRecord[] runs =
            [Run(0, 100, 5000, Noon), Run(1, 100, 5000, Noon) with { Host = "n2", IdleWatts = null }, Run(2, 200, 9000, Noon.AddHours(1)) with { Host = "n2", IdleWatts = null }];
        var result = Publish(runs, "n1, 8, 64000, 1000, (null)", "n2, 16, 64000, 1000, (null)");
        Assert.Equal(["n2"], result.WithoutIdle);
        var lines = File.ReadAllLines(Path.Combine(Published, RawLayout.NodePowerFile)).ToDictionary(line => line.Split(',')[0], line => line.Split(','));
        var second = Array.IndexOf(lines["node"], "p2");
        Assert.NotEqual("", lines["n1"][second]);
        Assert.Equal("", lines["n2"][second]);
        Assert.Equal(1, result.ReadBack.Standardised);
    }

    [Fact]
    public void Runs_of_several_lengths_need_a_choice()
    {
        var runs = new[] { Run(0, 100, 5000, Noon), Run(1, 100, 5000, Noon.AddHours(1), epochs: 7) };
        Assert.Contains("--epochs", Assert.Throws<InputException>(() => Publish(runs)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Published));
        Assert.Equal(1, Publish(runs, epochs: 7).Exported);
    }

    [Fact]
    public void A_node_of_unknown_type_is_named_with_what_to_do()
    {
        var refusal = Assert.Throws<InputException>(() => Publish([Run(0, 100, 5000, Noon) with { Host = "elsewhere" }])).Message;
        Assert.Contains("node elsewhere", refusal, StringComparison.Ordinal);
        Assert.Contains("--nodes", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        Directory.CreateDirectory(Published);
        File.WriteAllText(Path.Combine(Published, "mine.txt"), "");
        Assert.Throws<InputException>(() => Publish([Run(0, 100, 5000, Noon)]));
        Assert.Equal(["mine.txt"], Directory.EnumerateFiles(Published).Select(path => Path.GetFileName(path)));
    }

    private IngestSettings Ingestion(string table) => new()
    {
        PowerFolder = Path.Combine(Published, RawLayout.PowerFolder),
        Metadata = Path.Combine(Published, RawLayout.MetadataFile),
        Nodes = Path.Combine(Published, RawLayout.NodesFile),
        NodePower = Path.Combine(Published, RawLayout.NodePowerFile),
        Output = table,
        TimeZone = "UTC",
        Epochs = 2,
    };

    private PublishResult Publish(RunRecord[] runs, params string[] nodes) => Publish(runs, null, nodes);

    private PublishResult Publish(RunRecord[] runs, int? epochs, params string[] nodes)
    {
        var campaign = new CampaignFolder(Path.Combine(folder, "campaign"));
        RunStore.WriteFile(Path.Combine(campaign.ShardFolder("201_pol", 0), "part-00000.parquet"), runs);
        var table = Path.Combine(folder, "nodes.csv");
        File.WriteAllLines(table, [string.Join(", ", RawLayout.NodesColumns), .. nodes.Length > 0 ? nodes : ["n1, 8, 64000, 1000, (null)"]]);
        return RawPublication.Run(new PublishSettings { Source = campaign.Root, Folder = Published, Nodes = table, Epochs = epochs });
    }

    private static RunRecord Run(int replicate, double seconds, double joules, DateTime start, int epochs = 2) =>
        SampleRuns.Of(SampleRuns.Configuration with { Replicate = replicate, Epochs = epochs }) with
        {
            StartUtc = start,
            EndUtc = start.AddSeconds(seconds + 0.5),
            Seconds = seconds,
            EpochSeconds = [seconds * 0.6, seconds * 0.4],
            EpochJoules = replicate % 2 == 0 ? [joules * 0.7, joules * 0.3] : [null, joules],
            Joules = joules,
            EnergyKind = EnergyKind.Measured,
            MeterId = "ipmi",
            Domain = "node",
            IdleWatts = 3,
            Host = "n1",
        };
}
