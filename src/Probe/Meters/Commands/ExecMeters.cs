using System.Globalization;
using ButterE.Probe.Meters.Deadlines;
using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Secrets;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Commands;

/// <summary>
/// Any other meter through a command that prints watts: <c>exec:COMMAND</c>, or <c>exec:@FILE</c> with the command in a file that only its owner can
/// read. The command runs in the shell once a second; it may hold secrets, so identities, errors and records name nothing of it but its kind.
/// </summary>
internal static class ExecMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "exec";

    /// <summary>Finds the meter that was asked for.</summary>
    /// <exception cref="InputException">The command was not typed by the user, or its file cannot be used.</exception>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var description = new MeterDescription(Prefix, EnergyKind.Measured, "node", "node", Available: true, Reason: null) { MinimumSeconds = 60 };
        if (request.Argument(Prefix) is not { } text)
            return [MeterCandidate.Absent(description, "needs a command that prints watts", "--meter exec:COMMAND, or exec:@FILE with mode 600")];
        request.RequireTypedByUser(Prefix);
        var command = text[0] == '@' ? OwnerOnlyFile.Read(text[1..]) : text;
        return [new MeterCandidate(description, () => new PowerMeter(
            description, new CommandSensor(command, request.CommandDeadline), request.Integrator, request.Clock))];
    }

    /// <summary>Runs the command for every sample.</summary>
    private sealed class CommandSensor(string command, TimeSpan deadline) : IPowerSensor
    {
        public SensorTraits Traits { get; } = new(SampleSeconds: 1);

        public double DeadlineSeconds => deadline.TotalSeconds + 1;

        public PowerAnswer Read()
        {
            var (shell, option) = OperatingSystem.IsWindows() ? ("cmd.exe", "/c") : ("/bin/sh", "-c");
            var outcome = DeadlineProcess.Run(shell, [option, command], deadline);
            if (outcome.TimedOut)
                return new PowerAnswer(null, MeterEvents.TimedOut);
            var line = outcome.Output.AsSpan().Trim();
            if (line.EndsWith("W", StringComparison.OrdinalIgnoreCase))
                line = line[..^1].TrimEnd();
            return outcome.ExitCode == 0 && double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var watts)
                ? new PowerAnswer(watts)
                : new PowerAnswer(null, MeterEvents.MissedSample);
        }

        public void Dispose()
        {
        }
    }
}
