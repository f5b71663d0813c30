namespace ButterE.Cli.Tests;

/// <summary>One call of buttere inside the test process, with what it printed.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandLineCall(int ExitCode, string Output, string Error)
{
    private static readonly Lock Gate = new();

    /// <summary>Calls buttere. One call at a time: the streams of the console belong to the process.</summary>
    public static CommandLineCall Run(params string[] arguments)
    {
        lock (Gate)
        {
            var (output, error) = (Console.Out, Console.Error);
            using var capturedOutput = new StringWriter();
            using var capturedError = new StringWriter();
            try
            {
                Console.SetOut(capturedOutput);
                Console.SetError(capturedError);
                var code = CommandTree.Run(arguments);
                return new CommandLineCall(code, capturedOutput.ToString(), capturedError.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
            }
        }
    }
}
