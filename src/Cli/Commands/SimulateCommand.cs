using System.CommandLine;
using ButterE.Cli.Output;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Simulation;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere simulate</c>: ground truth for the commands that read campaigns.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var command = new Command("simulate", "Simulates what is otherwise measured, labelled so, as ground truth.");
        command.Subcommands.Add(Campaign());
        command.Subcommands.Add(Records());
        return command;
    }

    private static Command Records()
    {
        var command = new Command("runs", "Writes run records as the workers of a campaign leave them, for sweep collect and report.");
        var runs = new Option<int>("--runs") { Description = "Distinct runs.", HelpName = "N", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "Epochs of each.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var single = new Option<int>("--single") { Description = "Runs in a file of their own; the others share one for each thousand.", HelpName = "N" };
        var duplicates = new Option<int>("--duplicates") { Description = "Rows to write twice, as a worker does that is killed.", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Seed.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "Folder to write; it must be empty or absent.", HelpName = "DIR", Required = true };
        foreach (var option in (IEnumerable<Option>)[runs, epochs, single, duplicates, seed, output, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(output)!;
            var written = SimulatedRecords.Write(
                folder, parsed.GetValue(runs), parsed.GetValue(epochs), parsed.GetValue(single), parsed.GetValue(duplicates), parsed.GetValue(seed));
            if (parsed.GetValue(JsonOutput.Option))
                JsonOutput.Write(new { Simulated = true, Folder = folder, written });
            else
                Console.WriteLine($"Simulated, not measured: {written.Runs:N0} runs in {written.Files:N0} files in {folder}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Campaign()
    {
        var command = new Command("campaign", "Writes a simulated campaign in the raw layout of BUTTER-E, with planted costs, noise and faults.");
        var runs = new Option<int>("--runs") { Description = "Runs; the paper's campaign has 41,129.", HelpName = "N", Required = true };
        var seed = new Option<int>("--seed") { Description = "Seed.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "Folder to write; it must be empty or absent.", HelpName = "DIR", Required = true };
        foreach (var option in (IEnumerable<Option>)[runs, seed, output, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(output)!;
            var planted = SimulatedCampaign.Write(folder, parsed.GetValue(runs), parsed.GetValue(seed));
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new { Simulated = true, Folder = folder, planted });
                return ExitCode.Ok;
            }

            Console.WriteLine($"Simulated, not measured: {planted.Rows:N0} runs with {planted.Samples:N0} power readings in {folder}");
            Console.WriteLine($"planted: {planted.ZeroWatts} with a reading of 0 W, {planted.Missing} that lack readings, "
                + $"{planted.RuntimeFilter} too long, {planted.SigmaOnly} far from their peers; {planted.Kept:N0} to be kept (planted.json)");
            Console.WriteLine($"buttere ingest --power {Path.Combine(folder, RawLayout.PowerFolder)} "
                + $"--metadata {Path.Combine(folder, RawLayout.MetadataFile)} --nodes {Path.Combine(folder, RawLayout.NodesFile)} "
                + $"--node-power {Path.Combine(folder, RawLayout.NodePowerFile)}  --time-zone America/Denver "
                + $"--out {Path.Combine(folder, "runs.parquet")}");
            return ExitCode.Ok;
        });
        return command;
    }
}
