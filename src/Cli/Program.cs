namespace ButterE.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => CommandTree.Run(arguments);
}
