using System.Text.Json;
using ButterE.Cli.Output;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere cache</c>, and the tuning that a run measures once and keeps there.</summary>
public sealed class CacheCommandTests : IDisposable
{
    private static readonly string[] Training = ["train", "--inputs", "4", "--outputs", "2", "--rows", "64", "--widths", "5,2", "--steps", "2", "--json"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_measures_once_keeps_the_tuning_and_says_which_it_used()
    {
        var first = Call(Training);
        Assert.Equal("", first.Error);
        Assert.Equal("measured", first.Document().Text("tuning"));
        Assert.Equal("cached", Call(Training).Document().Text("tuning"));
        Assert.Equal("defaults", Call([.. Training, "--no-tune"]).Document().Text("tuning"));

        var entry = Assert.Single(Call("cache", "list", "--json").Document().At("entries").EnumerateArray());
        Assert.Equal(["path", "kind", "fingerprint", "current", "difference", "bytes", "created"], entry.Keys());
        Assert.Equal(("tuning", MachineFingerprint.Current, true), (entry.Text("kind"), entry.Text("fingerprint"), entry.At("current").GetBoolean()));
        Assert.True(entry.IsNull("difference"));

        // What was measured says why the choice was made, and took less than a second on an idle machine; no time is judged here.
        var tuning = JsonDocument.Parse(File.ReadAllText(entry.Text("path")!)).RootElement;
        tuning.AssertKeys("schema", "fingerprint", "simd", "createdUtc", "seconds", "forward", "backward", "breakEven");
        Assert.All(new[] { "forward", "backward" }, product => Assert.All(
            tuning.At(product, "candidates").EnumerateArray(), candidate => Assert.True(candidate.Number("seconds") > 0)));
        Assert.Equal(GrantedCores.PhysicalCount == 1, tuning.At("breakEven", "networks").GetArrayLength() == 0);
    }

    [Fact]
    public void Without_tuning_nothing_is_measured_and_nothing_kept()
    {
        Call([.. Training, "--no-tune"]).Document();
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
        Assert.Contains("nothing is kept", Call("cache", "list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tuning_of_an_earlier_version_is_said_and_measured_again()
    {
        Call(Training).Document();
        var file = Assert.Single(Directory.GetFiles(folder.Root));
        File.WriteAllText(file, File.ReadAllText(file).Replace("engine=", "engine=0.0.1-not-", StringComparison.Ordinal));
        Assert.Contains("instead of engine=0.0.1-not-", Call("cache", "list").Output, StringComparison.Ordinal);
        var again = Call(Training);
        Assert.Equal("measured", again.Document().Text("tuning"));
        Assert.Contains(file, Assert.Single(again.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Clearing_deletes_what_is_kept_or_only_what_is_stale()
    {
        var stale = folder.Write("tuning-v512-00000000.json", """{"fingerprint": "cpu=other; cores=3"}""");
        var current = folder.Write("tuning-v512-11111111.json", $$"""{"fingerprint": "{{MachineFingerprint.Current}}"}""");
        Assert.Equal([stale], Paths(Call("cache", "clear", "--stale", "--json")));
        Assert.True(File.Exists(current));
        Assert.Equal([current], Paths(Call("cache", "clear", "--json")));
        Assert.Empty(Paths(Call("cache", "list", "--json")));

        static string[] Paths(CommandLineCall call) => [.. call.Document().At("entries").EnumerateArray().Select(entry => entry.Text("path")!)];
    }

    [Fact]
    public void The_platforms_folder_is_used_where_none_is_named()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Equal(folder.PathOf("xdg", "buttere"), FolderUnder(("XDG_CACHE_HOME", folder.PathOf("xdg"))));
        Assert.Equal(folder.PathOf(".cache", "buttere"), FolderUnder(("XDG_CACHE_HOME", null), ("HOME", folder.Root)));
        Assert.Equal(folder.PathOf(".cache", "buttere"), FolderUnder(("XDG_CACHE_HOME", "relative"), ("HOME", folder.Root)));
        CommandLineCall.RunUnder([(CacheFolder.Variable, null), ("XDG_CACHE_HOME", null), ("HOME", null)], "cache", "list")
            .AssertRefused(ExitCode.BadInput, CacheFolder.Variable);

        static string FolderUnder(params (string, string?)[] environment) =>
            CommandLineCall.RunUnder([(CacheFolder.Variable, null), .. environment], "cache", "list", "--json").Document().Text("folder")!;
    }

    [Fact]
    public void A_call_that_is_refused_measures_nothing()
    {
        Call("train", "--dataset", "201_pol", "--depth", "2", "--size", "128", "--steps", "0").AssertRefused(ExitCode.BadInput, "--steps");
        Call("train", "--dataset", "201_pol", "--depth", "2", "--size", "128", "--steps", "1", "--device", "cuda:7").AssertRefused(ExitCode.Unavailable);
        Call("bench", "step", "--networks", "none.tsv").AssertRefused(ExitCode.BadInput);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    private CommandLineCall Call(params string[] arguments) => CommandLineCall.RunUnder([(CacheFolder.Variable, folder.Root)], arguments);
}
