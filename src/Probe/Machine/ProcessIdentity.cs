using System.Diagnostics;
using System.Globalization;

namespace ButterE.Probe.Machine;

/// <summary>
/// Which process it is, beyond its number: numbers are given again, and two machines or containers have the same ones.
/// </summary>
/// <param name="Machine">The machine since it was started, and the container's numbering of processes.</param>
/// <param name="Id">Number of the process there.</param>
/// <param name="Started">When the process was started, by the machine's clock.</param>
public sealed record ProcessIdentity(string Machine, int Id, long Started)
{
    private const int StateField = 2, StartField = 21;

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = new(ThisMachine(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether the process runs still; null when it is one of another machine, of which nothing is known.</summary>
    public bool? IsAlive() => Machine == Current.Machine ? StartOf(Id) == Started : null;

    private static string ThisMachine()
    {
        const string boot = "/proc/sys/kernel/random/boot_id";
        var started = File.Exists(boot) ? File.ReadAllText(boot).Trim() : "";
        var numbering = OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget ?? "" : "";
        return $"{Environment.MachineName} {started} {numbering}";
    }

    // A process that has ended and that nobody has asked about is still listed, as a zombie.
    private static long? StartOf(int id)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(id);
                return process.StartTime.Ticks;
            }

            // The name in parentheses may hold anything; what follows has fixed places (proc(5)).
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateField - 2] is "Z" or "X" ? null : long.Parse(fields[StartField - 2], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
