using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Cray;

/// <summary>
/// The node's own counters on HPE Cray EX: text files <c>"VALUE J MICROSECONDS us"</c> under <c>/sys/cray/pm_counters</c>, updated together ten times
/// a second. A value counts only if <c>freshness</c> is the same before and after it; another <c>generation</c> means that the counters began anew.
/// </summary>
internal static partial class CrayMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "cray";

    private const double DefaultUpdateSeconds = 0.1;

    /// <summary>Finds the meters of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var folder = Path.Combine(request.SysfsRoot, "cray", "pm_counters");
        if (!Directory.Exists(folder))
            return [MeterCandidate.Absent(Describe(Prefix + ":node", "node"), $"no {folder}: not an HPE Cray node")];
        return Directory.EnumerateFiles(folder).Select(path => EnergyFile().Match(Path.GetFileName(path))).Where(match => match.Success)
            .Select(match => match.Groups["part"].Value).Order(StringComparer.Ordinal).Select(part => Find(folder, part, request));
    }

    private static MeterCandidate Find(string folder, string part, MeterRequest request)
    {
        var domain = part.Length == 0 ? "node" : part;
        var description = Describe($"{Prefix}:{domain}", domain);
        var counter = new CrayCounter(folder, part.Length == 0 ? "energy" : part + "_energy");
        if (CounterCheck.Read(counter) is null)
            return MeterCandidate.Absent(description, $"{counter.File} not readable, or not of the form VALUE J");
        // Of those that nobody would choose unasked a listing does not wait to see them move.
        if (request.Id is null && description.IsAutomatic && CounterCheck.Stillness(counter) is { } still)
            return MeterCandidate.Absent(description, still);
        return new MeterCandidate(description, () => new CounterMeter(description, [counter], request.Clock));
    }

    private static MeterDescription Describe(string id, string domain) => new(id, EnergyKind.CounterDerived, domain,
        "node", Available: true, Reason: null)
    {
        MinimumSeconds = 10,
        IsAutomatic = domain is "cpu" or "node",
    };

    [GeneratedRegex("^((?<part>[a-z]+[0-9]*)_)?energy$")]
    private static partial Regex EnergyFile();

    [GeneratedRegex("^(?<joules>[0-9]+) J( [0-9]+ us)?$")]
    private static partial Regex Content();

    /// <summary>One counter, whole joules.</summary>
    private sealed class CrayCounter : IRawCounter
    {
        private readonly string folder;
        private readonly string? firstGeneration;

        public CrayCounter(string folder, string file)
        {
            (this.folder, File) = (folder, Path.Combine(folder, file));
            firstGeneration = SysfsText.Read(Path.Combine(folder, "generation"));
            var update = SysfsText.ReadNumber(Path.Combine(folder, "raw_scan_hz")) is > 0 and { } rate ? 1 / rate : DefaultUpdateSeconds;
            Traits = new CounterTraits(PeriodJoules: null, MaximumWatts: 20_000, UpdateSeconds: update, TickJoules: 1);
        }

        public string File { get; }

        public CounterTraits Traits { get; }

        public double? ReadJoules()
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var before = Fresh();
                var match = Content().Match(SysfsText.Read(File) ?? "");
                if (Fresh() != before)
                    continue;
                // Counters that began anew are not the ones this meter was opened on.
                var isSame = SysfsText.Read(Path.Combine(folder, "generation")) == firstGeneration;
                return match.Success && isSame ? double.Parse(match.Groups["joules"].Value, CultureInfo.InvariantCulture) : null;
            }

            return null;
        }

        public void Dispose()
        {
        }

        private string? Fresh() => SysfsText.Read(Path.Combine(folder, "freshness"));
    }
}
