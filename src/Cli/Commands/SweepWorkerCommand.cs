using System.CommandLine;
using System.Text.Json;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Pool;
using ButterE.Engine.Sweeps.Working;
using ButterE.Probe.Machine;

namespace ButterE.Cli.Commands;

/// <summary>
/// <c>buttere sweep worker</c>: one worker of a pool, started by <c>sweep run</c>. It prints events as JSON lines, and stops when its standard input ends.
/// </summary>
internal sealed class SweepWorkerCommand
{
    private readonly Argument<string> campaign = CampaignArgument.Create();
    private readonly Option<int> threads = new("--threads") { DefaultValueFactory = _ => 1 };
    private readonly Option<string?> cpus = new("--cpus");
    private readonly WorkerOptions options = new();

    /// <summary>The command.</summary>
    public const string Name = "worker";

    public static Command Create() => new SweepWorkerCommand().Build();

    /// <summary>Arguments that start a worker.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="cpus">Processors of the worker; null for any.</param>
    /// <param name="options">Options of the pool, handed on.</param>
    public static IEnumerable<string> Arguments(string campaign, int threads, IReadOnlyList<int>? cpus, IEnumerable<string> options) =>
        ["sweep", Name, campaign, "--threads", $"{threads}", .. cpus is null ? [] : (string[])["--cpus", string.Join(',', cpus)], .. options];

    private Command Build()
    {
        var command = new Command(Name, "One worker of a pool.") { campaign, threads, cpus };
        command.Hidden = true;
        options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt(withUserSignal: true);
        new Thread(() => StopAtEndOfInput(interrupt)) { IsBackground = true }.Start();
        var folder = CampaignArgument.Read(parsed, campaign);
        var plan = PlanFile.Read(folder);
        var settings = options.Read(parsed, options.Shards(parsed, plan.Header), parsed.GetValue(threads), CpuList.ParseOrNull(parsed.GetValue(cpus)));
        var result = SweepWorker.Run(folder, plan, settings, new EventLines(), interrupt.Token);
        return result.IsInterrupted ? WorkerPool.Interrupted : ExitCode.Ok;
    }

    // The pool closes the stream to stop its workers; when the pool is killed, the system does.
    private static void StopAtEndOfInput(Interrupt interrupt)
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nothing is said there.
        }

        interrupt.Ask();
    }

    private sealed class EventLines : IProgress<WorkerEvent>
    {
        public void Report(WorkerEvent value)
        {
            lock (this)
                Console.Out.WriteLine(JsonSerializer.Serialize(value));
        }
    }
}
