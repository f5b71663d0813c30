using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Benchmarks;
using ButterE.Engine.Training;
using ButterE.Probe;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere bench</c>: timings in the form that the peers print, one JSON line each.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Times the engine; prints JSON lines.");
        command.Subcommands.Add(CreateStep());
        return command;
    }

    private static Command CreateStep()
    {
        var networks = new Option<string>("--networks") { Description = "Tab-separated lines: name, inputs, outputs, widths, parameters.", HelpName = "FILE.tsv", Required = true };
        var batch = new Option<int>("--batch") { Description = "Rows of the batch.", HelpName = "N", DefaultValueFactory = _ => 256 };
        var command = new Command("step", "Times a training step of each network of a list.") { networks, batch };
        var run = new RunOptions();
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            var how = run.Read(parsed);
            var rows = parsed.GetValue(batch);
            if (rows < 1)
                throw new InputException($"--batch {rows}: must be at least 1");
            var settings = new TrainerSettings { Batch = rows, Schedule = how.Schedule, Threads = how.Threads };
            foreach (var listed in NetworkList.Read(parsed.GetValue(networks)!))
            {
                var time = StepBenchmark.Run(listed, settings, how.Device, how.Seed);
                JsonOutput.WriteLine(new
                {
                    peer = "buttere", id = time.Id, threads = time.Trainer.Threads, threadsUsed = time.Trainer.ThreadsUsed, schedule = time.Trainer.Schedule,
                    step_us_min = Math.Round(time.MinimumMicroseconds, 2), step_us_median = Math.Round(time.MedianMicroseconds, 2),
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
