using System.Text.Json;
using ButterE.Probe.Files;

namespace ButterE.Cli.Tests;

/// <summary>One call of buttere, with what it printed.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandLineCall(int ExitCode, string Output, string Error)
{
    private static readonly Lock Gate = new();

    /// <summary>The cache folder of every call that names no other: the first one that trains measures, the others read.</summary>
    public static TemporaryFolder OwnCache { get; } = CreateCache();

    /// <summary>Calls buttere inside the test process.</summary>
    public static CommandLineCall Run(params string[] arguments) => RunUnder([], arguments);

    /// <summary>
    /// Calls buttere inside the test process under some environment variables. One call at a time: the streams of the console and the
    /// environment belong to the process.
    /// </summary>
    public static CommandLineCall RunUnder((string Variable, string? Value)[] environment, params string[] arguments)
    {
        // The tests must neither read nor write what the user's own runs keep.
        if (!environment.Any(e => e.Variable == CacheFolder.Variable))
            environment = [(CacheFolder.Variable, OwnCache.Root), .. environment];
        lock (Gate)
        {
            var (output, error) = (Console.Out, Console.Error);
            var before = environment.Select(e => (e.Variable, Environment.GetEnvironmentVariable(e.Variable))).ToArray();
            using var capturedOutput = new StringWriter();
            using var capturedError = new StringWriter();
            try
            {
                Set(environment);
                Console.SetOut(capturedOutput);
                Console.SetError(capturedError);
                var code = CommandTree.Run(arguments);
                return new CommandLineCall(code, capturedOutput.ToString(), capturedError.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
                Set(before);
            }
        }
    }

    /// <summary>
    /// Does something while no call inside the test process has changed the environment: a program started then inherits the true one.
    /// </summary>
    public static T OutsideOfCalls<T>(Func<T> action)
    {
        lock (Gate)
            return action();
    }

    /// <summary>The one JSON document that a successful call printed.</summary>
    public JsonElement Document()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>A refusal is one line on standard error, starts with the program's name and shows no stack trace.</summary>
    public void AssertRefused(int code, params ReadOnlySpan<string> fragments)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode} instead of {code}: {Error}");
        Assert.StartsWith("buttere: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        foreach (var fragment in fragments)
            Assert.Contains(fragment, Error, StringComparison.Ordinal);
    }

    /// <summary>A call that was asked to stop says in its last line how to go on.</summary>
    public void AssertInterrupted(string howToGoOn)
    {
        Assert.True(ExitCode == 75, $"exit code {ExitCode}: {Error}");
        Assert.Contains(howToGoOn, Error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    private static TemporaryFolder CreateCache()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private static void Set((string Variable, string? Value)[] environment)
    {
        foreach (var (variable, value) in environment)
            Environment.SetEnvironmentVariable(variable, value);
    }
}
