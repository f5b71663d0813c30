using ButterE.Kernels;
using ButterE.Probe.Meters.Commands;
using ButterE.Probe.Meters.Cray;
using ButterE.Probe.Meters.Estimates;
using ButterE.Probe.Meters.Hwmon;
using ButterE.Probe.Meters.Ipmi;
using ButterE.Probe.Meters.Nvml;
using ButterE.Probe.Meters.Rapl;
using ButterE.Probe.Meters.Recordings;
using ButterE.Probe.Meters.Redfish;
using ButterE.Probe.Meters.Slurm;

namespace ButterE.Probe.Meters.Discovery;

/// <summary>The energy meters that the program knows, and which of them this machine has. Nothing here knows what is measured, only where it runs.</summary>
public static class EnergyMeters
{
    /// <summary>Environment variable with the root of another sysfs tree than <c>/sys</c>.</summary>
    public const string SysfsVariable = Native.Sysfs.RootVariable;

    // In the order of preference.
    private static readonly MeterFamily[] Families =
    [
        new(PerfMeters.Prefix, PerfMeters.Find),
        new(PowercapMeters.Prefix, PowercapMeters.Find),
        new(HwmonMeters.Prefix, HwmonMeters.Find),
        new(CrayMeters.Prefix, CrayMeters.Find),
        new(NvmlMeters.Prefix, NvmlMeters.Find),
        new(IpmiMeters.Prefix, IpmiMeters.Find),
        new(RedfishMeters.Prefix, RedfishMeters.Find, IsMadeToOrder: true),
        new(SlurmMeters.Prefix, SlurmMeters.Find, IsMadeToOrder: true),
        new(RecordingMeters.CsvPrefix, RecordingMeters.FindCsv, IsMadeToOrder: true),
        new(ExecMeters.Prefix, ExecMeters.Find, IsMadeToOrder: true),
        new(RecordingMeters.ReplayPrefix, RecordingMeters.FindReplay, IsMadeToOrder: true),
        new(TdpEstimate.Prefix, TdpEstimate.Find, IsMadeToOrder: true),
    ];

    /// <summary>Lists every known meter, with the reason where one cannot be read.</summary>
    /// <param name="request">What was granted; null for nothing. Its identity does not matter.</param>
    public static IReadOnlyList<MeterDescription> Discover(MeterRequest? request = null)
    {
        var everything = (request ?? new MeterRequest()) with { Id = null };
        return [.. Families.SelectMany(family => family.Find(everything)).Select(candidate => candidate.Description)];
    }

    /// <summary>Makes a meter, which the caller opens and disposes of.</summary>
    /// <param name="request">Which one; null for the first automatic one of this machine.</param>
    /// <returns>The meter; that of <see cref="MeterRequest.Device"/> where none is named and the work runs there.</returns>
    /// <exception cref="InputException">No meter has that identity, or its options cannot be used.</exception>
    /// <exception cref="UnavailableException">The meter, or every automatic meter when none was named, cannot be read.</exception>
    public static IEnergyMeter Create(MeterRequest? request = null)
    {
        request ??= new MeterRequest();
        if (request.Id is null)
        {
            return Automatic(request, out var reason)?.Make()
                ?? throw new UnavailableException(
                    $"no energy meter {(request.Device is { } device ? $"of {device.Id}" : "on this machine")}: {reason} (see buttere meters doctor)");
        }

        var chosen = Find(request);
        if (chosen.Description.Available)
            return chosen.Make();
        var remedy = chosen.Description.Remedy is { } line ? $"; try: {line}" : "";
        throw new UnavailableException($"meter {chosen.Description.Id}: {chosen.Description.Reason}{remedy}");
    }

    /// <summary>
    /// Makes the first automatic meter: counters of this machine that cost nothing to read, or that of <see cref="MeterRequest.Device"/>. Null where
    /// there is none.
    /// </summary>
    public static IEnergyMeter? CreateIfAvailable(MeterRequest? request = null) =>
        Automatic((request ?? new MeterRequest()) with { Id = null }, out _)?.Make();

    private static MeterCandidate Find(MeterRequest request)
    {
        // What follows the prefix may be a command or an address with a password: it is not repeated unless it names a meter of this machine.
        var prefix = request.Id!.Split(':')[0];
        var family = Array.Find(Families, family => family.Prefix == prefix)
            ?? throw new InputException(
                $"meter {prefix}: unknown; known are {string.Join(", ", Families.Select(known => known.Prefix))} (see buttere meters list)");
        var candidates = family.Find(request).ToArray();
        if (family.IsMadeToOrder || request.Argument(prefix) is null)
            return candidates[0];
        var named = Array.Find(candidates, candidate => candidate.Description.Id == request.Id);
        // Where there is no meter of a family at all, a placeholder says why.
        var placeholder = Array.Find(candidates, candidate => candidate.Description is { Available: false } absent && absent.Id == prefix);
        return named ?? placeholder
            ?? throw new InputException(
                $"meter {request.Id}: unknown; known are {string.Join(", ", candidates.Select(candidate => candidate.Description.Id))}");
    }

    private static MeterCandidate? Automatic(MeterRequest request, out string? reason) =>
        request.Device is { } device ? OfDevice(request, device, out reason) : FirstAutomatic(request, out reason);

    // The joules of the processor beside it are not the device's.
    private static MeterCandidate? OfDevice(MeterRequest request, MeteredDevice device, out string? reason)
    {
        reason = $"nothing tells which meter is that of {device.Name}; name one with --meter";
        if (device.Uuid is null)
            return null;
        var id = $"{NvmlMeters.Prefix}:{device.Uuid}";
        var candidates = NvmlMeters.Find(request with { Id = id }).ToArray();
        if (Array.Find(candidates, candidate => candidate.Description.Id == id) is not { } own)
        {
            reason = candidates[0].Description.Reason ?? $"the NVIDIA driver lists no {device.Uuid}";
            return null;
        }

        reason = own.Description.Reason;
        return own.Description.Available ? own : null;
    }

    // Families are asked one after another, so that a machine with RAPL never waits for a board controller.
    private static MeterCandidate? FirstAutomatic(MeterRequest request, out string? reason)
    {
        reason = null;
        foreach (var family in Families.TakeWhile(family => family.Prefix != NvmlMeters.Prefix))
        {
            foreach (var candidate in family.Find(request))
            {
                if (candidate.Description is { Available: true, IsAutomatic: true })
                    return candidate;
                reason ??= candidate.Description.Reason;
            }
        }

        return null;
    }

    /// <summary>A kind of meters.</summary>
    /// <param name="Prefix">What an identity begins with.</param>
    /// <param name="Find">Finds those of this machine, or the one asked for.</param>
    /// <param name="IsMadeToOrder">Whether the rest of the identity says how to make the meter.</param>
    private sealed record MeterFamily(string Prefix, Func<MeterRequest, IEnumerable<MeterCandidate>> Find, bool IsMadeToOrder = false);
}
