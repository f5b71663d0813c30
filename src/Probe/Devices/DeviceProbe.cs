using System.Diagnostics;
using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe.Claims;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>
/// Measures a device as <see cref="MemoryProbe"/> measures the CPU: levels by one multiprocessor's chase, the cost of an access to each, and what
/// launches and transfers cost. Nothing that trains needs it, so a program that leaves devices out leaves it out too.
/// </summary>
public static class DeviceProbe
{
    /// <summary>Runs the probe; about 20 s when quick, else about 2 minutes.</summary>
    /// <param name="device">The device as the option <c>--device</c> names it.</param>
    /// <param name="settings">How to measure.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, and what is being done; may be null.</param>
    /// <param name="cancellation">Stops between two visits.</param>
    /// <returns>The profile of the device; its units are multiprocessors.</returns>
    /// <exception cref="DeviceAbsentException">This machine has no such device, or the driver refuses it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static HardwareProfile Run(
        string device, DeviceProbeSettings settings, IProgress<(double Fraction, string What)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var started = (Utc: DateTime.UtcNow, Ticks: Stopwatch.GetTimestamp(), Steal: SystemLoad.StealTicks(), Load: SystemLoad.LoadAverage());
        using var session = DeviceSession.Open(device);
        var known = session.Device;
        var plan = DevicePlan.Of(known, settings.Quick);
        progress?.Report((0, "compiling kernels"));
        using var access = new MemoryAccess(session, plan.Sweep.LastBytes);
        var offload = new OffloadProbe(access, settings.Seed);
        var (launch, roundTrip) = offload.Launches();
        // The best of several batches goes with a short round trip.
        var timer = new DeviceTimer(roundTrip.Low ?? roundTrip.Value);

        var chase = new DeviceChase(access, plan.Order, plan.NodeBytes);
        var streams = DeviceStream.All(access, 1);
        var (visits, rounds) = new DeviceSweep(plan.Sweep, timer, settings.Seed)
            .Run(chase, streams, fraction => progress?.Report((0.05 + 0.75 * fraction, "sweeping working sets")), cancellation);
        if (settings.Record is { } record)
            LatencyTrace.Write(record, visits[chase.Name], []);

        progress?.Report((0.8, "detecting levels"));
        var detected = LevelDetector.Detect(visits[chase.Name], settings.Seed, plan.Order);
        var memory = DeviceLevels.MemoryOf(known);
        string[] names = [.. detected.Levels.Select((_, k) => LevelReconciliation.NameOf(k + 1)), memory];
        var traversals = streams.Prepend<ITraversal>(chase).ToArray();
        TraversalCost[] costs = [.. traversals.Select(traversal => CostOf(traversal, visits[traversal.Name], detected, names, settings.Seed))];
        var energies = MeasureEnergy(
            costs, traversals, settings, new MeteringProgress(progress, Stopwatch.GetElapsedTime(started.Ticks), 0.82).Report, cancellation);
        if (energies is not null)
            costs = [.. costs.Select(cost => TraversalCostFit.WithEnergy(cost, energies.Of(cost.Kind), detected.Levels, settings.Seed))];

        progress?.Report((0.85, "measuring all multiprocessors together"));
        var random = new SplitMix64((ulong)settings.Seed);
        var levels = new DeviceLevels(known, access, timer, plan, detected, costs, settings.Seed).All(ref random);
        progress?.Report((0.95, "measuring transfers"));
        var transfers = offload.Transfers(memory, cancellation);
        progress?.Report((1, "done"));
        var profile = new HardwareProfile
        {
            Schema = HardwareProfile.CurrentSchema,
            Device = known.Id,
            Name = known.Name,
            Units = access.Units,
            Levels = levels,
            Claims = [.. CacheClaims.Of(levels.Where(level => level.Name != memory && level.Name != HardwareProfile.SharedName))],
            Traversals = costs,
            Offload = new OffloadCosts(launch, roundTrip, transfers) { GraphNodeSeconds = offload.GraphNode(), GridBarrierSeconds = offload.GridBarrier() },
            Host = new HostDescription(CpuModel.Name, Cpuid.HypervisorName, CpuModel.Kernel, GrantedMemory.LimitBytes, GrantedCores.Count),
            Versions = Versions(known),
            Conditions = new MeasurementConditions
            {
                StartedUtc = started.Utc,
                Seconds = Stopwatch.GetElapsedTime(started.Ticks).TotalSeconds,
                StealFraction = SystemLoad.StealSince(started.Steal),
                LoadAverage = started.Load,
                Visits = timer.Visits,
                Rounds = rounds,
                RejectedVisits = 0,
                TimerSeconds = TimerResolution.Measure(),
                Seed = settings.Seed,
            },
            Fingerprint = $"device={known.Name}; driver={known.Driver ?? "none"}; {MachineFingerprint.Current}",
            Note = NoteOn(known, access),
        };
        return energies?.AddTo(profile) ?? profile;
    }

    private static TraversalCost CostOf(
        ITraversal traversal, List<Visit> visits, LevelDetection detected, string[] names, int seed)
    {
        // A stream is timed by the pass, a chase by the load; costs are of passes.
        var passes = visits.Select(visit => visit with { Nanoseconds = visit.Nanoseconds * traversal.StepsPerPass((long)visit.Bytes) }).ToArray();
        return TraversalMetadata.AddTo(TraversalCostFit.Fit(
            traversal.Name, passes, detected.Levels, names, seed, (bytes, seconds) => seconds / traversal.StepsPerPass((long)bytes)), traversal);
    }

    private static EnergyVisits? MeasureEnergy(
        TraversalCost[] costs, ITraversal[] traversals, DeviceProbeSettings settings, Action<TimeSpan> progress, CancellationToken cancellation)
    {
        if (settings.Meter is not { } meter)
            return null;
        var points = costs.Zip(traversals).SelectMany(pair => EnergySweep.Choose(pair.First), (pair, point) => (pair.Second, point)).ToArray();
        var random = new SplitMix64((ulong)settings.Seed);
        return new EnergySweep(meter, MeasurementSettings.OfThisMachine with { Wait = CancellableWait.Of(cancellation) })
            .Run(points, bytes => new WorkingSet(0, bytes), ref random, progress, cancellation);
    }

    private static Dictionary<string, string> Versions(GpuDevice device)
    {
        var versions = new Dictionary<string, string>
        {
            ["engine"] = MachineFingerprint.EngineVersion,
            ["runtime"] = Environment.Version.ToString(),
        };
        if (device.Driver is { } driver)
            versions["driver"] = driver;
        return versions;
    }

    private static string NoteOn(GpuDevice device, MemoryAccess access)
    {
        var how = $"A chase is one thread's dependent loads of an index, a stream {(access.Threads == 1 ? "one thread" : $"{access.Threads} threads")} of one multiprocessor with four loads or stores "
            + "of 16 bytes each at a time; the round trip of a launch is taken off every time.";
        return device.Id == GpuDevices.Simulator ? $"The simulator runs kernels to check what they compute: these times say nothing about any device. {how}"
            : device.IsHostProcessor ? $"The device is the host's processor: these are its caches, as kernels of this driver see them. {how}"
            : $"Capacities of caches are what one multiprocessor is served; what all of them are served stands beside them. {how}";
    }
}
