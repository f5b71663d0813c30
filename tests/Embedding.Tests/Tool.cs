using System.Diagnostics;

// They build and pack the same projects.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ButterE.Embedding.Tests;

/// <summary>A program of the machine, run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote, both streams.</param>
internal sealed record Tool(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs it.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Arguments.</param>
    /// <param name="environment">Variables beyond those of this process.</param>
    /// <param name="folder">Working folder; null for the checkout.</param>
    public static Tool Run(string program, string[] arguments, (string Name, string Value)[]? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? ButterE.Tests.Shared.Repository.Root,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        // What the test host tells its own MSBuild must not reach another one.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return new Tool(-1, $"{program} took more than {Patience}");
        }

        return new Tool(process.ExitCode, output.Result + error.Result);
    }

    /// <summary>What it wrote; fails the test when it failed.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}");
        return Output;
    }

    /// <summary>Whether a program can be started and succeeds.</summary>
    public static bool Has(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
