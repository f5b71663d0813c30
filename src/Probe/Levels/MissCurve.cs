using ButterE.Probe.Caches;

namespace ButterE.Probe.Levels;

/// <summary>
/// Share of the loads of a random cyclic chase that miss a set-associative cache, against the ratio r of working set to capacity, for a
/// replacement policy and a placement of pages. The knee of a latency curve is not the capacity: under random replacement half of
/// the loads miss at 1.3 to 1.4 times the capacity, and with 4 KiB pages scattered over a physically indexed cache the first misses
/// come at 0.7.
/// </summary>
/// <param name="Policy">Which line of a full set makes room.</param>
/// <param name="Pages">Contiguous memory loads every set alike; scattered pages load them by chance.</param>
/// <param name="Ways">Associativity A.</param>
/// <param name="IsExclusive">Whether the level holds only what the one below it displaced; its capacity is then that of both.</param>
internal sealed record MissCurve(ReplacementPolicy Policy, PagePlacement Pages, int Ways, bool IsExclusive = false)
{
    /// <summary>Step of the table in the logarithm of the ratio.</summary>
    public const double LogStep = 0.01;

    private const double LeastLogRatio = -2.5, MostLogRatio = 2.5;

    /// <summary>
    /// Of an exclusive level's set some lines are for the moment in the level below, now more, now fewer: its load is a little uneven even on
    /// contiguous memory. This standard deviation, in lines, and the loss of room below agree with simulated hierarchies (16 ways, the level
    /// below 1/16 to 1/2 of it) within 0.05 of a share.
    /// </summary>
    private const double ExclusiveLoadDeviation = 0.85;

    private double[]? table;
    private SetMisses? inSet;

    /// <summary>
    /// Every family with the associativities of today's caches. Static re-reference prediction is not among them: a line is used once a lap, so
    /// none earns a nearer prediction than the others, and the misses are those of least-recently-used.
    /// </summary>
    /// <param name="canBeExclusive">Whether the level may hold only what the one below it displaced.</param>
    /// <param name="onlyScattered">Whether its pages are known to be scattered.</param>
    public static IReadOnlyList<MissCurve> Families(bool canBeExclusive, bool onlyScattered) => (canBeExclusive, onlyScattered) switch
    {
        (false, false) => Plain,
        (true, false) => WithExclusive,
        (false, true) => PlainScattered,
        _ => WithExclusiveScattered,
    };

    private static IReadOnlyList<MissCurve> Plain { get; } = [.. AllWays(isExclusive: false)];

    private static IReadOnlyList<MissCurve> WithExclusive { get; } = [.. Plain, .. AllWays(isExclusive: true)];

    private static IReadOnlyList<MissCurve> PlainScattered { get; } = [.. Plain.Where(curve => curve.Pages == PagePlacement.Scattered)];

    private static IReadOnlyList<MissCurve> WithExclusiveScattered { get; } = [.. WithExclusive.Where(curve => curve.Pages == PagePlacement.Scattered)];

    private static IEnumerable<MissCurve> AllWays(bool isExclusive) =>
        from policy in new[] { ReplacementPolicy.Lru, ReplacementPolicy.TreePlru, ReplacementPolicy.Random }
        from placement in Enum.GetValues<PagePlacement>()
        from ways in new[] { 4, 8, 12, 16, 20 }
        select new MissCurve(policy, placement, ways, isExclusive);

    /// <summary>Share of loads that miss, 0 to 1, interpolated from a table: a fit asks some hundred thousand times.</summary>
    /// <param name="logRatio">Natural logarithm of working set over capacity.</param>
    public double MissesAtLog(double logRatio)
    {
        Span<double> one = stackalloc double[1];
        MissesAtLog(logRatio, one);
        return one[0];
    }

    /// <summary>The shares at a ratio and at ratios smaller by one <see cref="LogStep"/> each.</summary>
    public void MissesAtLog(double largestLogRatio, Span<double> shares)
    {
        table ??= Tabulate();
        var position = (largestLogRatio - LeastLogRatio) / LogStep;
        var whole = (int)Math.Floor(position);
        var fraction = position - whole;
        for (var i = 0; i < shares.Length; i++)
        {
            var below = whole - i;
            shares[i] = below < 0 ? 0 : below >= table.Length - 1 ? 1 : table[below] + fraction * (table[below + 1] - table[below]);
        }
    }

    /// <summary>Share of loads that miss at the ratio r of working set to capacity.</summary>
    public double Misses(double r)
    {
        inSet ??= SetMisses.Of(Policy, Ways);
        var mean = r * Ways * (IsExclusive ? 1 + LossOfExclusive : 1);
        return Pages == PagePlacement.Scattered ? WithChanceLoads(mean) : IsExclusive ? WithUnevenLoads(mean) : WithEqualLoads(mean);
    }

    /// <summary>Share of the room of both levels that an exclusive level loses because lines are displaced before it is full.</summary>
    private double LossOfExclusive => Policy switch
    {
        ReplacementPolicy.Random => 0.05,
        ReplacementPolicy.TreePlru => 0.02,
        _ => 0.015,
    };

    private double[] Tabulate()
    {
        var values = new double[(int)((MostLogRatio - LeastLogRatio) / LogStep) + 1];
        for (var i = 0; i < values.Length; i++)
            values[i] = Misses(Math.Exp(LeastLogRatio + i * LogStep));
        return values;
    }

    /// <summary>Every set holds the mean number of lines, rounded down or up; loads are spread over lines, hence the weights by lines.</summary>
    private double WithEqualLoads(double mean)
    {
        var fewer = (int)mean;
        var share = mean - fewer;
        return (share * (fewer + 1) * inSet!.Share(fewer + 1) + (1 - share) * fewer * inSet.Share(fewer)) / mean;
    }

    /// <summary>As with equal loads, each averaged over a normal distribution.</summary>
    private double WithUnevenLoads(double mean)
    {
        const int points = 17;
        const double reach = 2.5;
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < points; i++)
        {
            var z = reach * (2.0 * i / (points - 1) - 1);
            var weight = Math.Exp(-z * z / 2);
            sum += weight * WithEqualLoads(Math.Max(0.1, mean + z * ExclusiveLoadDeviation));
            weights += weight;
        }

        return sum / weights;
    }

    /// <summary>Pages fall on page colours at random: X ~ Poisson(r A) pages on a colour with room for A; loads are spread over pages, hence the weight X.</summary>
    private double WithChanceLoads(double mean)
    {
        // Logarithms, because e^-mean is zero in floating point long before the ratio is out of range.
        var logProbability = -mean;
        var (missed, all) = (0.0, 0.0);
        for (var load = 1; load < mean + 12 * Math.Sqrt(mean) + 12; load++)
        {
            logProbability += Math.Log(mean / load);
            var probability = Math.Exp(logProbability);
            all += probability * load;
            missed += probability * load * inSet!.Share(load);
        }

        return missed / all;
    }
}
