using ButterE.Engine.Ingest;
using ButterE.Engine.Model;
using ButterE.Engine.Training;
using ButterE.Probe;
using Parquet;
using Parquet.Schema;

namespace ButterE.Engine.Tests.Model;

public sealed class RunsFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buttere-runs-");

    [Fact]
    public void Rows_of_the_published_table_are_read()
    {
        var read = RunsFile.Read(
            Csv("run_id,run_id,size,depth,shape,dataset,batch_size,is_gpu,batch,run_time,std_energy",
                "x,x,128,2,rectangle,201_pol,256,False,energy_2_cpu,402.5,127431.1", "y,y,128,2,rectangle,201_pol,256,True,energy_1,900,380000"),
            CostTarget.Energy, "cpu");
        var run = Assert.Single(read.Runs);
        Assert.Equal((1, 0, 1), (read.OtherDevice, read.NotMeasured, read.EpochsAssumed));
        Assert.Equal((127_431.1, 3000, 256, 15_000, 48, 196),
            (run.Measured!.Value, run.Epochs, run.Setup.Batch, run.Setup.Rows!.Value, run.Setup.RawFeatures, run.Setup.DatumBytes));
        Assert.Equal([3, 11], run.Setup.Network.Widths);
    }

    [Fact]
    public void Time_is_read_where_time_is_asked_for()
    {
        var timed = Csv("dataset,shape,size,depth,std_energy_j,run_time_s", "adult,rectangle,128,2,5,402.5");
        Assert.Equal(402.5, Assert.Single(RunsFile.Read(timed, CostTarget.Time, "cpu").Runs).Measured);
    }

    [Fact]
    public void Runs_on_different_numbers_of_threads_are_said_to_be_fitted_together()
    {
        var mixed = Csv("dataset,shape,size,depth,seconds,threads_used", "adult,rectangle,128,2,5,1", "adult,rectangle,65536,2,5,2", "adult,rectangle,256,2,5,1");
        var read = RunsFile.Read(mixed, CostTarget.Time, "cpu");
        Assert.Equal([1, 2], read.ThreadsUsed);
        Assert.StartsWith("Runs on 1, 2 threads", RunSelection.NoteOnThreads(read.ThreadsUsed, knowsThreads: false));
        Assert.Null(RunSelection.NoteOnThreads(read.ThreadsUsed, knowsThreads: true));
        Assert.Null(RunSelection.NoteOnThreads([2], knowsThreads: false));
    }

    [Fact]
    public void Energies_that_were_not_measured_are_counted_and_left_out()
    {
        var path = Csv(
            "dataset,shape,size,depth,epochs,seconds,joules,energy_kind",
            "adult,rectangle,128,2,5,1,10,measured",
            "adult,rectangle,128,2,5,1,10,estimate",
            "adult,rectangle,128,2,5,1,10,simulated",
            "adult,rectangle,128,2,5,1,,none",
            "adult,rectangle,128,2,5,1,,",
            "adult,rectangle,128,2,5,1,10,counter-derived");
        var energy = RunsFile.Read(path, CostTarget.Energy, "cpu");
        Assert.Equal((2, 4, 0), (energy.Runs.Count, energy.NotMeasured, energy.EpochsAssumed));
        Assert.Equal(5, RunsFile.Read(path, CostTarget.Time, "cpu").Runs.Count);
        Assert.Equal(6, RunsFile.Read(path, CostTarget.Energy, "cpu", needMeasurement: false).Runs.Count);
    }

    [Fact]
    public void Data_sets_of_the_users_own_bring_their_dimensions()
    {
        var run = Assert.Single(RunsFile.Read(
            Csv("dataset,shape,inputs,outputs,rows,raw_features,widths,batch,epochs,schedule,joules",
                "mine,rectangle,7,2,900,5,\"40,30,2\",64,8,textbook,3.5"), CostTarget.Energy, "cpu").Runs);
        Assert.Equal([40, 30, 2], run.Setup.Network.Widths);
        Assert.Equal((7, 900, 5, 64, 8, 28, Schedule.Textbook),
            (run.Setup.Network.Inputs, run.Setup.Rows!.Value, run.Setup.RawFeatures, run.Setup.Batch,
                run.Epochs, run.Setup.DatumBytes, run.Setup.Schedule));
    }

    [Theory]
    [InlineData("adult,rectangle,128,2,ten", "joules")]
    [InlineData("adult,rectangle,128,2,-1", "joules")]
    [InlineData("adult,rectangle,128,2,NaN", "joules")]
    [InlineData("adult,rectangle,128,2,0", "joules")]
    [InlineData("adult,circle,128,2,5", "shape")]
    [InlineData("mine,rectangle,128,2,5", "dataset")]
    [InlineData(",rectangle,128,2,5", "dataset")]
    [InlineData("adult,rectangle,0,2,5", "size")]
    [InlineData("adult,rectangle,,2,5", "size")]
    [InlineData("adult,rectangle,128,1,5", "depth")]
    [InlineData("adult,rectangle,128,1.5,5", "depth")]
    [InlineData("adult,rectangle,128", "columns")]
    [InlineData("\"adult,rectangle", "")]
    public void A_wrong_cell_is_refused_with_its_line_and_column(string line, string column)
    {
        var path = Csv("dataset,shape,size,depth,joules", "adult,rectangle,128,2,5", line);
        var refusal = Assert.Throws<InputException>(() => RunsFile.Read(path, CostTarget.Energy, "cpu"));
        Assert.StartsWith($"{path}: line 3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(column, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_simulated_runs_are_counted_and_left_out()
    {
        var path = Csv("dataset,shape,size,depth,epochs,seconds,simulated,energy_kind", "adult,rectangle,128,2,5,1,True,simulated", "adult,rectangle,128,2,5,1,False,none");
        var read = RunsFile.Read(path, CostTarget.Time, "cpu");
        Assert.Equal((1, 1), (read.Runs.Count, read.NotMeasured));
    }

    [Fact]
    public void Rows_of_a_simulated_campaign_are_read_and_counted()
    {
        var path = Csv("dataset,shape,size,depth,epochs,std_energy_j,simulated", "adult,rectangle,128,2,5,1,True", "adult,rectangle,128,2,5,1,False");
        var read = RunsFile.Read(path, CostTarget.Energy, "cpu");
        Assert.Equal([true, false], read.Runs.Select(run => run.IsSimulated));
        Assert.Equal(1, read.Simulated);
    }

    [Fact]
    public void Runs_that_stopped_before_their_last_epoch_are_counted_and_left_out()
    {
        var path = Csv("dataset,shape,size,depth,epochs,seconds,status", "adult,rectangle,128,2,500,0.1,nonFinite", "adult,rectangle,128,2,5,1,completed");
        var read = RunsFile.Read(path, CostTarget.Time, "cpu");
        Assert.Equal((5, 1), (Assert.Single(read.Runs).Epochs, read.NotCompleted));
    }

    [Fact]
    public void A_run_of_which_every_row_trained_has_more_training_batches_and_no_test_batches()
    {
        var path = Csv("dataset,shape,size,depth,epochs,seconds,split", "201_pol,rectangle,128,2,5,1,", "201_pol,rectangle,128,2,5,1,none");
        var setups = RunsFile.Read(path, CostTarget.Time, "cpu").Runs.Select(run => run.Setup.Batches).ToArray();
        Assert.Equal([(47, 12), (59, 0)], setups.Select(batches => (batches.Training, batches.Test)));
    }

    [Fact]
    public void A_table_without_the_measurement_is_refused()
    {
        var unmeasured = Csv("dataset,shape,size,depth", "adult,rectangle,128,2");
        Assert.Contains(
            "joules", Assert.Throws<InputException>(() => RunsFile.Read(unmeasured, CostTarget.Energy, "cpu")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_files_of_a_folder_are_read_together()
    {
        await WriteParquet("a.parquet", ["adult", "sleep"], [128, 256], [1.5, null], ["measured", "none"]);
        await WriteParquet("b.parquet", ["banana"], [64], [2.5], ["measured"]);
        var read = RunsFile.Read(folder.FullName, CostTarget.Energy, "cpu");
        Assert.Equal([("adult", 1.5), ("banana", 2.5)], read.Runs.Select(run => (run.Dataset!, run.Measured!.Value)));
        Assert.Equal(1, read.NotMeasured);
        Assert.Equal(2, RunsFile.Read(Path.Combine(folder.FullName, "a.parquet"), CostTarget.Energy, "cpu", needMeasurement: false).Runs.Count);
    }

    [Fact]
    public void Parquet_columns_of_every_numeric_type_are_read()
    {
        var path = Path.Combine(folder.FullName, "types.parquet");
        Copy(
            "SELECT 'adult' AS dataset, 'rectangle' AS shape, 128::UBIGINT AS size, 2::UTINYINT AS depth, 30::USMALLINT AS epochs, 64::UINTEGER AS batch, 900::SMALLINT AS rows, "
            + "12.5::DECIMAL(9, 3) AS joules, 1::TINYINT AS is_gpu, 2::HUGEINT AS threads_used", path);
        Assert.Equal(1, RunsFile.Read(path, CostTarget.Energy, "cpu").OtherDevice);
        var run = Assert.Single(RunsFile.Read(path, CostTarget.Energy, "cuda:0").Runs);
        Assert.Equal((12.5, 30, 64, 900), (run.Measured, run.Epochs, run.Setup.Batch, run.Setup.Rows));
    }

    [Fact]
    public void A_parquet_column_of_a_type_that_is_no_number_is_refused_where_a_number_is_read()
    {
        var path = Path.Combine(folder.FullName, "types.parquet");
        Copy("SELECT 'adult' AS dataset, 'rectangle' AS shape, 128 AS size, 2 AS depth, TIMESTAMP '2024-01-01' AS epochs, 12.5 AS joules", path);
        Assert.Contains("row 1: column epochs", Assert.Throws<InputException>(() => RunsFile.Read(path, CostTarget.Energy, "cpu")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_tables_are_refused()
    {
        Assert.Throws<InputException>(() => RunsFile.Read(folder.FullName, CostTarget.Energy, "cpu"));
        Assert.Throws<InputException>(() => RunsFile.Read(Path.Combine(folder.FullName, "none.csv"), CostTarget.Energy, "cpu"));
        var junk = Path.Combine(folder.FullName, "junk.parquet");
        File.WriteAllText(junk, "this is no Parquet file at all");
        Assert.Throws<InputException>(() => RunsFile.Read(junk, CostTarget.Energy, "cpu"));
        Assert.Throws<InputException>(() => RunsFile.Read(Csv(""), CostTarget.Energy, "cpu"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Csv(params string[] lines)
    {
        var path = Path.Combine(folder.FullName, "runs.csv");
        File.WriteAllText(path, string.Join('\n', lines));
        return path;
    }

    private void Copy(string query, string path)
    {
        using var database = new CampaignDatabase(folder.FullName);
        database.Execute($"COPY ({query}) TO {CampaignDatabase.Text(path)} (FORMAT parquet)");
    }

    private async Task WriteParquet(string name, string[] datasets, long[] sizes, double?[] joules, string[] kinds)
    {
        DataField dataset = new("dataset", typeof(string)), shape = new("shape", typeof(string)),
            size = new("size", typeof(long)), depth = new("depth", typeof(int)),
            epochs = new("epochs", typeof(int), isNullable: true), joule = new("joules", typeof(double), isNullable: true),
            kind = new("energy_kind", typeof(string)), batched = new("is_gpu", typeof(bool));
        await using var stream = File.Create(Path.Combine(folder.FullName, name));
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(dataset, shape, size, depth, epochs, joule, kind, batched), stream);
        using var group = writer.CreateRowGroup();
        var rows = datasets.Length;
        await group.WriteAsync(dataset, datasets);
        await group.WriteAsync(shape, Enumerable.Repeat("rectangle", rows).ToArray());
        await group.WriteAsync<long>(size, sizes);
        await group.WriteAsync<int>(depth, Enumerable.Repeat(3, rows).ToArray());
        await group.WriteAsync<int>(epochs, Enumerable.Repeat<int?>(4, rows).ToArray());
        await group.WriteAsync<double>(joule, joules);
        await group.WriteAsync(kind, kinds);
        await group.WriteAsync<bool>(batched, new bool[rows]);
        group.CompleteValidate();
    }
}
