using System.Globalization;
using ButterE.Probe.Meters.Counters;
using ButterE.Probe.Meters.Deadlines;
using ButterE.Probe.Meters.Power;

namespace ButterE.Probe.Meters.Nvml;

/// <summary>
/// NVIDIA GPUs. A device with an energy counter is metered by it, with the sampled power beside it; an older one by its power alone.
/// </summary>
internal static class NvmlMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "nvml";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Finds the meters of this machine.</summary>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        using var guard = new DeadlineThread();
        string? reason = null;
        if (!guard.TryRun(() => Devices(request, out reason), Deadline, out var found))
            (found, reason) = ([], $"the NVIDIA driver did not answer within {Deadline.TotalSeconds:0} s");
        return found!.Count > 0 ? found : [MeterCandidate.Absent(Describe(Prefix, "device"), reason ?? "the NVIDIA driver lists no device")];
    }

    private static List<MeterCandidate> Devices(MeterRequest request, out string? reason)
    {
        if (NvmlLibrary.Load(request.NvmlPath, out reason) is not { } nvml)
            return [];
        // A device that fell off the bus has no handle; the library must not be asked about it.
        var devices = Enumerable.Range(0, nvml.Count()).Select(index => (Handle: nvml.Device(index), Index: index)).Where(device => device.Handle != 0)
            .Select(device => new NvmlDevice(nvml, device.Handle, device.Index)).ToArray();
        var names = devices.Select(device => device.Name).ToArray();
        return [.. devices.Select(device => Find(device, names, request))];
    }

    private static MeterCandidate Find(NvmlDevice device, string[] names, MeterRequest request)
    {
        // The counter of a superchip covers its module, the CPU included: RAPL must not be added to it.
        var isModule = device.Name.Contains("GH200", StringComparison.Ordinal) || device.Name.Contains("GB200", StringComparison.Ordinal);
        var power = new NvmlPower(device);
        var hasCounter = device.ReadJoules() is not null;
        var description = Describe($"{Prefix}:{device.Uuid}", isModule ? "module" : "device") with
        {
            Kind = hasCounter ? EnergyKind.CounterDerived : EnergyKind.Measured,
            MinimumSeconds = hasCounter ? 10 : 60,
            Source = Source(device, power),
        };
        // Whoever names a device by its UUID means it, granted or not; a meter only reads.
        var visible = Environment.GetEnvironmentVariable(VisibleDevices.Variable);
        var order = Environment.GetEnvironmentVariable("CUDA_DEVICE_ORDER");
        if (request.Id != description.Id && VisibleDevices.ReasonAgainst(visible, order, device.Index, device.Uuid, names) is { } against)
            return MeterCandidate.Absent(description, against, $"--meter {description.Id}");
        if (!hasCounter && power.Read().Watts is null)
            return MeterCandidate.Absent(description, $"{device.Name} reports neither energy nor power");
        var flags = device.IsPartitioned ? MeterEvents.WholeDevice : MeterEvents.None;
        IEnergyMeter Sampled() => new PowerMeter(description with { Kind = EnergyKind.Measured }, power, Integrator.Linear, request.Clock);
        return new MeterCandidate(
            description, () => new NvmlMeter(hasCounter ? new CounterMeter(description, [device], request.Clock) : Sampled(), hasCounter
                ? Sampled() : null, flags));
    }

    private static MeterDescription Describe(string id, string scope) =>
        new(id, EnergyKind.CounterDerived, "gpu", scope, Available: true, Reason: null);

    private static string Source(NvmlDevice device, NvmlPower power)
    {
        var facts = new List<string> { device.Name, $"driver {device.Driver ?? "unknown"}" };
        if (device.PowerLimitWatts is { } limit)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"limit {limit:0.#} W"));
        if (device.Persistence is { } persistence)
            facts.Add(persistence ? "persistence on" : "persistence off");
        facts.Add(power.Traits.AveragingSeconds > 0 ? $"power averaged over {power.Traits.AveragingSeconds} s" : "power instantaneous");
        return string.Join(", ", facts);
    }
}
