using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ButterE.Examples.BenchmarkEnergy;
using ButterE.Probe.Meters;

namespace ButterE.Probe.Tests.Meters.Examples;

/// <summary>metering.md section 2, row 20: energy in .NET benchmarks. The example is run by BenchmarkDotNet itself, in this process.</summary>
public sealed class BenchmarkEnergyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-benchmark-").FullName;
    private readonly AccumulationLogger log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_column_prints_the_joules_of_one_operation_with_their_uncertainty()
    {
        var meter = new SimulatedMeter(new EnergyInterval(600, 4, MeterEvents.Wrapped, new EnergyUncertainty(18, 24)));
        var summary = Run(meter);
        var operations = Assert.Single(summary.Reports).AllMeasurements
            .Where(one => one.IterationStage == IterationStage.Actual && one.IterationMode == IterationMode.Workload).Sum(one => one.Operations);
        Assert.True(operations > 1);
        // 18 J random and 24 J systematic are 30 J together.
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{600.0 / operations:G3} ± {30.0 / operations:G1}"), Cell(summary));
        Assert.Contains("J/op: from simulated (Simulated), which sees the whole machine", log.GetLog(), StringComparison.Ordinal);
        Assert.Contains("wrapped", log.GetLog(), StringComparison.Ordinal);
        Assert.True(meter.IsClosed);
    }

    [Fact]
    public void Without_a_meter_the_column_has_no_number_and_the_summary_says_why()
    {
        Assert.Equal("-", Cell(Run(null)));
        Assert.Contains("no energy meter here", log.GetLog(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_energy_that_is_not_known_is_no_zero() =>
        Assert.Equal("-", Cell(Run(new SimulatedMeter(new EnergyInterval(null, 4, MeterEvents.Stuck, null)))));

    private Summary Run(IEnergyMeter? meter)
    {
        var energy = new EnergyDiagnoser(meter, idleSeconds: 0.001);
        var job = Job.Dry.WithToolchain(InProcessEmitToolchain.Instance).WithInvocationCount(8).WithUnrollFactor(1);
        return BenchmarkRunner.Run<Nothing>(ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(energy)
            .AddColumn(new JoulesPerOperationColumn(energy)).AddLogger(log).WithArtifactsPath(folder));
    }

    private static string Cell(Summary summary) => Assert.Single(Assert.Single(summary.Table.Columns, column => column.Header == "J/op").Content);

    /// <summary>A benchmark.</summary>
    public class Nothing
    {
        /// <summary>Does nothing.</summary>
        [Benchmark]
        public int One() => 1;
    }

    private sealed class SimulatedMeter(EnergyInterval interval) : IEnergyMeter
    {
        public bool IsClosed { get; private set; }

        public MeterDescription Description { get; } =
            new("simulated", EnergyKind.Simulated, "package", "machine", Available: true, Reason: null);

        public void Open() => IsClosed = false;

        public EnergyReading Read() => new(interval, interval, Description);

        public void Close() => IsClosed = true;

        public void Dispose() => Close();
    }
}
