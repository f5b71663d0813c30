namespace ButterE.Cli.Progress;

/// <summary>Says on a terminal which step of a command begins; a log has no use for steps of seconds.</summary>
internal sealed class StepReporter(string command) : IProgress<string>
{
    public void Report(string value)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine($"{command}: {value}");
    }
}
