using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;

namespace ButterE.Engine.Tests.Runs;

/// <summary>Two runs that differ in anything that decides their losses are two runs.</summary>
public sealed class SessionIdentityTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buttere-identity-");

    private static Network Network { get; } = new(3, [4, 1]);

    [Fact]
    public void The_paper_s_split_its_encoding_and_parameters_of_a_seed_stand_nowhere()
    {
        var usual = Run(Synthetic(LearningTask.Classification), SplitRule.Paper).Configuration;
        Assert.Equal((null, null, null, null), (usual.Split, usual.Encoding, usual.Task, usual.InitSha256));
    }

    [Fact]
    public void A_run_on_every_row_is_another_run()
    {
        var all = Run(Synthetic(LearningTask.Classification), SplitRule.None);
        Assert.Equal(SplitRule.None, all.Configuration.Split);
        Assert.NotEqual(Run(Synthetic(LearningTask.Classification), SplitRule.Paper).RunId, all.RunId);
    }

    [Fact]
    public void A_run_of_another_task_is_another_run()
    {
        var regression = Run(Synthetic(LearningTask.Regression), SplitRule.Paper);
        Assert.Equal(LearningTask.Regression, regression.Configuration.Task);
        Assert.NotEqual(Run(Synthetic(LearningTask.Classification), SplitRule.Paper).RunId, regression.RunId);
    }

    [Fact]
    public void A_run_that_starts_from_other_parameters_is_another_run_and_says_which()
    {
        var data = Synthetic(LearningTask.Classification);
        var trained = Run(data, SplitRule.Paper, ParameterSet.GlorotUniform(Network, seed: 5));
        Assert.Equal(64, trained.Configuration.InitSha256!.Length);
        Assert.Equal(trained.RunId, Run(data, SplitRule.Paper, ParameterSet.GlorotUniform(Network, seed: 5)).RunId);
        Assert.NotEqual(trained.RunId, Run(data, SplitRule.Paper, ParameterSet.GlorotUniform(Network, seed: 6)).RunId);
    }

    [Fact]
    public void A_run_on_a_file_of_other_contents_is_another_run()
    {
        var file = Path.Combine(folder.FullName, "rows.csv");
        var ids = new[] { 1, 2, 1 }.Select(factor =>
        {
            File.WriteAllLines(file, ["a,b,c,target", .. Enumerable.Range(0, 40).Select(row => $"{row},{row * row},{-row * row * factor},{row % 2}")]);
            return Run(DatasetSource.Load(null, file, LearningTask.Classification, EncodingRule.Paper, seed: 0), SplitRule.Paper).RunId;
        }).ToArray();
        Assert.Equal(ids[0], ids[2]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public void A_file_that_is_called_like_a_registered_data_set_is_not_taken_for_it()
    {
        var file = Path.Combine(folder.FullName, "banana.csv");
        File.WriteAllLines(file, ["a,b,c,target", .. Enumerable.Range(0, 20).Select(row => $"{row},{row * row},{-row},{row % 2}")]);
        var data = DatasetSource.Load(null, file, LearningTask.Classification, EncodingRule.Paper, seed: 0);
        Assert.Equal((null, EncodingRule.Paper), (data.Origin.Registered, data.Origin.Encoding));
        Assert.Equal(EncodingRule.None, DatasetSource.Load(null, file, LearningTask.Classification, EncodingRule.None, seed: 0).Origin.Encoding);
        Assert.Equal("banana", DatasetSource.Synthetic(DatasetRegistry.Find("banana")!, seed: 0).Origin.Registered);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Dataset Synthetic(LearningTask task) => DatasetSource.Synthetic(3, 1, 64, task, seed: 0);

    private static RunRecord Run(Dataset data, SplitRule split, ParameterSet? start = null)
    {
        using var session = new TrainingSession(Network, data, new TrainerSettings { Batch = 16 }, Trainers.Cpu, split, seed: 0);
        if (start is not null)
            session.Trainer.Import(start);
        return session.Run(epochs: 1);
    }
}
