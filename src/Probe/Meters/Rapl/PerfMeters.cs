using System.Runtime.InteropServices;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Meters.Sysfs;

namespace ButterE.Probe.Meters.Rapl;

/// <summary>
/// RAPL through perf_event, the first choice: the kernel carries the wraps, and the right to read needs no root. A domain that powercap exists
/// for but does not show is left out: old kernels list events that the processor does not have (ALUMET's safe subset).
/// </summary>
internal static class PerfMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "perf";

    private const int NoPermission = 1, NoEntry = 2, Denied = 13;

    private static readonly (string Domain, string Event)[] Events = [("package", "energy-pkg"), ("dram", "energy-ram"), ("psys", "energy-psys")];

    /// <summary>Finds the meters of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var powercap = new PowercapTree(request.SysfsRoot, RaplVendor.CountsPerPackage());
        return Events.Select(entry => Find(request, powercap, entry.Domain, entry.Event));
    }

    private static MeterCandidate Find(MeterRequest request, PowercapTree powercap, string domain, string name)
    {
        var description = new MeterDescription($"{Prefix}:{domain}", EnergyKind.CounterDerived, domain, "machine", Available: true, Reason: null)
        {
            MinimumSeconds = PowercapMeters.MinimumSeconds,
            IsAutomatic = true,
        };
        var folder = PerfEvents.FolderIn(request.SysfsRoot);
        if (!OperatingSystem.IsLinux() || !(RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64))
            return MeterCandidate.Absent(description, "perf_event is a part of Linux on x64 and ARM64");
        if (!Directory.Exists(folder))
            return MeterCandidate.Absent(description, $"no {folder}: virtual machine, or kernel without the RAPL unit", "sudo modprobe rapl");
        if (PerfEvents.Read(request.SysfsRoot, name) is not { } energy)
            return MeterCandidate.Absent(description, $"no event {name} in {folder}: the processor does not report {domain}");
        if (powercap.Exists && powercap.Of(domain).Count == 0)
            return MeterCandidate.Absent(description, $"the kernel lists {name}, but powercap shows no {domain}: the event is not trusted");
        if (Refusal(energy) is { } refusal)
            return MeterCandidate.Absent(description, refusal.Reason, refusal.Remedy);
        description = description with { Source = "perf_event" };
        return new MeterCandidate(description, () => new CounterMeter(description, OpenAll(energy), request.Clock));
    }

    private static (string Reason, string? Remedy)? Refusal(PerfEvents energy)
    {
        using var counter = PerfCounter.Open(energy, energy.Processors[0], out var error);
        return (counter, error) switch
        {
            (not null, _) => RefusalOf(counter),
            (_, NoPermission or Denied) => (
                $"no permission: kernel.perf_event_paranoid is {SysfsText.Read("/proc/sys/kernel/perf_event_paranoid") ?? "unknown"}"
                    + " and must be at most 0, or the program needs CAP_PERFMON",
                "sudo sysctl -w kernel.perf_event_paranoid=0"),
            (_, NoEntry) => ("the kernel knows no such unit (ENOENT): virtual machine", null),
            _ => ($"perf_event_open failed with error {error}", null),
        };
    }

    private static (string Reason, string? Remedy)? RefusalOf(PerfCounter counter)
    {
        if (counter.ReadJoules() is null)
            return ("the kernel opened the event but gives no count", null);
        return CounterCheck.Stillness(counter) is { } reason ? (reason, null) : null;
    }

    private static List<IRawCounter> OpenAll(PerfEvents energy)
    {
        var counters = new List<IRawCounter>();
        foreach (var processor in energy.Processors)
        {
            if (PerfCounter.Open(energy, processor, out var error) is not { } counter)
            {
                counters.ForEach(open => open.Dispose());
                throw new Kernels.UnavailableException($"meter {Prefix}: the counter of processor {processor} cannot be opened (error {error})");
            }

            counters.Add(counter);
        }

        return counters;
    }
}
