using ButterE.Engine.Runs;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;
using CsCheck;

namespace ButterE.Engine.Tests.Runs;

public sealed class RunEnergyTests
{
    [Fact]
    public void A_baseline_that_is_given_later_makes_the_same_budget_as_one_of_the_measurement() =>
        Gen.Select(Gen.Double[10, 1e6], Gen.Double[0.1, 1e4], Gen.Int[1, 50], Gen.Double[1, 500], Gen.Double[0.01, 5]).Sample((joules, seconds, repeats, idle, random) =>
        {
            var baseline = new IdleBaseline(idle, random, 0.05 * idle, MeterEvents.Gap);
            var (at, later) = (RunEnergy.Of(Work(joules, seconds, repeats, baseline)), RunEnergy.Of(Work(joules, seconds, repeats, null)).WithBaseline(baseline));
            Assert.Equal((at.Joules, at.JoulesRandom, at.Flags, "gap"), (later.Joules, later.JoulesRandom, later.Flags, later.IdleFlags));
            Near(at.IdleJoules, later.IdleJoules, joules);
            Near(at.DynamicJoules, later.DynamicJoules, joules);
            Near(at.DynamicJoulesRandom, later.DynamicJoulesRandom, joules);
            Near(at.DynamicJoulesSystematic, later.DynamicJoulesSystematic, joules);
            // Total, idle and dynamic energy are apart and add up.
            Near(later.Joules, later.IdleJoules + later.DynamicJoules, joules + idle * seconds);
        });

    [Fact]
    public void Without_an_energy_or_a_baseline_nothing_becomes_known()
    {
        Assert.Equal(new RunEnergy(), new RunEnergy().WithBaseline(new IdleBaseline(50, 1, 2, MeterEvents.None)));
        var known = RunEnergy.Of(Work(100, 2, 1, null));
        Assert.Equal(known, known.WithBaseline(null));
        Assert.Null(known.IdleJoules);
        Assert.Null(known.DynamicJoules);
    }

    [Fact]
    public void The_command_of_a_meter_and_what_it_holds_never_reach_the_file_of_a_run()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var meter = EnergyMeters.Create(new MeterRequest { Id = "exec:TOKEN=s3cret; echo 7", IsTypedByUser = true });
        var work = EnergyMeasurement.Run(meter, new MeasurementSettings { IdleSeconds = 0, MinimumSeconds = 0 }, _ => { });
        var folder = Directory.CreateTempSubdirectory("buttere-secret-").FullName;
        try
        {
            var file = RunStore.Write(folder, new RunRecord(RunEnergy.Of(work))
            {
                RunId = SampleRuns.Record.RunId,
                Configuration = SampleRuns.Configuration,
                StartUtc = SampleRuns.Record.StartUtc,
                EndUtc = SampleRuns.Record.EndUtc,
                TrainLoss = [1],
                EpochSeconds = [1],
                Seconds = 1,
                Status = RunStatus.Completed,
            });
            var record = Assert.Single(RunStore.Read(file));
            Assert.Equal("exec", record.MeterId);
            Assert.DoesNotContain("s3cret", record.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MeasuredWork Work(double joules, double seconds, int repeats, IdleBaseline? baseline)
    {
        var interval = new EnergyInterval(joules, seconds, MeterEvents.None, new EnergyUncertainty(1, 0.05 * joules));
        var meter = new MeterDescription("test", EnergyKind.Measured, "node", "node", Available: true, Reason: null);
        return new MeasuredWork(
            new EnergyReading(interval, interval, meter), repeats, baseline, EnergyBudget.Of(interval, baseline)!.PerRepeat(repeats), MeterEvents.None);
    }

    private static void Near(double? expected, double? actual, double scale) => Assert.Equal(expected!.Value, actual!.Value, 1e-9 * scale);
}
