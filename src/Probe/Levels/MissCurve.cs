namespace ButterE.Probe.Levels;

/// <summary>
/// Share of the loads of a random cyclic chase that miss a set-associative cache, against the ratio r of working set to capacity, for a
/// replacement policy and a placement of pages. The knee of a latency curve is not the capacity: under random replacement half of
/// the loads miss at 1.3 to 1.4 times the capacity, and with 4 KiB pages scattered over a physically indexed cache the first misses
/// come at 0.7.
/// </summary>
/// <param name="Policy">Which of the four families.</param>
/// <param name="Ways">Associativity A.</param>
internal sealed record MissCurve(MissPolicy Policy, int Ways)
{
    private const double LeastLogRatio = -2.5, MostLogRatio = 2.5, LogStep = 0.005;

    private double[]? table;

    /// <summary>So many ways that the cache is as good as fully associative.</summary>
    private const int Fully = 1024;

    /// <summary>Every family with the associativities of today's caches, and the fully associative cache with its sheer cliff.</summary>
    public static IReadOnlyList<MissCurve> All { get; } =
    [
        .. from policy in Enum.GetValues<MissPolicy>() from ways in new[] { 8, 12, 16 } select new MissCurve(policy, ways),
        new MissCurve(MissPolicy.LruContiguous, Fully),
    ];

    /// <summary>Share of loads that miss, 0 to 1, interpolated from a table: a fit asks some hundred thousand times.</summary>
    /// <param name="logRatio">Natural logarithm of working set over capacity.</param>
    public double MissesAtLog(double logRatio)
    {
        table ??= Tabulate();
        var position = (logRatio - LeastLogRatio) / LogStep;
        if (position <= 0)
            return 0;
        var below = (int)position;
        return below >= table.Length - 1 ? 1 : table[below] + (position - below) * (table[below + 1] - table[below]);
    }

    /// <summary>Share of loads that miss at the ratio r of working set to capacity.</summary>
    public double Misses(double r) => Policy switch
    {
        MissPolicy.LruContiguous => LruContiguous(r),
        MissPolicy.LruRandomPages => AverageOverPageLoads(r, load => load > Ways ? 1 : 0),
        MissPolicy.RandomContiguous => r <= 1 ? 0 : RandomReplacement(r * Ways),
        MissPolicy.RandomRandomPages => AverageOverPageLoads(r, load => load > Ways ? RandomReplacement(load) : 0),
        _ => throw new InvalidOperationException($"no miss curve for {Policy}"),
    };

    private double[] Tabulate()
    {
        var values = new double[(int)((MostLogRatio - LeastLogRatio) / LogStep) + 1];
        for (var i = 0; i < values.Length; i++)
            values[i] = Misses(Math.Exp(LeastLogRatio + i * LogStep));
        return values;
    }

    /// <summary>Every set holds A or A + 1 lines just above the capacity, and a cycle over A + 1 lines misses always.</summary>
    private double LruContiguous(double r)
    {
        double a = Ways;
        return r <= 1 ? 0 : r >= 1 + 1 / a ? 1 : (r * a - a) * (a + 1) / (r * a);
    }

    /// <summary>
    /// A line survives one lap if none of the misses of that lap evicts it: h = (1 - 1/A)^((1 - h) n) for n lines in the set; the smallest fixed point.
    /// </summary>
    private double RandomReplacement(double lines)
    {
        var survival = Math.Log(1 - 1.0 / Ways);
        var hits = 0.0;
        for (var i = 0; i < 1000; i++)
        {
            var next = Math.Exp(survival * (1 - hits) * lines);
            if (next - hits < 1e-9)
                break;
            hits = next;
        }

        return 1 - hits;
    }

    /// <summary>Pages fall on page colours at random: X ~ Poisson(r A) pages on a colour with room for A; loads are spread over pages, hence the weight X.</summary>
    private double AverageOverPageLoads(double r, Func<int, double> missesAtLoad)
    {
        var mean = r * Ways;
        // Logarithms, because e^-mean is zero in floating point long before the ratio is out of range.
        var logProbability = -mean;
        var (missed, all) = (0.0, 0.0);
        for (var load = 1; load < mean + 12 * Math.Sqrt(mean) + 12; load++)
        {
            logProbability += Math.Log(mean / load);
            var probability = Math.Exp(logProbability);
            all += probability * load;
            missed += probability * load * missesAtLoad(load);
        }

        return missed / all;
    }
}
