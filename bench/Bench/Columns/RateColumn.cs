using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Metadata;

namespace ButterE.Bench.Columns;

/// <summary>A column that the median time and the metadata of a benchmark make.</summary>
internal sealed class RateColumn : IColumn
{
    private const string Unknown = "-";

    private readonly string format;
    private readonly Func<Work, double, double?> value;

    private RateColumn(string name, string legend, string format, Func<Work, double, double?> value)
    {
        (ColumnName, Legend, this.format, this.value) = (name, legend, format, value);
    }

    /// <summary>The four columns.</summary>
    public static IReadOnlyList<IColumn> All { get; } =
    [
        new RateColumn("GFLOP/s", "Floating-point operations over the median time; a multiply-add counts two", "N1",
            (work, seconds) => work.Flops / seconds / 1e9),
        new RateColumn("% of ceiling", "GFLOP/s over those of multiply-adds on registers on as many cores, measured in this run", "N1",
            (work, seconds) => 100 * work.Flops / seconds / ObservedCeilings.FlopsPerSecond(work)),
        new RateColumn("GB/s", "Bytes that must be loaded and stored over the median time", "N1",
            (work, seconds) => work.Bytes / seconds / 1e9),
        new RateColumn("% of bandwidth", "GB/s over those of as many bytes updated in place by as many cores, measured in this run", "N1",
            (work, seconds) => 100 * work.Bytes / seconds / ObservedCeilings.BytesPerSecond(work)),
    ];

    public string Id => $"{nameof(RateColumn)}.{ColumnName}";

    public string ColumnName { get; }

    public string Legend { get; }

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics || BenchmarkWork.Of(benchmarkCase) is not { } work)
            return Unknown;
        return value(work, statistics.Median * 1e-9)?.ToString(format, CultureInfo.InvariantCulture) ?? Unknown;
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
