using System.Text.Json;
using System.Text.Json.Serialization;
using ButterE.Engine.Runs;
using ButterE.Probe;
using ButterE.Probe.Meters;
using CsCheck;
using Parquet;
using Parquet.Serialization;

namespace ButterE.Engine.Tests.Runs;

public sealed class RunStoreTests : IDisposable
{
    private static readonly JsonSerializerOptions Comparable = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string folder = Directory.CreateTempSubdirectory("buttere-runs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_with_every_null_and_list()
    {
        Records.Sample(
            record =>
            {
                var file = RunStore.Write(folder, record);
                Assert.Equal(Text(record), Text(Assert.Single(RunStore.Read(file))));
                File.Delete(file);
            },
            iter: 200);
    }

    [Fact]
    public async Task Columns_are_snake_case_and_only_what_is_always_known_is_required()
    {
        var file = RunStore.Write(folder, SampleRuns.Record);
        await using var reader = await ParquetReader.CreateAsync(file);
        var nullable = reader.Schema.GetDataFields().ToDictionary(field => field.Path.FirstPart!, field => field.IsNullable);

        string[] required =
        [
            "run_id", "data_source", "synthetic", "depth", "widths", "parameters", "inputs", "outputs", "batch", "learning_rate", "seed", "epochs",
            "device",
            "schedule", "replicate", "engine_version", "start_utc", "end_utc", "train_loss", "epoch_seconds", "seconds", "energy_kind", "status",
        ];
        string[] optional =
        [
            "dataset", "shape", "size", "rows", "raw_features", "simd", "threads", "threads_used", "test_loss",
            "epoch_joules", "joules", "joules_random", "joules_systematic", "idle_joules", "dynamic_joules", "dynamic_joules_random",
            "dynamic_joules_systematic", "idle_watts", "idle_flags", "repeats", "window_seconds", "meter_id", "meter_source", "domain", "scope", "integrator",
            "dt_s", "averaging_seconds", "flags", "cross_check_joules", "meter_self_seconds", "steal_fraction", "load_average",
            "tuning", "affinity", "huge_pages_asked", "huge_pages_effective_bytes",
            "governor", "turbo", "smt", "temperature_before", "temperature_after", "swap_used_bytes",
            "meter", "precision", "task", "encoding", "split", "init_sha256", "data_sha256", "host", "job_id", "resumed", "co_runners", "shared_caches", "exclusive",
            "order_position", "order_seed", "simulated", "replicates", "seconds_mean", "seconds_mean_random", "joules_mean", "joules_mean_random",
            "joules_mean_systematic", "dynamic_joules_mean", "dynamic_joules_mean_random", "dynamic_joules_mean_systematic",
        ];
        Assert.Equal(required.Concat(optional).Order(), nullable.Keys.Order());
        Assert.All(optional.Except(["test_loss"]), name => Assert.True(nullable[name], name));
        Assert.All(required, name => Assert.False(nullable[name], name));
    }

    [Fact]
    public async Task A_file_says_which_version_of_the_columns_it_has()
    {
        var file = RunStore.Write(folder, SampleRuns.Record);
        await using var reader = await ParquetReader.CreateAsync(file);
        Assert.Equal("buttere.run/2", reader.CustomMetadata["buttere.schema"]);
    }

    [Fact]
    public async Task Energy_that_was_not_measured_is_null_in_the_file_and_not_zero()
    {
        var file = RunStore.Write(folder, SampleRuns.Record);
        var row = await RowOf(file);
        Assert.False(row.TryGetValue("joules", out var joules) && joules is not null);
        Assert.False(row.TryGetValue("epoch_joules", out var list) && list is not null);
        Assert.Equal("none", row["energy_kind"]);
        Assert.Equal("3,11", row["widths"]);
    }

    [Theory]
    [InlineData(EnergyKind.CounterDerived, "counter-derived")]
    [InlineData(EnergyKind.Simulated, "simulated")]
    public async Task Energy_kinds_are_stored_under_their_published_names(EnergyKind kind, string name)
    {
        var file = RunStore.Write(folder, SampleRuns.Record with { EnergyKind = kind });
        Assert.Equal(name, (await RowOf(file))["energy_kind"]);
    }

    [Fact]
    public void A_temporary_that_a_killed_process_left_is_ignored()
    {
        var whole = RunStore.Write(folder, SampleRuns.Record);
        var bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(Path.Combine(folder, $".{SampleRuns.Record.RunId}.0123.tmp"), bytes[..(bytes.Length / 2)]);
        Assert.Single(RunStore.Read(folder));
    }

    [Fact]
    public void A_folder_is_read_in_order_of_start_and_writing_a_run_again_replaces_it()
    {
        var late = SampleRuns.Record with { StartUtc = SampleRuns.Record.StartUtc.AddHours(1) };
        var early = SampleRuns.Of(SampleRuns.Configuration with { Replicate = 1 });
        RunStore.Write(folder, SampleRuns.Record);
        RunStore.Write(folder, late);
        RunStore.Write(folder, early);
        Assert.Equal([early.RunId, late.RunId], RunStore.Read(folder).Select(run => run.RunId));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder).Length);
    }

    [Fact]
    public void A_cut_file_is_refused_with_its_name()
    {
        var file = RunStore.Write(folder, SampleRuns.Record);
        var bytes = File.ReadAllBytes(file);
        for (var length = 0; length < bytes.Length; length += 97)
        {
            File.WriteAllBytes(file, bytes[..length]);
            Assert.Contains(file, Assert.Throws<InputException>(() => RunStore.Read(file)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_table_without_a_needed_column_is_refused_with_the_column()
    {
        var file = Path.Combine(folder, "other.parquet");
        await ParquetSerializer.SerializeAsync([new { data_source = "x", synthetic = false }], file);
        Assert.Contains("row 1: column depth", Assert.Throws<InputException>(() => RunStore.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_refused() =>
        Assert.Contains(
            "no such file", Assert.Throws<InputException>(() => RunStore.Read(Path.Combine(folder, "absent"))).Message, StringComparison.Ordinal);

    private static async Task<IDictionary<string, object>> RowOf(string file)
    {
        await using var stream = File.OpenRead(file);
        return Assert.Single((await ParquetSerializer.DeserializeUntypedAsync(stream)).Data);
    }

    private static string Text(RunRecord record) => JsonSerializer.Serialize(record, Comparable);

    private static Gen<T?> OrNull<T>(Gen<T> of) where T : struct => Gen.Select(Gen.Bool, of, (isNull, value) => isNull ? null : (T?)value);

    private static Gen<string?> TextOrNull { get; } = Gen.Select(Gen.Bool, Gen.String, (isNull, value) => isNull ? null : value);

    // Files hold microseconds.
    private static Gen<DateTime> Instants { get; } =
        Gen.Long[0, 4_000_000_000_000_000].Select(micros => DateTime.UnixEpoch.AddMicroseconds(micros));

    private static Gen<RunRecord> Records { get; } =
        Gen.Select(TextOrNull, OrNull(Gen.Long), OrNull(Gen.Int), Gen.Int[1, 1000].Array[1, 8], Gen.Double, Gen.Int)
            .Select((text, size, rows, widths, rate, replicate) => SampleRuns.Configuration with
            {
                Dataset = text,
                Shape = text is null ? "trapezoid" : null,
                Size = size,
                Rows = rows,
                Threads = rows,
                Widths = widths,
                LearningRate = rate,
                Replicate = replicate,
            })
            .SelectMany(configuration => Gen.Select(Gen.Double.Array, OrNull(Gen.Double).Array, OrNull(Gen.Double),
                TextOrNull, Instants, Gen.Enum<EnergyKind>(), Gen.Enum<RunStatus>())
                .Select((losses, joules, number, text, instant, kind, status) => SampleRuns.Of(configuration) with
                {
                    StartUtc = instant,
                    EndUtc = instant.AddSeconds(1),
                    TrainLoss = losses,
                    TestLoss = number is null ? null : losses,
                    EpochSeconds = losses,
                    EpochJoules = text is null ? null : joules,
                    Joules = number,
                    JoulesRandom = number,
                    DynamicJoules = number,
                    Integrator = number is null ? null : Integrator.Linear,
                    SampleSeconds = number,
                    MeterId = text,
                    Flags = text,
                    EnergyKind = kind,
                    Status = status,
                }));
}
