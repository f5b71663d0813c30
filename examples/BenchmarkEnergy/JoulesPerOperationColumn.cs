using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ButterE.Examples.BenchmarkEnergy;

/// <summary>Total joules per operation; a dash where no meter gave an energy, never 0.</summary>
/// <param name="energy">Where the energies come from.</param>
public sealed class JoulesPerOperationColumn(EnergyDiagnoser energy) : IColumn
{
    /// <inheritdoc/>
    public string Id => nameof(JoulesPerOperationColumn);

    /// <inheritdoc/>
    public string ColumnName => "J/op";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Metric;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend =>
        "Energy of one operation by the meter of this machine, idle part included, ± its standard uncertainty; - where none is known";

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => energy.PerOperation(benchmarkCase) is { } budget
        ? string.Create(CultureInfo.InvariantCulture, $"{budget.Total:G3} ± {budget.TotalUncertainty.Combined:G1}")
        : "-";
}
