using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Cli.Progress;
using ButterE.Engine.Model;
using ButterE.Engine.Study;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere study</c>: the main job.</summary>
internal static class StudyCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out")
        {
            Description = "Folder of the results; an interrupted study goes on in it.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "buttere-study",
        };
        var quick = new Option<bool>("--quick") { Description = "Within 3 minutes on 2 cores (default)." };
        var full = new Option<bool>("--full")
        {
            Description = "20 minutes to an hour on 2 cores: sizes 2^5 to 2^22 in eight shapes and depths, for enough epochs that isolines cross.",
        };
        var device = new Option<string>("--device")
        {
            Description = "cpu, cuda:N or opencl:N.",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => Trainers.Cpu,
        };
        var replicates = ReplicatesOption.Create();
        var noTune = TuningOption.Create();
        var command = new Command(
            "study", "Probes this machine, trains a sweep on real data, fits the cost model, recommends a size and writes a report.")
        {
            folder, quick, full, device, replicates, noTune, JsonOutput.Option,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(quick) && parsed.GetValue(full))
                throw new InputException("--full: cannot be used together with --quick");
            Trainers.Require(parsed.GetValue(device)!);
            var settings = new StudySettings
            {
                Folder = parsed.GetValue(folder)!,
                Scope = parsed.GetValue(full) ? StudyScope.Full : StudyScope.Quick,
                Device = parsed.GetValue(device)!,
                Replicates = ReplicatesOption.Read(parsed, replicates),
                Threads = GrantedCores.PhysicalCount,
                Tuning = TuningOption.Obtain(!parsed.GetValue(noTune)),
            };
            var result = Run(settings);
            if (parsed.GetValue(JsonOutput.Option))
                JsonOutput.Write(result);
            else
                Print(result);
            return ExitCode.Ok;
        });
        return command;
    }

    private static StudyResult Run(StudySettings settings)
    {
        using var interrupt = new Interrupt();
        using var progress = new ProgressReporter();
        try
        {
            return StudyRunner.Run(settings, progress, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested && !File.Exists(new StudyFolder(settings.Folder).Profile))
        {
            throw new OperationCanceledException(
                $"interrupted during the probe, of which nothing is kept yet in {settings.Folder}: run the same command again, and the probe starts again");
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException($"interrupted; what was measured is kept in {settings.Folder}: run the same command again to go on");
        }
    }

    private static void Print(StudyResult result)
    {
        var fit = result.Fit;
        Console.WriteLine($"runs            {fit.N} on {result.DataSource}"
            + (result.RunsLeftOut > 0 ? $"; {result.RunsLeftOut} left out because the time was up" : ""));
        Console.WriteLine("energy          "
            + (result.Meter is { } meter ? $"from {meter}" : "no meter on this machine: joules are not known, the model is one of time"));
        Console.WriteLine($"model           {(fit.Target == CostTarget.Time ? "time" : "energy")}, "
            + $"mean |predicted / measured - 1| {fit.MeanAbsoluteRelativeError:0.0 %}"
            + (fit.CrossValidatedError is { } unseen ? $", {unseen:0.0 %} on runs left out of the fit{FitErrors.NoteOnUnseen(fit.CrossValidatedN, fit.N)}" : ""));
        if (RunSelection.NoteOnThreads(fit.ThreadsUsed, fit.KnowsThreads) is { } threads)
            Console.WriteLine($"                {threads}");
        Console.WriteLine($"recommendation  {result.Reason}");
        foreach (var line in result.Evidence)
            Console.WriteLine($"                {line}");
        Console.WriteLine($"report          {result.Report}");
        Console.WriteLine($"                {result.Seconds:0} s in all");
    }
}
