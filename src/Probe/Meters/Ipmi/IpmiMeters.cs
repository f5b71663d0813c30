using ButterE.Probe.Meters.Deadlines;
using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Ipmi;

/// <summary>The node's power by its board controller, through whichever of the usual programs is installed.</summary>
internal static class IpmiMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "ipmi";

    private static readonly (string Tool, string[] Arguments)[] Tools =
    [
        ("ipmi-dcmi", ["--get-system-power-statistics"]),
        ("ipmitool", ["dcmi", "power", "reading"]),
        ("ipmiutil", ["dcmi", "power"]),
    ];

    /// <summary>Finds the meter of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var description = new MeterDescription($"{Prefix}:dcmi", EnergyKind.Measured, "node", "node", Available: true, Reason: null)
        {
            MinimumSeconds = 60,
        };
        var installed = Array.Find(Tools, known => DeadlineProcess.Find(known.Tool) is not null);
        if (installed.Tool is null)
        {
            yield return MeterCandidate.Absent(
                description, $"none of {string.Join(", ", Tools.Select(known => known.Tool))} is on PATH", "sudo apt-get install ipmitool");
            yield break;
        }

        description = description with { Source = installed.Tool };
        var sensor = new DcmiSensor(DeadlineProcess.Find(installed.Tool)!, installed.Arguments);
        var answer = sensor.Read();
        yield return answer.Watts is > 0
            ? new MeterCandidate(description, () => new PowerMeter(description, sensor, request.Integrator, request.Clock))
            : MeterCandidate.Absent(description,
                $"{installed.Tool}: {Reason(answer)}", $"sudo {installed.Tool} {string.Join(' ', installed.Arguments)}");
    }

    private static string Reason(PowerAnswer answer) => answer switch
    {
        { Flags: var flags } when flags.HasFlag(MeterEvents.TimedOut) => $"no answer within {DcmiSensor.AnswerSeconds} s",
        { Flags: var flags } when flags.HasFlag(MeterEvents.NotActive) => "the board controller says that its power reading is not active",
        { Watts: 0 } => "the board controller shows 0 W",
        _ => "no power reading: no board controller (virtual machine), no /dev/ipmi0 (modprobe ipmi_devintf ipmi_si), or no permission",
    };

    /// <summary>Runs the program for every sample. Readings are whole watts.</summary>
    private sealed class DcmiSensor(string program, string[] arguments) : IPowerSensor
    {
        public const double AnswerSeconds = 5;

        public SensorTraits Traits { get; } = new(SampleSeconds: 1) { ResolutionWatts = 1, MaximumWatts = 32_767 };

        // The process itself is ended at its deadline; the thread gets a little longer.
        public double DeadlineSeconds => AnswerSeconds + 1;

        public PowerAnswer Read()
        {
            var outcome = DeadlineProcess.Run(program, arguments, TimeSpan.FromSeconds(AnswerSeconds));
            if (outcome.TimedOut)
                return new PowerAnswer(null, MeterEvents.TimedOut);
            return outcome.ExitCode == 0 ? DcmiReading.Parse(outcome.Output) : new PowerAnswer(null, MeterEvents.MissedSample);
        }

        public void Dispose()
        {
        }
    }
}
