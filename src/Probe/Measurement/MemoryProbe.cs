using System.Diagnostics;
using ButterE.Kernels;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe.Compute;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Measures the memory hierarchy of this machine: the levels, what an access to each costs, and arithmetic.</summary>
public static class MemoryProbe
{
    /// <summary>Clocks only look too slow when something interferes: near the top, but not the single luckiest reading.</summary>
    private const double ClockQuantile = 0.85;

    /// <summary>Runs the probe; about 20 s when quick, else at most 3 minutes.</summary>
    /// <param name="settings">How to measure.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, and what is being done; may be null.</param>
    /// <param name="cancellation">Stops between two visits.</param>
    /// <returns>The profile of the device <c>cpu</c>.</returns>
    /// <exception cref="UnavailableException">Huge pages or a SIMD path are demanded and absent, or there is too little memory.</exception>
    /// <exception cref="InputException">BUTTERE_SYSFS names no folder, or <see cref="ProbeSettings.Threads"/> is below 1.</exception>
    /// <exception cref="InsufficientDataException">So many visits were disturbed that no latency curve is left.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static HardwareProfile Run(ProbeSettings settings, IProgress<(double Fraction, string What)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Threads is < 1)
            throw new InputException($"threads: {settings.Threads} must be at least 1");
        if (settings.HugePages == HugePages.On)
            TransparentHugePages.Require();
        var started = (Utc: DateTime.UtcNow, Ticks: Stopwatch.GetTimestamp(), Steal: SystemLoad.StealTicks(), Load: SystemLoad.LoadAverage());
        var declared = DeclaredCaches.Read();
        var simd = SimdSelection.Choose();
        var cpus = GrantedCores.ForMeasuring(settings.Threads);
        var timer = new VisitTimer();

        var (pages, sweep, further, plan, switches) = PinnedThread.Run(cpus[^1], () =>
        {
            var before = BeforeSweep.Measure(settings, timer, part => progress?.Report((0.1 * part.Fraction, part.What)), cancellation);
            progress?.Report((0.1, "looking for the memory plateau"));
            var random = new SplitMix64((ulong)settings.Seed);
            var plan = SweepPlan.Of(settings.Quick, MemoryPlateau.FindEnd(timer, settings.HugePages, declared, ref random, cancellation));
            var result = new Sweep(plan, settings.HugePages, timer, (ulong)settings.Seed, before.Translation.Pages)
                .Run(Streams.Create(simd), fraction => progress?.Report((0.15 + 0.55 * fraction, "sweeping working sets")), cancellation);
            progress?.Report((0.7, "pricing the engine's traversals"));
            var further = FurtherSweep.Of(settings.Quick).Run(simd, plan, settings.HugePages, timer, ref random, cancellation);
            return (before, result, further, plan, ThreadUsage.Switches());
        });
        if (settings.Record is { } record)
            LatencyTrace.Write(record, sweep.VisitsOf["chase"], sweep.VisitsOf["chaseRandom"]);

        progress?.Report((0.82, "detecting levels"));
        var detected = LevelDetector.Detect(sweep.VisitsOf["chase"], settings.Seed, pages: pages.Translation.Pages);
        var numbers = LevelAssignment.Of(detected.Levels, DeclaredCaches.MostCredible(declared));
        string[] names = [.. numbers.Select(LevelReconciliation.NameOf), LevelReconciliation.MemoryName];
        var stages = new CostStages(simd, cpus, settings, plan, cancellation);
        var costs = stages.CostsOf(sweep.VisitsOf.Concat(further), detected.Levels, names);
        var energies = stages.MeasureEnergy(costs, new MeteringProgress(progress, Stopwatch.GetElapsedTime(started.Ticks), 0.85).Report);
        if (energies is not null)
            costs = [.. costs.Select(cost => TraversalCostFit.WithEnergy(cost, energies.Of(cost.Kind), detected.Levels, settings.Seed))];
        var levels = LevelReconciliation.Caches(detected.Levels, numbers, declared, cpus.Count).Append(new MemoryLevel
        {
            Name = LevelReconciliation.MemoryName,
            CapacityBytes = GrantedMemory.LimitBytes,
            Source = "reported",
            Instances = 1,
            SharedBy = cpus.Count,
            LatencyNs = detected.LastPlateauNs,
        });

        progress?.Report((0.9, "measuring all cores together"));
        var bandwidths = new LevelBandwidths(simd, cpus, settings, detected, costs);
        levels = [.. levels.Select(level => bandwidths.AddTo(level, Array.IndexOf(names, level.Name), cancellation))];

        progress?.Report((0.97, "measuring arithmetic"));
        var (rates, overheads) = ComputeProbe.Measure(simd, cpus, cancellation);
        var clockHz = Quantile.AtOrBelow(sweep.ClockHz.Order().ToArray(), ClockQuantile);
        var grant = CoreGrant.Read();
        MemoryLevel[] all = [.. LoadLatencies.AddTo(levels, names, detected.Levels, sweep.VisitsOf)];
        var profile = new HardwareProfile
        {
            Schema = HardwareProfile.CurrentSchema,
            Device = "cpu",
            Name = CpuModel.Name,
            Units = cpus.Count,
            ClockHz = clockHz,
            Levels = all,
            Tlb = pages.Translation.Levels,
            LineBytes = pages.LineBytes,
            Claims = MachineClaims.Of(all, pages.Translation, pages.LineBytes, clockHz, grant),
            Traversals = costs,
            Compute = rates,
            Overheads = overheads,
            Host = new HostDescription(CpuModel.Name, Cpuid.HypervisorName, CpuModel.Kernel, GrantedMemory.LimitBytes, GrantedCores.Count) { Cores = grant },
            Versions = new Dictionary<string, string>
            {
                ["engine"] = MachineFingerprint.EngineVersion,
                ["runtime"] = Environment.Version.ToString(),
                ["simd"] = SimdSelection.NameOf(simd),
            },
            Conditions = new MeasurementConditions
            {
                StartedUtc = started.Utc,
                Seconds = Stopwatch.GetElapsedTime(started.Ticks).TotalSeconds,
                StealFraction = SystemLoad.StealSince(started.Steal),
                LoadAverage = started.Load,
                HugePagesAsked = sweep.HugePagesAsked,
                HugePagesGrantedBytes = pages.Translation.HugeBytesGranted,
                PageBytesEffective = pages.Translation.PageBytesEffective,
                Baseline = pages.Baseline,
                Rejected = sweep.Rejected,
                FocusedVisits = sweep.Focused,
                Downgrades = RecordedDowngrades.Of(settings, sweep, grant),
                Governor = SystemLoad.Governor(),
                RejectedVisits = timer.Rejected,
                Visits = timer.Visits,
                Rounds = sweep.ClockHz.Count,
                TimerSeconds = TimerResolution.Measure(),
                VoluntarySwitches = switches?.Voluntary,
                InvoluntarySwitches = switches?.Involuntary,
                Seed = settings.Seed,
            },
            Fingerprint = MachineFingerprint.Current,
        };
        progress?.Report((0.98, "measuring the cores among each other"));
        profile = stages.AddInterference(energies?.AddTo(profile) ?? profile, detected.Levels, names);
        progress?.Report((1, "done"));
        return profile with { Conditions = profile.Conditions! with { Seconds = Stopwatch.GetElapsedTime(started.Ticks).TotalSeconds } };
    }
}
