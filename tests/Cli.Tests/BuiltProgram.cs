using System.Diagnostics;
using System.Globalization;
using ButterE.Probe.Files;

namespace ButterE.Cli.Tests;

/// <summary>The built executable, started as a user starts it.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> output, error;

    public BuiltProgram(params string[] arguments) : this([], arguments)
    {
    }

    /// <summary>Starts the program under some environment variables more.</summary>
    public BuiltProgram((string Variable, string Value)[] environment, params string[] arguments)
    {
        process = CommandLineCall.OutsideOfCalls(() =>
        {
            var start = new ProcessStartInfo(Executable(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (variable, value) in environment.Prepend((CacheFolder.Variable, CommandLineCall.OwnCache.Root)))
                start.Environment[variable] = value;
            return Process.Start(start)!;
        });
        (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Waits for a condition; fails when the process ends before it holds.</summary>
    public void WaitUntil(Func<bool> holds)
    {
        for (var clock = Stopwatch.StartNew(); !holds(); Thread.Sleep(20))
        {
            Assert.False(process.HasExited, $"buttere ended too early: {(process.HasExited ? error.Result : "")}");
            Assert.True(clock.Elapsed < Patience, "buttere took too long");
        }
    }

    /// <summary>Ends the program or one of those that it started with SIGKILL, which no program can do anything about.</summary>
    /// <param name="choose">Chooses among them, the program itself first.</param>
    public void Kill(Func<IReadOnlyList<int>, int> choose)
    {
        using var victim = System.Diagnostics.Process.GetProcessById(choose([process.Id, .. ChildrenOf(process.Id)]));
        victim.Kill();
    }

    /// <summary>Whether the program runs still.</summary>
    public bool IsRunning => !process.HasExited;

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt()
    {
        // Where the tests themselves run in the background of a shell, SIGINT is ignored by inheritance; SIGTERM asks the same.
        var signal = Catches(signal: 2) ? "-INT" : "-TERM";
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>
    /// Asks the program and those that it started to end, each twice at once, as the closing of a terminal, <c>timeout</c> or a scheduler does, which send to a
    /// process and to its group.
    /// </summary>
    public void InterruptGroup()
    {
        var all = ChildrenOf(process.Id).Prepend(process.Id).Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray();
        using var kill = Process.Start("kill", ["-TERM", .. all, .. all]);
        kill.WaitForExit();
    }

    public CommandLineCall End()
    {
        Assert.True(process.WaitForExit(Patience), "buttere took too long");
        return new CommandLineCall(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    /// <summary>The executable of the same configuration: artifacts/bin/Cli/CONFIGURATION beside artifacts/bin/Cli.Tests/CONFIGURATION.</summary>
    private static string Executable()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.Combine(configuration.Parent!.Parent!.FullName, "Cli", configuration.Name, OperatingSystem.IsWindows() ? "buttere.exe" : "buttere");
        Assert.True(File.Exists(file), $"{file} is not built");
        return file;
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        Directory.EnumerateDirectories("/proc").Select(folder => (Ok: int.TryParse(Path.GetFileName(folder), out var id), Id: id))
            .Where(entry => entry.Ok && ParentOf(entry.Id) == parent).Select(entry => entry.Id);

    private static int? ParentOf(int id)
    {
        try
        {
            // The name in parentheses may hold anything; then come the state and the parent (proc(5)).
            var text = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool Catches(int signal)
    {
        var caught = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("SigCgt:", StringComparison.Ordinal))["SigCgt:".Length..].Trim();
        return (ulong.Parse(caught, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) == 1;
    }
}
