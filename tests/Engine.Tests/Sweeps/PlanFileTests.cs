using System.Text.Json;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Tests.Runs;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class PlanFileTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("buttere-plan-").FullName;

    private CampaignFolder Folder => new(Path.Combine(root, "campaign"));

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_plan_is_read_back_as_it_was_written()
    {
        var (header, isOld) = PlanFile.Write(Folder, Plan(3));
        var read = PlanFile.Read(Folder);
        Assert.False(isOld);
        Assert.Equal(JsonSerializer.Serialize(header), JsonSerializer.Serialize(read.Header));
        Assert.Equal(JsonSerializer.Serialize(Plan(3).Runs), JsonSerializer.Serialize(read.Runs));
    }

    [Fact]
    public void The_same_plan_again_changes_nothing_and_another_one_is_refused()
    {
        PlanFile.Write(Folder, Plan(3));
        var before = File.ReadAllBytes(Folder.PlanTable);
        Assert.True(PlanFile.Write(Folder, Plan(3)).IsOld);
        Assert.Contains("another plan", Assert.Throws<InputException>(() => PlanFile.Write(Folder, Plan(2))).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Folder.PlanTable));
    }

    [Fact]
    public void A_table_that_was_changed_afterwards_is_refused()
    {
        PlanFile.Write(Folder, Plan(3));
        var other = new CampaignFolder(Path.Combine(root, "other"));
        PlanFile.Write(other, Plan(2));
        File.Copy(other.PlanTable, Folder.PlanTable, overwrite: true);
        Assert.Contains("SHA-256", Assert.Throws<InputException>(() => PlanFile.Read(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_plan_is_refused() =>
        Assert.Contains("plan.json", Assert.Throws<InputException>(() => PlanFile.Read(Folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_plan_of_another_schema_is_refused_by_its_schema_whatever_its_other_keys_are()
    {
        Directory.CreateDirectory(Folder.Root);
        File.WriteAllText(Folder.PlanSummary, """{ "schema": "buttere.plan/9", "entries": 3 }""");
        var message = Assert.Throws<InputException>(() => PlanFile.ReadHeader(Folder)).Message;
        Assert.Equal($"{Folder.PlanSummary}: schema: \"buttere.plan/9\" is not supported; expected \"buttere.plan/1\"", message);
    }

    private static SweepPlan Plan(int runs) => new(
        new PlanHeader
        {
            Description = "datasets: [201_pol]",
            Runs = runs,
            Networks = 1,
            Shards = [new PlannedShard(0, "cpu", runs, 1.5 * runs, 125)],
            PredictedBy = "nothing",
            Data = [new PlannedData("201_pol", "201_pol", null, null, null, "synthetic", true, 26, 11, 15000, 48)],
            Unreachable = [new UnreachableSize("201_pol", "trapezoid", 20, 32, 99, "too deep")],
            EngineVersion = "0.1.0",
        },
        [.. Enumerable.Range(0, runs).Select(i => SampleRuns.Configuration with { Replicate = i, Meter = i == 0 ? null : "none" }).Select((configuration, i) => new SweepRun
        {
            RunId = RunId.Of(configuration), Configuration = configuration, Data = "201_pol", Shard = 0, Position = i, PredictedSeconds = 1.5,
        })]);
}
