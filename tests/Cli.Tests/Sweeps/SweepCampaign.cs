using System.Globalization;
using System.Text.Json;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;

namespace ButterE.Cli.Tests.Sweeps;

/// <summary>A campaign in a folder of its own, gone after the test.</summary>
internal sealed class SweepCampaign : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Plans a description.</summary>
    public SweepCampaign(string description, params string[] options)
    {
        var plan = Run("plan", folder.Write("plan.yaml", description), ["--out", Root, .. options]);
        Assert.True(plan.ExitCode == 0, plan.Error);
    }

    public string Root => folder.PathOf("campaign");

    public CampaignFolder Folder => new(Root);

    public string PathOf(string name) => folder.PathOf(name);

    /// <summary>Calls a command of sweep inside the test process.</summary>
    public static CommandLineCall Run(string command, string argument, params string[] options) =>
        CommandLineCall.Run(["sweep", command, argument, .. options]);

    /// <summary>Starts <c>sweep run</c> as a program; nothing is tuned, so that workers begin at once.</summary>
    public BuiltProgram Start(params string[] options) => new(["sweep", "run", Root, "--no-tune", .. options]);

    public JsonElement Status() => Run("status", Root, "--json").Document();

    /// <summary>Every row on disk, in single files and those of whole shards; a row that is there twice comes twice.</summary>
    public IReadOnlyList<RunRecord> Rows() => Directory.Exists(Folder.Results)
        ? [.. Directory.EnumerateFiles(Folder.Results, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(RunStore.Read)]
        : [];

    /// <summary>The rows are the planned runs, each once, finished, and nothing else is left.</summary>
    public void AssertComplete()
    {
        var (rows, plan) = (Rows(), PlanFile.Read(Folder));
        Assert.Equal(plan.Runs.Select(run => run.RunId).Order(), rows.Select(row => row.RunId).Order());
        Assert.All(rows, row => Assert.Equal((RunStatus.Completed, RunId.Of(row.Configuration)), (row.Status, row.RunId)));
        Assert.Empty(Directory.EnumerateFiles(Folder.Checkpoints));
        Assert.Empty(Directory.EnumerateFiles(Folder.Results, ".*", SearchOption.AllDirectories));
    }

    public static string Losses(RunRecord run) =>
        string.Join('\n', run.TrainLoss.Zip(run.TestLoss!, (train, test) => string.Create(CultureInfo.InvariantCulture, $"{train:R} {test:R}")));

    public void Dispose() => folder.Dispose();
}
