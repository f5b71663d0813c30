using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ButterE.Bench.Columns;

/// <summary>
/// What the memory diagnoser counted, per operation. BenchmarkDotNet itself allocates 3 to 6 KB in the counted iteration when it runs in this
/// process, however many operations there are, and would divide them among the operations. A kernel that allocates goes past the threshold
/// in the many operations of a short case; tests/ count the bytes of long steps.
/// </summary>
internal sealed class AllocatedColumn : IColumn
{
    private const long OwnBytes = 8 * 1024;

    public string Id => nameof(AllocatedColumn);

    public string ColumnName => "Allocated";

    public string Legend => "Managed bytes allocated per operation; up to 8 KiB in the whole iteration are BenchmarkDotNet's own and count as 0";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    /// <summary>Bytes per operation; null when they were not counted.</summary>
    public static double? BytesPerOperation(BenchmarkReport? report)
    {
        if (report is not { Success: true } || report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: false) is not { } bytes)
            return null;
        return bytes <= OwnBytes ? 0 : (double)bytes / report.GcStats.TotalOperations;
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        BytesPerOperation(summary[benchmarkCase])?.ToString("0.# B", CultureInfo.InvariantCulture) ?? "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
