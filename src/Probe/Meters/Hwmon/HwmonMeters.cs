using System.Text.RegularExpressions;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Sysfs;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Hwmon;

/// <summary>
/// Energy counters and power sensors of Linux's hardware monitoring (Documentation/hwmon/sysfs-interface): energyN_input in µJ, powerN_average or
/// powerN_input in µW, and rails with inN_input in mV beside currN_input in mA. The sockets of amd_energy are one meter.
/// </summary>
internal static partial class HwmonMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "hwmon";

    private const string ChmodHint = "sudo chmod a+r ";

    /// <summary>Finds the meters of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var root = Path.Combine(request.SysfsRoot, "class", "hwmon");
        var found = Chips(root).SelectMany(chip => OfChip(chip, request)).ToArray();
        var none = new MeterDescription(Prefix, EnergyKind.Measured, "node", "machine", Available: false, Reason: null);
        return found.Length > 0
            ? found
            : [MeterCandidate.Absent(none, Directory.Exists(root) ? $"no energy or power in {root}" : $"no {root}: virtual machine or container")];
    }

    // Numbers of hwmon folders change from boot to boot: a chip is called by its name, and by a count where several bear it.
    private static IEnumerable<(string Folder, string Id)> Chips(string root)
    {
        if (!Directory.Exists(root))
            return [];
        return Directory.EnumerateFileSystemEntries(root).Order(StringComparer.Ordinal)
            .Select(folder => (Folder: folder, Name: SysfsText.Read(Path.Combine(folder, "name"))))
            .Where(chip => chip.Name is not null)
            .GroupBy(chip => chip.Name!)
            .SelectMany(chips => chips.Select((chip, number) => (chip.Folder, number == 0 ? chip.Name! : $"{chip.Name}#{number + 1}")));
    }

    private static IEnumerable<MeterCandidate> OfChip((string Folder, string Id) chip, MeterRequest request)
    {
        var inputs = Directory.EnumerateFiles(chip.Folder).Select(path => Input().Match(Path.GetFileName(path)))
            .Where(match => match.Success).Select(match => (Kind: match.Groups["kind"].Value, Number: match.Groups["number"].Value))
            .Distinct().OrderBy(input => input.Kind, StringComparer.Ordinal).ThenBy(input => input.Number.Length).ThenBy(input => input.Number,
                StringComparer.Ordinal).ToArray();
        var counters = inputs.Where(input => input.Kind == "energy").Select(input => new HwmonEnergy(chip.Folder, input.Number)).ToArray();
        if (chip.Id.StartsWith("amd_energy", StringComparison.Ordinal))
        {
            var sockets = counters.Where(counter => counter.Label?.StartsWith("Esocket", StringComparison.Ordinal) == true).ToArray();
            if (sockets.Length > 0)
                yield return Counter($"{Prefix}:{chip.Id}:package", "package", sockets, request);
        }
        else
        {
            foreach (var counter in counters)
            {
                var name = NameOf(counter.Label, $"energy{counter.Number}", counters.Select(other => other.Label));
                yield return Counter($"{Prefix}:{chip.Id}:{name}", counter.Label ?? chip.Id, [counter], request);
            }
        }

        var sensors = inputs.Where(input => input.Kind is "power" or "curr")
            .Select(input => (Own: $"{input.Kind}{input.Number}", Sensor: input.Kind == "power" ? HwmonPower.OfPower(chip.Folder, input.Number) : HwmonPower.OfRail(chip.Folder, input.Number)))
            .Where(input => input.Sensor is not null).ToArray();
        foreach (var (own, sensor) in sensors)
        {
            var name = NameOf(sensor!.Label, own, sensors.Select(other => other.Sensor!.Label).Concat(counters.Select(counter => counter.Label)));
            yield return Power($"{Prefix}:{chip.Id}:{name}", sensor.Label ?? chip.Id, sensor, request);
        }
    }

    // Two inputs of a chip may have one label, and each meter needs an identity of its own.
    private static string NameOf(string? label, string own, IEnumerable<string?> labels) =>
        label is null ? own : labels.Count(other => other == label) > 1 ? $"{label} ({own})" : label;

    private static MeterCandidate Counter(string id, string domain, HwmonEnergy[] counters, MeterRequest request)
    {
        var description = new MeterDescription(id, EnergyKind.CounterDerived, domain, "machine", Available: true, Reason: null)
        {
            // Edges of one update each weigh below 1 %.
            MinimumSeconds = Math.Max(1, 60 * counters.Max(counter => counter.Traits.UpdateSeconds)),
            IsAutomatic = domain == "package",
        };
        if (Array.Find(counters, counter => CounterCheck.Read(counter) is null) is { } unreadable)
        {
            return MeterCandidate.Absent(
                description, $"{unreadable.File} not readable", ChmodHint + string.Join(' ', counters.Select(counter => counter.File)));
        }

        // Of those that nobody would choose unasked a listing does not wait to see them move.
        if (request.Id is null && description.IsAutomatic && counters.Select(CounterCheck.Stillness).FirstOrDefault(reason => reason is not null) is { } still)
            return MeterCandidate.Absent(description, still);
        return new MeterCandidate(description, () => new CounterMeter(description, counters, request.Clock));
    }

    private static MeterCandidate Power(string id, string domain, HwmonPower sensor, MeterRequest request)
    {
        var description = new MeterDescription(id, EnergyKind.Measured, domain, "machine", Available: true, Reason: null)
        {
            MinimumSeconds = 60 * sensor.Traits.SampleSeconds,
            Source = sensor.Window,
        };
        return sensor.Read().Watts is null
            ? MeterCandidate.Absent(description, $"{sensor.File} not readable, or no power", ChmodHint + sensor.File)
            : new MeterCandidate(description, () => new PowerMeter(description, sensor, request.Integrator, request.Clock));
    }

    [GeneratedRegex("^(?<kind>energy|power|curr)(?<number>[0-9]+)_(input|average)$")]
    private static partial Regex Input();

    // A chip may say how often it looks at its sensors (update_interval, ms). amd_energy shows the registers of the processor, which move every
    // millisecond; another chip that says nothing is given a second, so that none is called stuck before its time.
    private static double UpdateOf(string folder)
    {
        const double leastSeconds = 0.001, unknownSeconds = 1;
        if (SysfsText.ReadNumber(Path.Combine(folder, "update_interval")) is { } milliseconds)
            return Math.Max(milliseconds / 1000, leastSeconds);
        return SysfsText.Read(Path.Combine(folder, "name")) == "amd_energy" ? leastSeconds : unknownSeconds;
    }

    /// <summary>An energy counter of a chip, 64 bits of µJ.</summary>
    private sealed class HwmonEnergy(string folder, string number) : IRawCounter
    {
        public string Number { get; } = number;

        public string File { get; } = Path.Combine(folder, $"energy{number}_input");

        public string? Label { get; } = SysfsText.Read(Path.Combine(folder, $"energy{number}_label"));

        public CounterTraits Traits { get; } = new(PeriodJoules: null, MaximumWatts: 1000, UpdateOf(folder), TickJoules: Math.Pow(2, -16));

        public double? ReadJoules() => SysfsText.ReadNumber(File) * 1e-6;

        public void Dispose()
        {
        }
    }

    /// <summary>A power sensor of a chip.</summary>
    private sealed class HwmonPower : IPowerSensor
    {
        private const double DefaultSampleSeconds = 0.1;
        private readonly string? voltageFile;
        private readonly double scale;

        private HwmonPower(string file, string? voltageFile, double scale, string? label, double? averageMilliseconds)
        {
            (File, this.voltageFile, this.scale, Label) = (file, voltageFile, scale, label);
            Window = averageMilliseconds is { } window ? $"average over {window} ms" : null;
            // Looking more often than the chip does shows the same value again.
            var update = SysfsText.ReadNumber(Path.Combine(Path.GetDirectoryName(file)!, "update_interval"));
            Traits = new SensorTraits(Math.Max(Math.Max(averageMilliseconds ?? 0, update ?? 0) / 1000, DefaultSampleSeconds))
            {
                AveragingSeconds = averageMilliseconds / 1000,
            };
        }

        public string File { get; }

        public string? Label { get; }

        public string? Window { get; }

        public SensorTraits Traits { get; }

        public double DeadlineSeconds => 1;

        public static HwmonPower? OfPower(string folder, string number)
        {
            var average = Path.Combine(folder, $"power{number}_average");
            var isAverage = System.IO.File.Exists(average);
            return new HwmonPower(
                isAverage ? average : Path.Combine(folder,
                    $"power{number}_input"), null, 1e-6, SysfsText.Read(Path.Combine(folder, $"power{number}_label")),
                isAverage ? SysfsText.ReadNumber(Path.Combine(folder, $"power{number}_average_interval")) : null);
        }

        // Milliamperes times millivolts are microwatts. Chips that show powers too are read there.
        public static HwmonPower? OfRail(string folder, string number)
        {
            var voltage = Path.Combine(folder, $"in{number}_input");
            return System.IO.File.Exists(voltage) && !System.IO.File.Exists(Path.Combine(folder, $"power{number}_input"))
                ? new HwmonPower(Path.Combine(folder,
                    $"curr{number}_input"), voltage, 1e-6, SysfsText.Read(Path.Combine(folder, $"in{number}_label")), null)
                : null;
        }

        public PowerAnswer Read()
        {
            var value = SysfsText.ReadNumber(File) * scale;
            return new PowerAnswer(voltageFile is null ? value : value * SysfsText.ReadNumber(voltageFile));
        }

        public void Dispose()
        {
        }
    }
}
