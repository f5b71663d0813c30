using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tests.Tuning;

/// <summary>What is measured once, kept and used again; the measurement itself is replaced by a known one.</summary>
public sealed class TunerTests : IDisposable
{
    private static readonly MachineTuning Measured = new()
    {
        Schema = MachineTuning.CurrentSchema,
        Fingerprint = MachineFingerprint.Current,
        Simd = "v256",
        CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Seconds = 0.5,
        Forward = new BlockingChoice(3072, 256, new(512, 4096), [new BlockingTime(new(1024, 4096), 2e-3), new BlockingTime(new(512, 4096), 1e-3)]),
        Backward = new BlockingChoice(3072, 256, new(64, 2048), [new BlockingTime(new(64, 2048), 1e-3)]),
        BreakEven = new ThreadBreakEven(2, 4096, null, [new SharedStepTime(8192, 2, 2e-4, 1e-4)]),
    };

    private readonly string root = Directory.CreateTempSubdirectory("buttere-tuning-").FullName;
    private readonly List<string> said = [];
    private int measurements;

    private CacheFolder Folder => new(Path.Combine(root, "cache"));

    private string File => Assert.Single(Directory.GetFiles(Folder.Root));

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_first_use_measures_and_the_next_reads_the_same_choices()
    {
        var first = Obtain();
        var second = Obtain();
        Assert.Equal((TuningSource.Measured, TuningSource.Cached, 1), (first.Source, second.Source, measurements));
        Assert.Equal(first, second with { Source = TuningSource.Measured });
        Assert.Equal((new GemmBlocking(512, 4096), new GemmBlocking(64, 2048), 4096L), (second.Blocking.AlongColumns, second.Blocking.AlongRows, second.SmallestSharedLayer));
        Assert.Empty(said);
    }

    [Fact]
    public void The_file_shows_a_reader_every_candidate_with_its_time()
    {
        Obtain();
        var text = System.IO.File.ReadAllText(File);
        Assert.All(["\"schema\": \"buttere.tuning/4\"", "\"fingerprint\"", "\"candidates\"", "\"seconds\": 0.002", "\"oneThreadSeconds\": 0.0002"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.True(Assert.Single(Folder.Entries()).Current);
    }

    [Theory]
    [InlineData("\"schema\": \"buttere.tuning/4\"", "\"schema\": \"buttere.tuning/9\"", "buttere.tuning/9")]
    [InlineData("\"steps\": 3072,", "", "cannot be read")]
    [InlineData("\"schema\": \"buttere.tuning/4\",", "\"forward\": null,", "schema: missing")]
    [InlineData("engine=", "engine=0.0.0-before-", "instead of engine=0.0.0-before-")]
    [InlineData("\"simd\": \"v256\"", "\"simd\": \"v128\"", "v128")]
    [InlineData("\"steps\": 512", "\"steps\": -512", "steps -512")]
    [InlineData("\"smallestSharedLayer\": 4096", "\"smallestSharedLayer\": -1", "smallestSharedLayer")]
    [InlineData("\"forward\"", "\"sideways\"", "cannot be read")]
    [InlineData("{", "", "cannot be read")]
    public void A_file_that_cannot_be_used_is_said_and_measured_again(string part, string instead, string why)
    {
        Obtain();
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal(TuningSource.Measured, Obtain().Source);
        var line = Assert.Single(said);
        Assert.Contains(File, line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.Equal((TuningSource.Cached, 2), (Obtain().Source, measurements));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_error()
    {
        // A file in the place of the folder fails for root too, which permissions do not.
        System.IO.File.WriteAllText(Folder.Root, "");
        Assert.Equal(TuningSource.Measured, Obtain().Source);
        Assert.Contains("not kept", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_without_a_cache_folder_is_tuned_in_memory()
    {
        Assert.Equal(TuningSource.Measured, Tuner.Obtain(SimdPath.V256, null, said.Add, Measure).Source);
        Assert.Contains("BUTTERE_CACHE", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_at_once_leave_one_whole_file()
    {
        var tunings = new TrainerTuning[16];
        Parallel.For(0, tunings.Length, i => tunings[i] = Tuner.Obtain(SimdPath.V256, Folder, line => { lock (said) said.Add(line); }, Measure));
        Assert.Empty(said);
        Assert.Single(tunings.Select(tuning => tuning with { Source = TuningSource.Cached }).Distinct());
        Assert.Equal(TuningSource.Cached, Obtain().Source);
        Assert.Single(Directory.GetFileSystemEntries(Folder.Root));
    }

    [Fact]
    public void Without_a_break_even_the_default_holds() => Assert.Equal(
        TrainerTuning.Default.SmallestSharedLayer,
        (Measured with { BreakEven = ThreadBreakEven.OfOneCore }).Choices(TuningSource.Measured).SmallestSharedLayer);

    private TrainerTuning Obtain() => Tuner.Obtain(SimdPath.V256, Folder, said.Add, Measure);

    private MachineTuning Measure(SimdPath path)
    {
        Interlocked.Increment(ref measurements);
        return Measured;
    }
}
