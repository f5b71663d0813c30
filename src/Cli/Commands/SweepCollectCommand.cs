using System.CommandLine;
using System.Diagnostics;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Sweeps.Collecting;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep collect</c>: many run files to one verified table.</summary>
internal static class SweepCollectCommand
{
    public static Command Create()
    {
        var command = new Command(
            "collect", "Puts the rows of a campaign, or of any folder of run records, into one table: each run once, checked against the plan.");
        var source = new Argument<string>("campaign")
        {
            Description = "Folder of the campaign, or a folder or file of run records.",
            HelpName = "CAMPAIGN",
        };
        var output = new Option<string>("--out")
        {
            Description = "Parquet file to write; its SHA-256 goes beside it.",
            HelpName = "FILE",
            Required = true,
        };
        var missing = new Option<string?>("--missing")
        {
            Description = "CSV file to write with every planned run that has no row.",
            HelpName = "FILE",
        };
        var unplanned = new Option<bool>("--keep-unplanned") { Description = "Keep rows of runs that the plan does not name." };
        var complete = new Option<bool>("--require-complete")
        {
            Description = "End with exit code 4 when a planned run has no row; the table is written all the same.",
        };
        command.Arguments.Add(source);
        foreach (var option in (IEnumerable<Option>)[output, missing, unplanned, complete, JsonOutput.Option])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var clock = Stopwatch.StartNew();
            var settings = new CollectSettings
            {
                Source = parsed.GetValue(source)!,
                Output = parsed.GetValue(output)!,
                Missing = parsed.GetValue(missing),
                KeepUnplanned = parsed.GetValue(unplanned),
            };
            var result = RunCollector.Run(settings, new StepReporter("collect"));
            foreach (var file in result.Unreadable)
                Console.Error.WriteLine($"{file}: is no whole Parquet file; nothing was read from it");
            if (settings.Missing is not null && result.Plan is null)
                Console.Error.WriteLine($"{settings.Source}: has no plan.parquet, so nothing can be missing; {settings.Missing} was not written");
            if (parsed.GetValue(JsonOutput.Option))
                WriteJson(result, settings, clock.Elapsed.TotalSeconds);
            else
                Print(result, settings);
            if (result.Plan is { Missing: > 0 } plan && parsed.GetValue(complete))
                throw new InsufficientDataException($"{settings.Source}: {plan.Missing} of {plan.Planned} planned runs have no row");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteJson(CollectResult result, CollectSettings settings, double seconds) => JsonOutput.Write(new
    {
        runs = result.Output,
        planned = result.Plan?.Planned,
        done = result.Plan?.Done ?? result.Rows,
        failed = result.Plan?.Failed,
        missing = result.Plan?.Missing,
        result.Plan?.FirstMissing,
        result.Plan?.Unplanned,
        keptUnplanned = settings.KeepUnplanned,
        result.Rows,
        result.RowsRead,
        result.Duplicates,
        result.ByStatus,
        simulated = result.Simulated > 0,
        simulatedRows = result.Simulated,
        result.Files,
        result.Unreadable,
        result.SchemaVersions,
        result.Sha256,
        result.Bytes,
        seconds,
    });

    private static void Print(CollectResult result, CollectSettings settings)
    {
        var table = new TextTable("rows", ">count");
        foreach (var (name, count) in ((string, long)[])
        [
            ($"read from {result.Files:N0} files", result.RowsRead),
            ("  copies of a row", result.Duplicates.Identical),
            ("  second measurements of a run", result.Duplicates.Differing),
            (settings.KeepUnplanned ? "  not in the plan, kept" : "  not in the plan", result.Plan?.Unplanned ?? 0),
            ("written", result.Rows),
            .. result.ByStatus.Where(status => status.Key != "completed").Select(status => ($"  {status.Key}", status.Value)),
        ])
        {
            if (count > 0 || !name.StartsWith(' '))
                table.Add(name, $"{count:N0}");
        }

        table.Write();
        if (result.Simulated > 0)
            Console.WriteLine($"Simulated runs are among these, {result.Simulated:N0} of {result.Rows:N0}; nothing of them was measured.");
        if (result.Plan is { } plan)
        {
            Console.WriteLine(plan.Missing == 0
                ? $"all {plan.Planned:N0} planned runs are in it, each once"
                : $"{plan.Missing:N0} of {plan.Planned:N0} planned runs have no row ({plan.Failed:N0} failed): "
                    + string.Join(", ", plan.FirstMissing.Select(run => run[..Math.Min(run.Length, 12)])) + (plan.Missing > plan.FirstMissing.Count ? ", …" : ""));
        }

        Console.WriteLine($"{result.Output}: {result.Bytes / 1e6:N1} MB, SHA-256 {result.Sha256}");
    }
}
