using System.Text.Json;
using System.Text.RegularExpressions;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Probe.Machine;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Study;

/// <summary><c>buttere study</c>, the main job: interrupted, gone on with, finished, and refused on another machine.</summary>
[Collection(nameof(UndisturbedStudy))]
public sealed partial class StudyCommandTests(InterruptedStudy study)
{
    private JsonElement Summary => JsonDocument.Parse(File.ReadAllText(Path.Combine(study.Root, "summary.json"))).RootElement;

    [Fact]
    public void An_interrupt_ends_with_75_and_says_how_to_go_on()
    {
        Assert.True(study.Interrupted.ExitCode == ExitCode.Interrupted, $"exit code {study.Interrupted.ExitCode}: {study.Interrupted.Error}");
        Assert.Equal("", study.Interrupted.Output);
        var last = study.Interrupted.Error.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("buttere: interrupted", last, StringComparison.Ordinal);
        Assert.Contains(study.Root, last, StringComparison.Ordinal);
        Assert.Contains("run the same command again", last, StringComparison.Ordinal);
        Assert.False(study.FinishedAfterInterrupt);
    }

    [Fact]
    public void An_interrupt_leaves_whole_rows_only()
    {
        Assert.True(study.FilesAfterInterrupt.Count >= 3);
        Assert.All(study.FilesAfterInterrupt, file => Assert.Equal(".parquet", Path.GetExtension(file)));
        Assert.All(study.FilesAfterInterrupt, file => Assert.Equal(Path.GetFileNameWithoutExtension(file), Assert.Single(RunStore.Read(file)).RunId));
    }

    [Fact]
    public void The_same_command_goes_on_and_leaves_what_was_measured_alone()
    {
        Assert.True(study.Finished.ExitCode == 0, study.Finished.Error);
        Assert.All(study.ContentAfterInterrupt, kept => Assert.Equal(kept.Value, File.ReadAllBytes(kept.Key)));
        Assert.True(Directory.GetFiles(study.Runs).Length > study.FilesAfterInterrupt.Count);
    }

    [Fact]
    public void The_summary_is_the_document_that_was_printed()
    {
        Assert.True(JsonElement.DeepEquals(study.Finished.Document(), Summary));
        Summary.AssertKeys("profile", "runs", "model", "recommendation", "report", "fit", "seconds");
        Summary.At("fit").AssertKeys("target", "n", "meanAbsoluteRelativeError");
        Assert.All(["profile", "model", "recommendation", "report"], key => Assert.True(File.Exists(Summary.Text(key)), key));
        Assert.True(Directory.Exists(Summary.Text("runs")));
        Assert.Equal(Directory.GetFiles(study.Runs, "*.parquet").Length, Summary.Number("fit", "n"));
        Assert.Contains(Summary.Text("fit", "target"), new[] { "time", "energy" });
        Assert.True(Summary.Number("fit", "meanAbsoluteRelativeError") > 0);
        Assert.True(Summary.Number("seconds") > 0);
        Assert.Equal("cached", Summary.Text("tuning"));
    }

    [Fact]
    public void Every_run_was_measured_and_none_claims_energy_without_a_meter()
    {
        var runs = RunStore.Read(study.Runs);
        Assert.All(runs, run => Assert.True(run.Seconds > 0 && run.TrainLoss.Count == run.Configuration.Epochs && run.TestLoss!.Count == run.Configuration.Epochs));
        Assert.All(runs.Where(run => run.MeterId is null), run => Assert.Null(run.Joules));
        Assert.All(runs, run => Assert.Equal(RunStatus.Completed, run.Status));
        Assert.All(runs, run => Assert.False(run.Configuration.Synthetic));
        Assert.All(runs, run => Assert.NotEqual(TuningSource.Defaults, run.Tuning));
    }

    [Fact]
    public void The_profile_names_its_schema_and_this_machine()
    {
        var profile = JsonDocument.Parse(File.ReadAllText(Path.Combine(study.Root, "profile.json"))).RootElement;
        Assert.Equal("buttere.profile/1", profile.Text("schema"));
        Assert.Equal(MachineFingerprint.Current, profile.Text("fingerprint"));
        Assert.NotEmpty(profile.At("levels").EnumerateArray());
    }

    [Fact]
    public void The_report_is_one_page_that_loads_nothing()
    {
        var page = File.ReadAllText(Path.Combine(study.Root, "report.html"));
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Empty(LoadedScript().Matches(page));
        Assert.Empty(LoadedSheet().Matches(page));
    }

    [Fact]
    public void Its_model_predicts_its_runs_and_its_files_can_be_fitted_again()
    {
        var prediction = CommandLineCall.Run("predict", "--model", Summary.Text("model")!, "--runs", study.Runs, "--json").Document();
        Assert.Equal(Summary.Number("fit", "n"), prediction.Number("errors", "n"));
        Assert.Equal(Summary.Number("fit", "meanAbsoluteRelativeError"), prediction.Number("errors", "meanAbsoluteRelative"), 1e-9);
        using var folder = new TemporaryFolder();
        var fit = CommandLineCall.Run("fit", "--runs", study.Runs, "--hardware", Summary.Text("profile")!, "--placement", "engine", "--target", Summary.Text("fit", "target")!,
            "--leave-out-blind", "--out", folder.PathOf("model.json"), "--json").Document();
        Assert.Equal(Summary.Number("fit", "meanAbsoluteRelativeError"), fit.Number("errors", "meanAbsoluteRelative"), 1e-9);
    }

    [Fact]
    public void A_profile_of_another_machine_is_refused_with_the_difference()
    {
        using var folder = new TemporaryFolder();
        var profile = File.ReadAllText(Path.Combine(study.Root, "profile.json"));
        var changed = profile.Replace($"cores={GrantedCores.Count}", "cores=4096", StringComparison.Ordinal);
        Assert.NotEqual(profile, changed);
        folder.Write("profile.json", changed);
        using var process = new BuiltProgram("study", "--quick", "--out", folder.Root, "--json");
        var call = process.End();
        call.AssertRefused(ExitCode.BadInput, folder.PathOf("profile.json"), $"cores={GrantedCores.Count} instead of cores=4096");
        Assert.Equal("", call.Output);
    }

    [Fact]
    public void Contradictions_and_absent_devices_are_refused_before_anything_is_measured()
    {
        using var folder = new TemporaryFolder();
        CommandLineCall.Run("study", "--quick", "--full", "--out", folder.Root).AssertRefused(ExitCode.BadInput, "--quick");
        CommandLineCall.Run("study", "--device", "cuda:7", "--out", folder.PathOf("none")).AssertRefused(ExitCode.Unavailable, "cuda:7");
        CommandLineCall.Run("study", "--out", folder.Write("file", "")).AssertRefused(ExitCode.BadInput, folder.PathOf("file"));
        Assert.False(Directory.Exists(folder.PathOf("none")));
    }

    [GeneratedRegex(@"<script[^>]*\ssrc\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex LoadedScript();

    [GeneratedRegex(@"<link[^>]*\shref\s*=\s*[""']?https?:", RegexOptions.IgnoreCase)]
    private static partial Regex LoadedSheet();
}
