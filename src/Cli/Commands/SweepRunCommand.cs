using System.CommandLine;
using System.Diagnostics;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Pool;
using ButterE.Engine.Sweeps.Results;
using ButterE.Engine.Sweeps.Working;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere sweep run</c>: works on the missing runs of a campaign.</summary>
internal sealed class SweepRunCommand
{
    // What a scheduler grants to a task, where it does not bind the task to processors.
    private const string GrantVariable = "SLURM_CPUS_PER_TASK";

    private readonly Argument<string> campaign = CampaignArgument.Create();
    private readonly Option<int> workers = new("--workers")
    {
        Description = "Runs at the same time, each on processors of its own; what they share changes what they measure, so the default is 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int?> threads = new("--threads")
    {
        Description = "Threads of each run at most (default: the granted cores, shared out).",
        HelpName = "N",
    };
    private readonly WorkerOptions options = new();

    public static Command Create() => new SweepRunCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "run", "Makes the missing runs of a campaign. Stop it, kill it, start it again or several times at once: no finished row is lost.")
        {
            campaign, workers, threads,
        };
        options.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var clock = Stopwatch.StartNew();
        using var interrupt = new Interrupt(withUserSignal: true);
        OptionValue.AtLeastOne("--workers", parsed.GetValue(workers));
        if (parsed.GetValue(threads) is { } most)
            OptionValue.AtLeastOne("--threads", most);
        options.Check(parsed);
        var folder = CampaignArgument.Read(parsed, campaign);
        var plan = PlanFile.Read(folder);
        foreach (var written in new[] { folder.Results, folder.Failures, folder.Claims, folder.Checkpoints })
            WholeFile.RequireWritable(Path.Combine(written, "trial"));
        using var progress = new ProgressReporter();
        var (here, absent) = Here(parsed, plan.Header);
        var shards = here.Select(shard => shard.Shard).ToHashSet();
        var selected = plan.Runs.Where(run => shards.Contains(run.Shard)).ToArray();
        SweepWorker.Require(plan.Header, selected);
        var look = new StatusLook(folder);
        var missing = selected.Where(look.IsMissing).ToArray();
        var result = new PoolResult(0, 0, ExitCode.Ok, null);
        var team = (Workers: 0, Threads: 0, Cpus: (IReadOnlyList<IReadOnlyList<int>>?)null);
        if (missing.Length > 0)
        {
            using var shares = Share(parsed, missing, progress, out team);
            var again = options.Repeat(parsed).ToArray();
            var only = here.Select(shard => shard.Device).Distinct().SelectMany(device => new[] { "--device", device }).ToArray();
            var handedOn = again.Contains("--device") ? again : [.. again, .. only];
            result = WorkerPool.Run(
                folder, missing, team.Workers,
                worker => ThisProgram.Start(SweepWorkerCommand.Arguments(folder.Root, team.Threads, team.Cpus?[worker], handedOn)),
                new PoolLines(progress), interrupt.Token);
        }

        var status = SweepStatus.Of(folder, selected);
        if (parsed.GetValue(JsonOutput.Option))
        {
            JsonOutput.Write(new
            {
                campaign = folder.Root, status.Planned, status.Done, status.Failed, status.Missing, status.Running,
                doneHere = result.Done, failedHere = result.Failed, team.Workers, threads = team.Threads, cpus = team.Cpus,
                isolate = options.IsIsolated(parsed), absentDevices = absent,
                interrupted = result.ExitCode == WorkerPool.Interrupted, seconds = clock.Elapsed.TotalSeconds,
            });
        }
        else if (here.Count == 0)
        {
            Console.WriteLine($"no shard falls to {options.Share(parsed)}: the plan has shards 0 to {plan.Header.Shards.Count - 1}");
        }
        else
        {
            Console.WriteLine($"{status.Done:N0} of {status.Planned:N0} runs done, {status.Failed:N0} failed, {status.Missing:N0} missing"
                + (status.Running > 0 ? $" ({status.Running:N0} of them with other workers)" : "")
                + $"; {result.Done:N0} here in {Quantity.Duration(clock.Elapsed.TotalSeconds)}");
        }

        progress.Dispose();
        return End(folder, result, status, absent);
    }

    private static int End(CampaignFolder folder, PoolResult result, SweepStatus status, string[] absent)
    {
        switch (result)
        {
            case { ExitCode: WorkerPool.Interrupted }:
                throw new OperationCanceledException($"interrupted; what was done is kept in {folder.Root}: run the same command again to go on");
            case { Reason: { } reason }:
                Console.Error.WriteLine($"buttere: {reason}");
                return result.ExitCode;
            case { ExitCode: not ExitCode.Ok }:
                return result.ExitCode;
        }

        if (status.Failed > 0)
            throw new InputException(
                $"{folder.Root}: {status.Failed} runs failed; buttere sweep status {folder.Root} says why, buttere sweep retry {folder.Root} clears them");
        return absent.Length == 0
            ? ExitCode.Ok
            : throw new UnavailableException(
                $"{folder.Root}: its runs for {string.Join(", ", absent)} are left, this machine has no such device (--device chooses)");
    }

    // Shards of the devices that this machine has; one that was asked for must be there.
    private (IReadOnlyList<PlannedShard> Here, string[] Absent) Here(ParseResult parsed, PlanHeader plan)
    {
        var shards = options.Shards(parsed, plan);
        var absent = new List<string>();
        foreach (var device in shards.Select(shard => shard.Device).Distinct().ToArray())
        {
            try
            {
                Trainers.Require(device);
            }
            catch (UnavailableException) when (options.Repeat(parsed).All(text => text is not ("--device" or "--shard")))
            {
                absent.Add(device);
            }
        }

        var here = shards.Where(shard => !absent.Contains(shard.Device)).ToArray();
        // An array of jobs may be wider than the plan has shards: then nothing falls to some of them, and nothing is absent.
        if (here.Length == 0 && absent.Count > 0)
            throw new UnavailableException($"the plan is for {string.Join(", ", absent)}: this machine has no such device");
        return (here, [.. absent]);
    }

    // Who gets which processors. What meters see is the whole machine, so that a second worker would only wait.
    private ProcessorShares? Share(
        ParseResult parsed, SweepRun[] missing, ProgressReporter progress, out (int Workers, int Threads, IReadOnlyList<IReadOnlyList<int>>? Cpus) team)
    {
        var asked = parsed.GetValue(workers);
        var isMetered = options.IsMetered(parsed, missing);
        var count = Math.Min(isMetered || options.IsIsolated(parsed) ? 1 : asked, missing.Length);
        if (isMetered)
            progress.Say("runs under a meter take the machine for themselves, one at a time");
        else if (count < asked && options.IsIsolated(parsed))
            progress.Say("--isolate: one worker, one run at a time on this machine");
        var granted = int.TryParse(Environment.GetEnvironmentVariable(GrantVariable), out var perTask) && perTask > 0
            ? Math.Min(perTask, GrantedCores.PhysicalCount)
            : GrantedCores.PhysicalCount;
        var each = parsed.GetValue(threads) ?? Math.Max(1, granted / count);
        if (count * each > granted)
            throw new InputException($"--workers {count} with {each} threads each: wants {count * each} cores, {granted} are granted");
        var shares = ProcessorShares.TryTake(count, each);
        if (shares is null)
        {
            progress.Say("other workers have processors of this machine: these are not kept on any, and share them "
                + "(co_runners in the rows counts those of this campaign)");
        }

        team = (count, each, shares?.Cpus);
        return shares;
    }

    private sealed class PoolLines(ProgressReporter progress) : IProgress<PoolProgress>
    {
        // A log has no use for each of thousands of runs.
        private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

        private long lastShown;

        public void Report(PoolProgress value)
        {
            if (value.Say is { } line)
                progress.Say(line);
            if (value.What is not { } what || (Console.IsErrorRedirected && lastShown != 0 && Stopwatch.GetElapsedTime(lastShown) < LogInterval))
                return;
            lastShown = Stopwatch.GetTimestamp();
            progress.Report((value.Fraction, what));
        }
    }
}
