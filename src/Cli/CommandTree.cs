using System.CommandLine;
using System.CommandLine.Parsing;
using ButterE.Cli.Commands;
using ButterE.Cli.Output;
using ButterE.Engine.Training;
using ButterE.Kernels;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe;

namespace ButterE.Cli;

/// <summary>The command tree of buttere and the one place where failures become exit codes.</summary>
internal static class CommandTree
{
    public static int Run(string[] arguments)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"buttere: {OneLine(ParseComplaint.Of(parsed))} (see buttere {PathOf(parsed)}--help)");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e)
        {
            return Report(e);
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Measures what training a fully connected network costs on this machine, explains the cost by the memory hierarchy, "
            + "and says which sizes are cheap.");
        root.Subcommands.Add(StudyCommand.Create());
        root.Subcommands.Add(NetworkCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(MetersCommand.Create());
        root.Subcommands.Add(WorkingSetsCommand.Create());
        root.Subcommands.Add(FitCommand.Create());
        root.Subcommands.Add(PredictCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(RecommendCommand.Create());
        root.Subcommands.Add(WhatIfCommand.Create());
        root.Subcommands.Add(ProbeCommand.Create());
        root.Subcommands.Add(DevicesCommand.Create());
        root.Subcommands.Add(IngestCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(SweepCommand.Create());
        root.Subcommands.Add(CacheCommand.Create());
        return root;
    }

    private static int Report(Exception failure)
    {
        var code = failure switch
        {
            // What the options or the file system cannot give is no defect of the program: a folder that is not there, a full disk, a network
            // larger than the memory.
            InputException or IOException or UnauthorizedAccessException or OutOfMemoryException => ExitCode.BadInput,
            UnavailableException or DeviceAbsentException => ExitCode.Unavailable,
            InsufficientDataException => ExitCode.InsufficientData,
            OperationCanceledException => ExitCode.Interrupted,
            _ => ExitCode.Defect,
        };
        Console.Error.WriteLine(
            code == ExitCode.Defect ? $"buttere: internal error, please report it: {failure}" : $"buttere: {OneLine(MessageOf(failure))}");
        return code;
    }

    private static string MessageOf(Exception failure) =>
        failure is OutOfMemoryException ? RunMemory.NotEnough : failure.Message;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string PathOf(ParseResult parsed)
    {
        var path = "";
        for (var result = parsed.CommandResult; result is { Command: not RootCommand }; result = result.Parent as CommandResult)
            path = result.Command.Name + " " + path;
        return path;
    }
}
