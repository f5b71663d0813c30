using System.Diagnostics;

namespace ButterE.Cli.Commands;

/// <summary>This program, to be started once more.</summary>
internal static class ThisProgram
{
    /// <summary>How to start it with other arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var assembly = typeof(ThisProgram).Assembly;
        var running = Environment.ProcessPath!;
        // Under dotnet buttere.dll, and inside a test, another program is running this one.
        return Path.GetFileNameWithoutExtension(running) == assembly.GetName().Name
            ? new ProcessStartInfo(running, arguments)
            : new ProcessStartInfo(Path.GetFileNameWithoutExtension(running) == "dotnet" ? running : "dotnet", ["exec", assembly.Location, .. arguments]);
    }
}
