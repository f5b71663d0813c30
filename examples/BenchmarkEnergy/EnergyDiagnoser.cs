using System.Collections.Concurrent;
using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;

namespace ButterE.Examples.BenchmarkEnergy;

/// <summary>
/// Reads a meter around the measured iterations of each benchmark. The meter sees the whole machine, so it works from the host while the
/// benchmark runs in a process of its own.
/// </summary>
/// <param name="meter">The meter; null on a machine without one.</param>
/// <param name="idleSeconds">Length of the idle baseline before each benchmark, s.</param>
public sealed class EnergyDiagnoser(IEnergyMeter? meter, double idleSeconds) : IDiagnoser
{
    private readonly ConcurrentDictionary<BenchmarkCase, (EnergyReading Reading, IdleBaseline? Idle, double Operations)> measured = new();
    private IdleBaseline? idle;
    private EnergyReading? reading;

    /// <inheritdoc/>
    public IEnumerable<string> Ids => ["energy"];

    /// <inheritdoc/>
    public IEnumerable<IExporter> Exporters => [];

    /// <inheritdoc/>
    public IEnumerable<IAnalyser> Analysers => [];

    /// <summary>Energies of one operation, J; null when they are not known.</summary>
    public EnergyBudget? PerOperation(BenchmarkCase benchmark) => measured.TryGetValue(benchmark, out var found) && found.Operations > 0
        ? EnergyBudget.Of(found.Reading.Total, found.Idle) is { } budget ? Scale(budget, found.Operations) : null
        : null;

    /// <inheritdoc/>
    public RunMode GetRunMode(BenchmarkCase benchmarkCase) => meter is null ? RunMode.None : RunMode.NoOverhead;

    /// <inheritdoc/>
    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        if (meter is null)
            return;
        if (signal == HostSignal.BeforeProcessStart)
        {
            (idle, reading) = (IdleBaseline.Measure(meter, idleSeconds, seconds => Thread.Sleep(TimeSpan.FromSeconds(seconds))), null);
        }
        else if (signal == HostSignal.BeforeActualRun)
        {
            meter.Open();
        }
        else if (signal == HostSignal.AfterActualRun)
        {
            reading = meter.Read();
            meter.Close();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> ProcessResults(DiagnoserResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        // The window spans every iteration between the two signals, the overhead ones included.
        var operations = results.Measurements.Where(m => m.IterationStage == IterationStage.Actual
            && m.IterationMode == IterationMode.Workload).Sum(m => (double)m.Operations);
        if (reading is not null)
            measured[results.BenchmarkCase] = (reading, idle, operations);
        return [];
    }

    /// <inheritdoc/>
    public void DisplayResults(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        logger.WriteLineInfo(meter is null
            ? "J/op: no energy meter here, so that it is not known (buttere meters doctor says why)"
            : $"J/op: from {meter.Description.Id} ({meter.Description.Kind}), which sees the whole {meter.Description.Scope}");
        foreach (var (benchmark, found) in measured.Where(one => one.Value.Reading.Flags != MeterEvents.None))
            logger.WriteLineInfo($"J/op of {benchmark.Descriptor.DisplayInfo}: {string.Join(", ", MeterEventName.Of(found.Reading.Flags))}");
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters) => [];

    private static EnergyBudget Scale(EnergyBudget budget, double operations) => new(
        budget.Total / operations, Scale(budget.TotalUncertainty, operations), budget.Idle / operations, budget.Dynamic / operations,
        budget.DynamicUncertainty is { } dynamic ? Scale(dynamic, operations) : null);

    private static EnergyUncertainty Scale(EnergyUncertainty uncertainty, double operations) =>
        new(uncertainty.Random / operations, uncertainty.Systematic / operations);
}
