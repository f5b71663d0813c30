using ButterE.Kernels.Memory;
using ButterE.Probe.Caches;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Measurement;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Profile;
using ButterE.Probe.Tests.Levels;
using ButterE.Probe.Tests.Meters;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Tests.Measurement;

/// <summary>Joules through a powercap tree that a scripted machine writes: its idle power and its energy per byte of each level are known.</summary>
public sealed class EnergySweepTests : IDisposable
{
    private const double IdleWatts = 40, MiB = 1 << 20;
    private static readonly double[] JoulesPerByte = [2e-11, 6e-11, 5e-10];
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();
    private readonly IReadOnlyList<DetectedLevel> caches;
    private double joules = 10;

    public EnergySweepTests()
    {
        sysfs.Zone("intel-rapl:0", "package-0", joules * 1e6);
        var latency = SyntheticCurve.Latency(
            [1, 4, 90], SyntheticCurve.Misses(ReplacementPolicy.Lru, 8, MiB / 32), SyntheticCurve.Misses(ReplacementPolicy.Lru, 16, MiB));
        caches = LevelDetector.Detect(SyntheticCurve.Visit(latency, SyntheticCurve.Sizes(64 * MiB), 10, 1)).Levels;
    }

    public void Dispose() => sysfs.Dispose();

    [Fact]
    public void Planted_joules_per_byte_of_each_level_are_recovered_above_idle()
    {
        var traversal = new Scripted(this);
        var visits = SyntheticCurve.Visit(bytes => 1e9 * Scripted.SecondsPerByte * bytes, SyntheticCurve.Sizes(16 * MiB, 4), 8, 2);
        var cost = TraversalCostFit.Fit(traversal.Name, visits, caches, ["L1", "L2", "RAM"], 1, (_, seconds) => seconds);
        var points = EnergySweep.Choose(cost).Select(point => ((ITraversal)traversal, point)).ToArray();
        Assert.Equal(9, points.Length);
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "powercap:package", Sysfs = sysfs.Root, Clock = clock });
        using var buffer = OffHeapBuffer.Allocate((long)(16 * MiB), HugePages.Off);
        var random = new SplitMix64(1);
        var protocol = new MeasurementSettings { MinimumSeconds = 2, IdleSeconds = 1, Wait = seconds => Pass(IdleWatts * seconds, seconds) };
        var left = new List<TimeSpan>();
        var energies = new EnergySweep(meter, protocol).Run(points, bytes => buffer.Slice(0, bytes), ref random, left.Add, default).Of(traversal.Name);
        Assert.Equal(9 * EnergySweep.Rounds, energies.Count);
        // Each with a window of two seconds and two idle baselines of one.
        Assert.Equal(TimeSpan.FromSeconds(9 * EnergySweep.Rounds * 4), left[0]);
        Assert.Equal(TimeSpan.Zero, left[^1]);
        var priced = TraversalCostFit.WithEnergy(cost, energies, caches, 1);
        Assert.All(priced.Levels.Zip(JoulesPerByte), pair => Assert.InRange(pair.First.Joules!.M / pair.Second, 0.97, 1.03));
        Assert.InRange(priced.EnergyConditionNumber!.Value, 1, 100);
    }

    // A counter whose readings fail in between, or a machine that is shared, shows in no number.
    [Fact]
    public void What_was_odd_in_any_measurement_stands_in_the_profile_beside_the_meter()
    {
        var traversal = new Scripted(this);
        using var meter = new FlaggingMeter(clock);
        var point = new TraversalPoint(MiB, Scripted.SecondsPerByte * MiB);
        using var buffer = OffHeapBuffer.Allocate((long)MiB, HugePages.Off);
        var random = new SplitMix64(1);
        var protocol = new MeasurementSettings { MinimumSeconds = 2, IdleSeconds = 1, Wait = clock.Advance };
        var energies = new EnergySweep(meter, protocol).Run([(traversal, point)], bytes => buffer.Slice(0, bytes), ref random, _ => { }, default);
        var profile = energies.AddTo(new HardwareProfile
        {
            Schema = HardwareProfile.CurrentSchema, Device = "cpu", Name = "test", Units = 1, Levels = [new MemoryLevel { Name = "RAM", Source = "reported" }],
        });
        var read = ProfileFile.Parse(ProfileFile.Text(profile), "test");
        Assert.Equal(("flagging", "simulated"), (read.Meter, read.MeterKind));
        // StolenTime is this machine's own.
        Assert.Equal(["wrapped", "wholeDevice"], read.MeterFlags!.Except(["stolenTime"]));
    }

    [Fact]
    public void Without_energies_a_cost_stays_as_it_is()
    {
        var cost = new TraversalCost("read", []);
        Assert.Same(cost, TraversalCostFit.WithEnergy(cost, [], caches, 1));
    }

    private void Pass(double energy, double seconds)
    {
        const int steps = 5;
        for (var i = 0; i < steps; i++)
        {
            joules += energy / steps;
            sysfs.Set("intel-rapl:0", joules * 1e6);
            clock.Advance(seconds / steps);
        }
    }

    /// <summary>Its first measurement wraps; every one covers more than the part that was granted.</summary>
    private sealed class FlaggingMeter(TimeProvider clock) : IEnergyMeter
    {
        private long opened;
        private bool hasRead;

        public MeterDescription Description { get; } = new("flagging", EnergyKind.Simulated, "node", "node", Available: true, Reason: null);

        public void Open() => opened = clock.GetTimestamp();

        public EnergyReading Read()
        {
            var seconds = clock.GetElapsedTime(opened).TotalSeconds;
            var flags = MeterEvents.WholeDevice | (hasRead ? MeterEvents.None : MeterEvents.Wrapped);
            hasRead = true;
            var interval = new EnergyInterval(IdleWatts * seconds, seconds, flags, new EnergyUncertainty(0, 0));
            return new EnergyReading(interval, interval, Description);
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Scripted(EnergySweepTests machine) : ITraversal
    {
        public const double SecondsPerByte = 1e-8;

        public string Name => "scripted";

        public int StreamCount => 1;

        public long BytesPerPass(long workingSetBytes) => workingSetBytes;

        public long FlopsPerPass(long workingSetBytes) => 0;

        public long StepsPerPass(long workingSetBytes) => 1;

        public void Prepare(WorkingSet set, ref SplitMix64 random)
        {
        }

        public void Run(WorkingSet set, long steps)
        {
            var seconds = SecondsPerByte * set.Bytes * steps;
            var dynamic = BytesServed.By(machine.caches, set.Bytes).Zip(JoulesPerByte).Sum(pair => pair.First * pair.Second) * steps;
            machine.Pass(IdleWatts * seconds + dynamic, seconds);
        }
    }
}
