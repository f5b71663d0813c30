using System.Security.Cryptography;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Collecting;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Tests.Runs;
using ButterE.Probe;
using ButterE.Probe.Meters;
using Parquet;
using Parquet.Serialization;

namespace ButterE.Engine.Tests.Sweeps.Collecting;

public sealed class RunCollectorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-collect-").FullName;
    private readonly CampaignFolder campaign;

    public RunCollectorTests() => campaign = new CampaignFolder(Path.Combine(folder, "campaign"));

    private string Table => Path.Combine(folder, "runs.parquet");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Rows_of_single_files_and_of_whole_shards_come_into_one_table_as_they_were()
    {
        var runs = Enumerable.Range(0, 7).Select(Run).ToArray();
        Single(runs[0]);
        Single(runs[1]);
        Part(0, runs[2..]);
        var result = Collect();
        Assert.Equal((7, 7, 3), (result.Rows, result.RowsRead, result.Files));
        Assert.Equal(runs.OrderBy(run => run.RunId, StringComparer.Ordinal).Select(Text), Collected().Select(Text));
    }

    [Fact]
    public void A_row_that_was_written_twice_counts_once_and_is_a_copy()
    {
        var runs = Enumerable.Range(0, 3).Select(Run).ToArray();
        Part(0, runs);
        Single(runs[1]);
        Assert.Equal(new DuplicateCounts(1, 0), Collect().Duplicates);
        Assert.Equal(3, Collected().Count);
    }

    [Fact]
    public void Of_two_measurements_of_a_run_the_first_that_ended_is_taken()
    {
        var first = Run(0);
        Part(1, [first with { Seconds = 99, EndUtc = first.EndUtc.AddHours(1) }]);
        Part(2, [first]);
        Assert.Equal(new DuplicateCounts(0, 1), Collect().Duplicates);
        Assert.Equal(first.Seconds, Assert.Single(Collected()).Seconds);
    }

    [Fact]
    public void A_completed_run_is_taken_before_one_that_became_non_finite_earlier()
    {
        var completed = Run(0);
        Part(1, [completed with { Status = RunStatus.NonFinite, EndUtc = completed.EndUtc.AddHours(-1) }]);
        Part(2, [completed]);
        Assert.Equal(new Dictionary<string, long> { ["completed"] = 1 }, Collect().ByStatus);
    }

    [Fact]
    public void The_same_files_give_the_same_bytes_and_their_checksum_stands_beside()
    {
        Part(0, [.. Enumerable.Range(0, 5000).Select(Run)]);
        for (var i = 0; i < 40; i++)
            Single(Run(i * 7));
        var (first, again) = (Collect().Sha256, Collect().Sha256);
        Assert.Equal(first, again);
        Assert.Equal(first, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Table))));
        Assert.Equal($"{first}  runs.parquet\n", File.ReadAllText(Table + ".sha256"));
    }

    [Fact]
    public void Columns_that_no_file_has_are_null_and_the_table_has_all_of_today()
    {
        Version1("old.parquet", Run(0), joulesUncertainty: null, flags: null);
        Collect();
        var run = Assert.Single(Collected());
        Assert.Null(run.Governor);
        Assert.Null(run.JoulesRandom);
    }

    [Fact]
    public void The_one_uncertainty_of_version_1_is_kept_as_systematic_and_its_flags_are_spelled_as_today()
    {
        Version1("old.parquet", Run(0), joulesUncertainty: 2.5, flags: "Gap, Wrapped");
        Part(0, [Run(1) with { JoulesSystematic = 3.5, Flags = "gapTooLong,wrapped" }]);
        var result = Collect();
        Assert.Equal(new Dictionary<string, long> { ["buttere.run/2"] = 1, ["none"] = 1 }, result.SchemaVersions);
        var runs = Collected().ToDictionary(run => run.Configuration.Replicate);
        Assert.Equal((2.5, null, "gap,wrapped"), (runs[0].JoulesSystematic, runs[0].JoulesRandom, runs[0].Flags));
        Assert.Equal((3.5, "gapTooLong,wrapped"), (runs[1].JoulesSystematic, runs[1].Flags));
    }

    [Fact]
    public async Task Files_of_a_newer_version_are_refused_by_name()
    {
        Single(Run(0));
        var file = Path.Combine(campaign.Results, "newer.parquet");
        await ParquetSerializer.SerializeAsync(
            [new { run_id = "x" }], file, customMetadata: new Dictionary<string, string> { ["buttere.schema"] = "buttere.run/99" });
        var refusal = Assert.Throws<InputException>(Collect).Message;
        Assert.Contains(file, refusal, StringComparison.Ordinal);
        Assert.Contains("buttere.run/99", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_short_is_named_and_the_others_are_read()
    {
        Single(Run(0));
        Single(Run(1));
        var cut = campaign.Row("201_pol", 0, Run(1).RunId);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^20]);
        var result = Collect();
        Assert.Equal([cut], result.Unreadable);
        Assert.Equal(1, result.Rows);
    }

    [Fact]
    public async Task A_table_that_holds_no_runs_is_refused_with_file_and_column()
    {
        Single(Run(0));
        var file = Path.Combine(campaign.Results, "other.parquet");
        await ParquetSerializer.SerializeAsync([new { run_id = "x" }], file);
        var refusal = Assert.Throws<InputException>(Collect).Message;
        Assert.Contains($"{file}: has no column", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Temporaries_and_the_table_itself_are_no_run_files()
    {
        Single(Run(0));
        var inside = Path.Combine(campaign.Root, "results", "all.parquet");
        File.WriteAllText(Path.Combine(campaign.Results, ".run-x.parquet"), "half");
        Collect(inside);
        Assert.Equal(1, Collect(inside).RowsRead);
    }

    [Fact]
    public void A_folder_without_runs_cannot_be_collected()
    {
        Directory.CreateDirectory(campaign.Results);
        Assert.Throws<InsufficientDataException>(Collect);
        Assert.Throws<InputException>(() => RunCollector.Run(new CollectSettings { Source = Path.Combine(folder, "absent"), Output = Table }));
        Assert.False(File.Exists(Table));
    }

    [Fact]
    public async Task Every_type_is_one_that_other_readers_know()
    {
        Single(Run(0));
        Collect();
        await using var reader = await ParquetReader.CreateAsync(Table);
        Type[] known = [typeof(string), typeof(ReadOnlyMemory<char>), typeof(int), typeof(long), typeof(double), typeof(bool), typeof(DateTime)];
        Assert.All(reader.Schema.GetDataFields(), field => Assert.Contains(field.ClrType, known));
        Assert.Equal("buttere.run/2", reader.CustomMetadata["buttere.schema"]);
    }

    private CollectResult Collect() => Collect(Table);

    private CollectResult Collect(string table) => RunCollector.Run(new CollectSettings { Source = campaign.Root, Output = table });

    private List<RunRecord> Collected() => [.. RunStore.Read(Table).OrderBy(run => run.RunId, StringComparer.Ordinal)];

    private void Single(RunRecord run) => RunStore.WriteFile(campaign.Row("201_pol", 0, run.RunId), [run]);

    private void Part(int shard, RunRecord[] runs) => RunStore.WriteFile(Path.Combine(campaign.ShardFolder("201_pol", shard), "part-00000.parquet"), runs);

    // The columns of the first version that was committed, as far as a run needs them.
    private void Version1(string name, RunRecord run, double? joulesUncertainty, string? flags)
    {
        Directory.CreateDirectory(campaign.Results);
        var configuration = run.Configuration;
        ParquetSerializer.SerializeAsync(
            [
                new
                {
                    run_id = run.RunId, dataset = configuration.Dataset, data_source = configuration.DataSource, synthetic = configuration.Synthetic,
                    shape = configuration.Shape, depth = configuration.Depth, size = configuration.Size, widths = string.Join(',', configuration.Widths),
                    parameters = configuration.Parameters, inputs = configuration.Inputs, outputs = configuration.Outputs, rows = configuration.Rows,
                    batch = configuration.Batch, learning_rate = configuration.LearningRate, seed = configuration.Seed, epochs = configuration.Epochs,
                    device = configuration.Device, schedule = configuration.Schedule, replicate = configuration.Replicate,
                    engine_version = configuration.EngineVersion, start_utc = run.StartUtc, end_utc = run.EndUtc, train_loss = run.TrainLoss.ToArray(),
                    epoch_seconds = run.EpochSeconds.ToArray(), seconds = run.Seconds, energy_kind = "none", flags, joules_uncertainty = joulesUncertainty,
                    status = "completed",
                },
            ],
            Path.Combine(campaign.Results, name)).GetAwaiter().GetResult();
    }

    private static RunRecord Run(int replicate) => SampleRuns.Of(SampleRuns.Configuration with { Replicate = replicate }) with
    {
        Joules = replicate % 2 == 0 ? null : replicate,
        EnergyKind = replicate % 2 == 0 ? EnergyKind.None : EnergyKind.Measured,
        EpochJoules = replicate % 2 == 0 ? null : [null, replicate],
    };

    private static string Text(RunRecord run) => System.Text.Json.JsonSerializer.Serialize(run);
}
