namespace ButterE.Cli.Output;

/// <summary>The exit codes of the command-line contract.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Defect = 1;
    public const int BadInput = 2;
    public const int Unavailable = 3;
    public const int InsufficientData = 4;
    public const int Interrupted = 75;
}
