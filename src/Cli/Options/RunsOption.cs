using System.CommandLine;
using ButterE.Engine.Model;

namespace ButterE.Cli.Options;

/// <summary>The option --runs: a table of runs, of which a model takes those of its own device.</summary>
internal static class RunsOption
{
    /// <summary>What tables of runs are, for a help text.</summary>
    public const string Tables =
        "Runs: CSV, Parquet or a folder of Parquet files, with columns dataset, shape, size, depth and std_energy_j or joules (run_time_s or seconds).";

    public static Option<string?> Create() => new("--runs") { Description = Tables, HelpName = "FILE" };

    /// <summary>Reads the runs and says on standard error what was left out or assumed.</summary>
    public static RunSelection Read(string path, CostTarget target, string device, bool needMeasurement)
    {
        var selection = RunsFile.Read(path, target, device, needMeasurement);
        if (selection.OtherDevice > 0)
            Console.Error.WriteLine($"{path}: {selection.OtherDevice} rows of another device than {device} left out");
        if (selection.NotMeasured > 0)
            Console.Error.WriteLine($"{path}: {selection.NotMeasured} rows without a measured value left out");
        if (selection.NotCompleted > 0)
            Console.Error.WriteLine($"{path}: {selection.NotCompleted} rows of runs that did not end all their epochs left out");
        if (selection.Simulated > 0)
            Console.Error.WriteLine($"{path}: {selection.Simulated} rows are of a simulated campaign: nothing of them was measured");
        if (selection.EpochsAssumed > 0)
        {
            Console.Error.WriteLine(
                $"{path}: {selection.EpochsAssumed} rows give no epochs; {RunsFile.PaperEpochs:N0} assumed, as in every run of the paper");
        }

        return selection;
    }
}
