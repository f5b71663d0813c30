using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;
using CsCheck;

namespace ButterE.Probe.Tests.Meters.Protocol;

public sealed class ProtocolTests : IDisposable
{
    private const double IdleWatts = 50, WorkWatts = 150;
    private readonly FakeSysfs sysfs = new();
    private readonly ManualClock clock = new();
    private double joules = 10;

    public ProtocolTests() => sysfs.Zone("intel-rapl:0", "package-0", joules * 1e6);

    public void Dispose() => sysfs.Dispose();

    // metering.md section 2, row 14: "Epoch duration is too short for a measurement".
    [Fact]
    public void Work_that_ends_before_the_shortest_window_is_repeated_and_never_extrapolated()
    {
        using var meter = Create();
        var runs = new List<int>();
        var measured = EnergyMeasurement.Run(meter, Settings(idle: 0), repeat =>
        {
            runs.Add(repeat);
            Pass(WorkWatts, 0.3);
        });
        Assert.Equal([0, 1, 2, 3], runs);
        Assert.Equal(4, measured.Repeats);
        Assert.Equal(WorkWatts * 0.3, measured.PerRepeat!.Total, 1e-6);
        Assert.Equal(MeterEvents.None, measured.Flags & ~MeterEvents.StolenTime);
    }

    [Fact]
    public void Total_idle_and_dynamic_energy_are_apart()
    {
        using var meter = Create();
        var measured = EnergyMeasurement.Run(meter, Settings(idle: 2), _ => Pass(WorkWatts, 4));
        var budget = measured.PerRepeat!;
        Assert.Equal(
            (600.0, 200.0, 400.0), (Math.Round(budget.Total, 6), Math.Round(budget.Idle!.Value, 6), Math.Round(budget.Dynamic!.Value, 6)));
        Assert.Equal(IdleWatts, measured.Baseline!.Watts, 1e-9);
        // The gain is wrong by the same share in both: 5 % of 400 J.
        Assert.Equal(20, budget.DynamicUncertainty!.Systematic, 1e-6);
        Assert.Equal(30, budget.TotalUncertainty.Systematic, 1e-6);
    }

    [Fact]
    public void A_drift_between_the_baselines_enters_the_random_part()
    {
        var drifted = IdleBaseline.Combine(new IdleBaseline(40, 1, 2, MeterEvents.None), new IdleBaseline(60, 1, 2, MeterEvents.Wrapped))!;
        Assert.Equal((50.0, MeterEvents.Wrapped), (drifted.Watts, drifted.Flags));
        Assert.Equal(Math.Sqrt(0.5 + 100), drifted.RandomWatts, 1e-9);
        var interval = new EnergyInterval(1000, 10, MeterEvents.None, new EnergyUncertainty(3, 50));
        Assert.Equal(Math.Sqrt(9 + 100 * (0.5 + 100)), EnergyBudget.Of(interval, drifted)!.DynamicUncertainty!.Random, 1e-9);
    }

    // Row 14 again: work of a millisecond is repeated a thousand times, but a reading costs part of the window that it is to fill.
    [Fact]
    public void Short_work_fills_the_window_with_few_readings_and_without_overshooting_it()
    {
        var meter = new CountingMeter();
        var measured = EnergyMeasurement.Run(meter, new MeasurementSettings { IdleSeconds = 0, MinimumSeconds = 1 }, _ => meter.Seconds += 1.0 / 1024);
        Assert.Equal((1024, 1.0), (measured.Repeats, measured.Reading.Seconds));
        Assert.InRange(meter.Readings, 2, 32);
    }

    // Row 15: the machine settles before anything is measured, the idle baseline included.
    [Fact]
    public void A_hot_machine_cools_down_before_its_baseline_is_measured()
    {
        using var meter = Create();
        var order = new List<string>();
        var celsius = 53.0;
        var settings = Settings(idle: 2) with
        {
            Temperature = new TemperatureBand(30, 50),
            Celsius = () => celsius,
            Wait = seconds =>
            {
                order.Add(celsius > 50 ? "cool down" : "idle");
                celsius -= seconds;
                Pass(IdleWatts, seconds);
            },
        };
        var measured = EnergyMeasurement.Run(meter, settings, _ =>
        {
            order.Add("work");
            Pass(WorkWatts, 4);
        });
        Assert.Equal(["cool down", "cool down", "cool down", "idle", "work", "idle"], order);
        Assert.Equal((600.0, MeterEvents.None), (Math.Round(measured.PerRepeat!.Total, 6), measured.Flags & MeterEvents.TemperatureOutOfBand));
        Assert.True(EnergyMeasurement.Run(meter, settings with { Temperature = new TemperatureBand(60, 70) }, _ => Pass(WorkWatts, 4)).Flags
            .HasFlag(MeterEvents.TemperatureOutOfBand));
    }

    [Fact]
    public void Without_a_baseline_there_is_no_idle_and_no_dynamic_energy()
    {
        var budget = EnergyBudget.Of(new EnergyInterval(1000, 10, MeterEvents.None, new EnergyUncertainty(3, 50)), null)!;
        Assert.Equal((1000.0, null, null), (budget.Total, budget.Idle, budget.Dynamic));
        Assert.Null(EnergyBudget.Of(new EnergyInterval(null, 10, MeterEvents.Stuck, null), null));
    }

    [Fact]
    public void A_meter_that_fails_during_the_work_leaves_no_energy_and_its_flag()
    {
        using var meter = Create();
        var measured = EnergyMeasurement.Run(meter, Settings(idle: 0), _ => clock.Advance(2));
        Assert.Null(measured.PerRepeat);
        Assert.True(measured.Flags.HasFlag(MeterEvents.Stuck));
    }

    [Fact]
    public void The_meter_is_closed_when_the_work_fails()
    {
        using var meter = Create();
        Assert.Throws<InvalidOperationException>(() => EnergyMeasurement.Run(meter, Settings(idle: 0),
            _ => throw new InvalidOperationException("work")));
        Assert.Contains("not open", Assert.Throws<InvalidOperationException>(() => meter.Read()).Message, StringComparison.Ordinal);
    }

    // Row 10: four ranks on a node each report the whole node.
    [Fact]
    public void Two_measurements_of_one_node_know_of_each_other()
    {
        var file = Path.Combine(sysfs.Root, "lock");
        using var meter = Create();
        using (var other = NodeLock.Take(file))
        {
            Assert.Equal(true, other.IsAlone);
            var measured = EnergyMeasurement.Run(meter, Settings(idle: 0) with { NodeLockFile = file }, _ => Pass(WorkWatts, 2));
            Assert.True(measured.Flags.HasFlag(MeterEvents.Overlapping));
            Assert.NotNull(measured.PerRepeat);
        }

        Assert.False(EnergyMeasurement.Run(meter, Settings(idle: 0) with { NodeLockFile = file }, _ => Pass(WorkWatts,
            2)).Flags.HasFlag(MeterEvents.Overlapping));
    }

    // The first to come knows of nobody at its start.
    [Fact]
    public void A_measurement_knows_of_another_that_began_and_ended_inside_it()
    {
        var file = Path.Combine(sysfs.Root, "lock");
        using var meter = Create();
        var measured = EnergyMeasurement.Run(meter, Settings(idle: 0) with { NodeLockFile = file }, _ =>
        {
            Pass(WorkWatts, 1);
            NodeLock.Take(file).Dispose();
            Pass(WorkWatts, 1);
        });
        Assert.True(measured.Flags.HasFlag(MeterEvents.Overlapping));
    }

    [Fact]
    public void A_measurement_knows_of_one_that_began_beside_another_and_outlived_it()
    {
        var file = Path.Combine(sysfs.Root, "lock");
        var first = NodeLock.Take(file);
        using (NodeLock.Take(file))
        {
            first.Dispose();
            using var third = NodeLock.Take(file);
            Assert.Equal(false, third.IsAlone);
        }

        using var alone = NodeLock.Take(file);
        Assert.Equal(true, alone.IsAlone);
    }

    // Otherwise two users could not mark one node.
    [Fact]
    public void The_file_of_the_marks_may_be_written_by_every_user()
    {
        var file = Path.Combine(sysfs.Root, "lock");
        using var first = NodeLock.Take(file);
        using var second = NodeLock.Take(file);
        Assert.True(File.GetUnixFileMode(file + ".others").HasFlag(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
    }

    [Fact]
    public void A_link_in_the_place_of_the_marks_leads_to_no_other_file()
    {
        var (file, target) = (Path.Combine(sysfs.Root, "lock"), Path.Combine(sysfs.Root, "target"));
        File.WriteAllText(target, "mine");
        File.CreateSymbolicLink(file + ".others", target);
        using var first = NodeLock.Take(file);
        using var second = NodeLock.Take(file);
        Assert.Equal("mine", File.ReadAllText(target));
    }

    // Slurm may give each job a TMPDIR of its own: jobs of one node would not see each other's mark.
    [Fact]
    public void The_file_of_the_node_does_not_depend_on_the_folder_for_temporary_files()
    {
        const string variable = "TMPDIR", another = "/var/tmp";
        var before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, another);
        try
        {
            Assert.NotEqual(another, Path.GetDirectoryName(NodeLock.DefaultFile));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }

    [Fact]
    public void A_lock_that_cannot_be_opened_tells_nothing_and_does_not_claim_an_overlap()
    {
        var folder = Path.Combine(sysfs.Root, "absent", "lock");
        using (var unknown = NodeLock.Take(folder))
            Assert.Null(unknown.IsAlone);
        using var meter = Create();
        var measured = EnergyMeasurement.Run(meter, Settings(idle: 0) with { NodeLockFile = folder }, _ => Pass(WorkWatts, 2));
        Assert.Equal(MeterEvents.OverlapUnknown, measured.Flags & (MeterEvents.Overlapping | MeterEvents.OverlapUnknown));
        Assert.NotNull(measured.PerRepeat);
    }

    [Theory]
    [InlineData(10, 10, 10, MeterEvents.None)]
    [InlineData(10, 10, 10.005, MeterEvents.None)]
    [InlineData(10, 10, 10.5, MeterEvents.ClockStepped)]
    [InlineData(10, 10, 9, MeterEvents.ClockStepped)]
    [InlineData(10, 25, 25, MeterEvents.Suspended)]
    public void Sleep_and_steps_of_the_calendar_are_told_apart(double steady, double boot, double calendar, MeterEvents expected) => Assert.Equal(
        expected, ClockWatch.Compare(new(0, 0, 1000, null), new(steady, boot, 1000 + calendar, null)));

    [Theory]
    [InlineData(5, 0, MeterEvents.None)]
    [InlineData(50, 0, MeterEvents.StolenTime)]
    [InlineData(0, 50, MeterEvents.StolenTime)]
    public void Stolen_and_guest_time_above_a_hundredth_is_flagged(long stolen, long guest, MeterEvents expected) => Assert.Equal(
        expected, ClockWatch.Compare(new(0, 0, 0, (0, 0, 0)), new(1, 1, 1, (stolen, guest, 1000))));

    [Fact]
    public void This_machine_s_clocks_agree_with_each_other() =>
        Assert.Equal(MeterEvents.None, ClockWatch.Start().Flags() & (MeterEvents.Suspended | MeterEvents.ClockStepped));

    [Fact]
    public void Every_block_of_replicates_holds_every_configuration_once_in_an_order_of_its_own()
    {
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 10], Gen.Int).Sample((configurations, replicates, seed) =>
        {
            var order = ReplicateOrder.Blocks(configurations, replicates, seed);
            for (var block = 0; block < replicates; block++)
            {
                var runs = order.Skip(block * configurations).Take(configurations).ToArray();
                Assert.All(runs, run => Assert.Equal(block, run.Replicate));
                Assert.Equal(Enumerable.Range(0, configurations), runs.Select(run => run.Configuration).Order());
            }

            Assert.Equal(order, ReplicateOrder.Blocks(configurations, replicates, seed));
        });
        var blocks = ReplicateOrder.Blocks(20, 2, seed: 1).Select(run => run.Configuration).Chunk(20).ToArray();
        Assert.NotEqual(blocks[0], blocks[1]);
    }

    [Fact]
    public void Two_replicates_have_no_spread_and_five_have_an_interval_around_their_median()
    {
        var two = ReplicateSummary.Of([1, 3]);
        Assert.Equal((2.0, null, null), (two.Median, two.InterquartileRange, two.RelativeHalfWidth));
        var five = ReplicateSummary.Of([9, 10, 11, 10.5, 30]);
        Assert.Equal((10.5, 1.0), (five.Median, five.InterquartileRange));
        Assert.Null(ReplicateSummary.Of([-1, 0, 1]).RelativeHalfWidth);
        Assert.True(five.Low <= 10.5 && five.High >= 10.5 && five.RelativeHalfWidth > 0);
    }

    // Row 21: values "almost twice as high as other tools".
    [Fact]
    public void Two_meters_of_one_interval_agree_or_not_within_their_uncertainties()
    {
        var description = new MeterDescription("a", EnergyKind.Measured, "node", "node", true, null);
        EnergyReading Reading(double joules, string domain = "node") =>
            new(new(joules, 10, MeterEvents.None, new(3, 0.05 * joules)), new(joules, 10, MeterEvents.None, null),
                description with { Domain = domain });
        var reference = Reading(1000);
        var close = MeterComparison.Compare(reference, Reading(1050));
        Assert.Equal((1.05, true), (close.Ratio, close.Agrees));
        Assert.Equal(1.05 * Math.Sqrt(Math.Pow(reference.Total.Uncertainty!.Combined / 1000, 2) + (9
            + Math.Pow(52.5, 2)) / (1050.0 * 1050)), close.RatioUncertainty!.Value, 1e-12);
        Assert.Equal((1.9, false), (MeterComparison.Compare(reference, Reading(1900)).Ratio, MeterComparison.Compare(reference,
            Reading(1900)).Agrees));
        Assert.Null(MeterComparison.Compare(reference, Reading(1050, "package")).Agrees);
    }

    [Fact]
    public void The_cost_of_metering_is_measured()
    {
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "powercap:package", Sysfs = sysfs.Root });
        var cost = MeterSelfCost.Measure(meter, () => Thread.SpinWait(10_000));
        Assert.True(cost.ReadSeconds > 0 && cost.Slowdown > 0 && cost.SlowdownLow <= cost.SlowdownHigh);
    }

    private sealed class CountingMeter : IEnergyMeter
    {
        public double Seconds { get; set; }

        public int Readings { get; private set; }

        public MeterDescription Description { get; } = new("test", EnergyKind.Simulated, "node", "node", Available: true, Reason: null);

        public void Open() => Seconds = 0;

        public EnergyReading Read()
        {
            Readings++;
            var interval = new EnergyInterval(Seconds, Seconds, MeterEvents.None, new EnergyUncertainty(0, 0));
            return new EnergyReading(interval, interval, Description);
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }

    private IEnergyMeter Create() => EnergyMeters.Create(new MeterRequest { Id = "powercap:package", Sysfs = sysfs.Root, Clock = clock });

    private MeasurementSettings Settings(double idle) => new() { IdleSeconds = idle, Wait = seconds => Pass(IdleWatts, seconds) };

    private void Pass(double watts, double seconds)
    {
        const int steps = 20;
        for (var i = 0; i < steps; i++)
        {
            joules += watts * seconds / steps;
            sysfs.Set("intel-rapl:0", joules * 1e6);
            clock.Advance(seconds / steps);
        }
    }
}
