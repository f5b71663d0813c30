using ButterE.Bench.Metadata;
using ButterE.Probe.Levels;

namespace ButterE.Bench.Ceilings;

/// <summary>
/// The ceilings as this process saw them: measured before and after every benchmark, so that they stand for the same minutes as the rates
/// beside them. The benchmarks run in this process, hence the one static store.
/// </summary>
internal static class ObservedCeilings
{
    private static readonly Dictionary<int, List<double>> FlopRates = [];
    private static readonly Dictionary<(int Threads, long Bytes), List<double>> ByteRates = [];

    /// <summary>Measures the ceilings that stand beside some work.</summary>
    public static void Observe(Work work)
    {
        var ceilings = new MachineCeilings(work.Threads);
        if (work.Flops is not null)
            ListOf(FlopRates, work.Threads).Add(ceilings.FlopsPerSecond());
        if (work.Bytes is not null)
            ListOf(ByteRates, (work.Threads, work.WorkingSetBytes)).Add(ceilings.BytesPerSecond(work.WorkingSetBytes));
    }

    /// <summary>Median of the multiply-add ceilings of so many threads, FLOP/s; null when none was measured.</summary>
    public static double? FlopsPerSecond(Work work) => MedianOf(FlopRates, work.Threads);

    /// <summary>Median of the bandwidths of so many threads over as many bytes, bytes/s; null when none was measured.</summary>
    public static double? BytesPerSecond(Work work) => MedianOf(ByteRates, (work.Threads, work.WorkingSetBytes));

    private static List<double> ListOf<TKey>(Dictionary<TKey, List<double>> rates, TKey key)
        where TKey : notnull => rates.TryGetValue(key, out var list) ? list : rates[key] = [];

    private static double? MedianOf<TKey>(Dictionary<TKey, List<double>> rates, TKey key)
        where TKey : notnull => rates.TryGetValue(key, out var list) ? Quantile.Median(list) : null;
}
