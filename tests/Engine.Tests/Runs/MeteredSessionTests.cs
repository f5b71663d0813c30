using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Networks;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Engine.Tests.Runs;

/// <summary>A run under a meter of our own making: 1 J for each time that it is asked.</summary>
public sealed class MeteredSessionTests
{
    private const int Epochs = 4;

    [Fact]
    public void Epochs_that_the_meter_cannot_resolve_are_not_read_and_have_no_energy_of_their_own()
    {
        var meter = new CountingMeter(shortestWindow: 1e6);
        var record = Run(meter);
        Assert.Equal(0, meter.Laps);
        Assert.Equal(new double?[Epochs], record.EpochJoules);
        Assert.Equal(1, record.Joules);
    }

    [Fact]
    public void Longer_epochs_are_read_one_by_one()
    {
        var meter = new CountingMeter(shortestWindow: 0);
        Assert.Equal(Enumerable.Repeat((double?)1, Epochs), Run(meter).EpochJoules);
        Assert.Equal(Epochs, meter.Laps);
    }

    [Fact]
    public void Total_idle_and_dynamic_energy_of_a_run_are_apart_and_its_conditions_are_recorded()
    {
        var record = Run(new CountingMeter(shortestWindow: 0), idleSeconds: 0.5);
        // 1 J in 1 s, as in the baselines: nothing of it is dynamic.
        Assert.Equal((1.0, 1.0, 0.0), (record.Joules, record.IdleJoules, record.DynamicJoules));
        if (OperatingSystem.IsLinux())
            Assert.True(record is { LoadAverage: >= 0, SwapUsedBytes: >= 0 });
    }

    [Fact]
    public void Energies_of_the_pieces_of_a_run_are_added_and_one_that_is_not_known_makes_the_sum_unknown()
    {
        RunProgress? saved = null;
        using var source = new CancellationTokenSource();
        var saving = new RunSaving { Interval = TimeSpan.FromHours(1), Save = progress => saved = progress };
        Assert.Throws<OperationCanceledException>(() => Run(new CountingMeter(0), 0, saving, epoch => Cancel(epoch.Epoch), source.Token));
        Assert.Equal((1.0, 2, 1), (saved!.Energy!.Joules, saved.Position.Epochs.Count, saved.Pieces));

        var record = Run(new CountingMeter(0), idleSeconds: 0.5, saving with { From = saved });
        Assert.Equal((2.0, 1), (record.Joules, record.Resumed));
        Assert.Equal(Math.Sqrt(0.02), record.JoulesRandom!.Value, 1e-12);
        Assert.Equal(0.1, record.JoulesSystematic!.Value, 1e-12);
        Assert.Equal((null, null), (record.IdleJoules, record.DynamicJoules));
        Assert.Equal(Epochs, record.EpochJoules!.Count);
        Assert.Null(Run(new CountingMeter(0), 0, saving with { From = saved with { Energy = null } }).Joules);

        void Cancel(int epoch)
        {
            if (epoch == 2)
                source.Cancel();
        }
    }

    [Fact]
    public void The_energy_of_saving_is_not_the_runs()
    {
        var saves = 0;
        var saving = new RunSaving { Interval = TimeSpan.FromMilliseconds(1), Save = _ => saves++ };
        var record = Run(new CountingMeter(0), 0, saving, _ => WaitUntilTimersRan());
        Assert.InRange(saves, 1, int.MaxValue);
        // 1 J in all, and as the meter has it 1 J for each save.
        Assert.Equal(1.0 - saves, record.Joules);

        // A timer asks for the save, and a busy machine may keep it waiting for seconds: one that was set later runs later.
        static void WaitUntilTimersRan()
        {
            using var ran = new ManualResetEventSlim();
            using var later = new Timer(_ => ran.Set(), null, 20, Timeout.Infinite);
            Assert.True(ran.Wait(TimeSpan.FromMinutes(1)));
        }
    }

    private static RunRecord Run(
        CountingMeter meter, double idleSeconds = 0, RunSaving? saving = null, Action<EpochResult>? afterEpoch = null, CancellationToken cancellation = default)
    {
        var data = DatasetSource.Synthetic(4, 2, 64, LearningTask.Classification, 0);
        using var session = new TrainingSession(new Network(4, [5, 2]), data, new TrainerSettings(), Trainers.Cpu, SplitRule.Paper, 0);
        return session.Run(
            Epochs, meter, afterEpoch: afterEpoch, measurement: new MeasurementSettings { IdleSeconds = idleSeconds, MinimumSeconds = 0, Wait = _ => { } },
            saving: saving, cancellation: cancellation);
    }

    private sealed class CountingMeter(double shortestWindow) : IEnergyMeter
    {
        private static readonly EnergyInterval Joule = new(1, 1, MeterEvents.None, new EnergyUncertainty(0.1, 0.05));

        public int Laps { get; private set; }

        public MeterDescription Description { get; } = new("test", EnergyKind.Simulated, "node", "node", Available: true, Reason: null) { MinimumSeconds = shortestWindow };

        public void Open()
        {
        }

        public EnergyReading Read() => new(Joule, Joule, Description);

        public EnergyInterval Lap()
        {
            Laps++;
            return Joule;
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}
