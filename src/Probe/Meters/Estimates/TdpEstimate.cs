using System.Globalization;
using System.Text.RegularExpressions;

namespace ButterE.Probe.Meters.Estimates;

/// <summary>
/// No meter but a model, made only when it was asked for by name: <c>estimate:tdp=WATTS,idle=WATTS</c>. Power is idle + (tdp - idle) times the
/// share of
/// processor time in use; every result is labelled an estimate, carries its inputs and half its value as systematic uncertainty.
/// </summary>
internal static partial class TdpEstimate
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "estimate";

    // Not derived from anything: neither the inputs nor the straight line between them come from a measurement. It says no more than that the
    // value may be wrong by half.
    private const double RelativeUncertainty = 0.5;

    /// <summary>Finds the estimate that was asked for.</summary>
    /// <exception cref="InputException">The inputs are missing or impossible.</exception>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var description = new MeterDescription(Prefix + ":tdp", EnergyKind.Estimate, "package", "machine", Available: true, Reason: null);
        if (request.Argument(Prefix) is not { } text)
            return [MeterCandidate.Absent(description, "a model, not a meter: only by name", "--meter estimate:tdp=WATTS,idle=WATTS")];
        var match = Inputs().Match(text);
        var (tdp, idle) = match.Success ? (Number(match, "tdp"), Number(match, "idle")) : (0, 0);
        if (!match.Success || !(idle < tdp))
            throw new InputException($"meter {Prefix}:{text}: must be estimate:tdp=WATTS,idle=WATTS with idle below tdp");
        if (ProcessorTime.Read() is null)
            return [MeterCandidate.Absent(description, "this system does not tell how busy its processors are")];
        description = description with { Source = string.Create(CultureInfo.InvariantCulture,
            $"model idle + (tdp - idle) x utilisation, tdp={tdp} W, idle={idle} W") };
        return [new MeterCandidate(description, () => new TdpMeter(description, tdp, idle, request.Clock))];
    }

    private static double Number(Match match, string name) =>
        double.Parse(match.Groups[name].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tdp=(?<tdp>[0-9]+(\.[0-9]+)?),idle=(?<idle>[0-9]+(\.[0-9]+)?)$")]
    private static partial Regex Inputs();

    /// <summary>Processor time of all processors since the machine started.</summary>
    private static class ProcessorTime
    {
        private const int IdleColumn = 3, WaitColumn = 4;

        /// <summary>
        /// Ticks in use and in all; null where the system does not tell. Stolen time is in use: by whom does not matter to the power.
        /// </summary>
        public static (long Busy, long Total)? Read()
        {
            const string file = "/proc/stat";
            if (!File.Exists(file))
                return null;
            var ticks = File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var total = ticks.Sum();
            return (total - ticks[IdleColumn] - ticks[WaitColumn], total);
        }
    }

    /// <summary>Computes the model between two looks at the processors.</summary>
    private sealed class TdpMeter(MeterDescription description, double tdp, double idle, TimeProvider clock) : IEnergyMeter
    {
        private (long Time, (long Busy, long Total) Ticks)? opened;
        private (long Time, (long Busy, long Total) Ticks) latest;

        public MeterDescription Description { get; } = description;

        public void Open()
        {
            latest = (clock.GetTimestamp(), ProcessorTime.Read()!.Value);
            opened = latest;
        }

        public EnergyReading Read()
        {
            if (opened is not { } start)
                throw new InvalidOperationException($"meter {Description.Id} is not open");
            var now = (Time: clock.GetTimestamp(), Ticks: ProcessorTime.Read()!.Value);
            var reading = new EnergyReading(Interval(start, now), Interval(latest, now), Description);
            latest = now;
            return reading;
        }

        public void Close() => opened = null;

        public void Dispose() => Close();

        private EnergyInterval Interval((long Time, (long Busy, long Total) Ticks) from, (long Time, (long Busy, long Total) Ticks) to)
        {
            var seconds = clock.GetElapsedTime(from.Time, to.Time).TotalSeconds;
            var total = to.Ticks.Total - from.Ticks.Total;
            // Shorter than the kernel's tick nothing is known about the use.
            if (total <= 0)
                return new EnergyInterval(null, seconds, MeterEvents.TooFewSamples, null);
            var joules = (idle + (tdp - idle) * (to.Ticks.Busy - from.Ticks.Busy) / total) * seconds;
            return new EnergyInterval(joules, seconds, MeterEvents.None, new EnergyUncertainty(0, RelativeUncertainty * joules));
        }
    }
}
