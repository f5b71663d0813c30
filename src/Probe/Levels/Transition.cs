using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>The share of loads that miss a level, at the sizes from the middle of its plateau to the middle of the next.</summary>
/// <param name="LogBytes">Natural logarithms of the sizes.</param>
/// <param name="Missed">Share missed at each, 0 to 1.</param>
/// <param name="LogLatencySlope">What a relative error of the latency does to each share.</param>
internal sealed record Transition(double[] LogBytes, double[] Missed, double[] LogLatencySlope)
{
    /// <summary>Reads the transition off a curve.</summary>
    public static Transition Between(LatencyCurve curve, Plateau below, Plateau above, ChainOrder order)
    {
        // Half of each plateau takes part: enough flat points to hold the ends, and none of the neighbouring transitions.
        var first = (below.First + below.Last) / 2;
        var last = (above.First + above.Last + 1) / 2;
        var count = last - first + 1;
        var (x, missed, slope) = (new double[count], new double[count], new double[count]);
        // Under a random chain a plateau creeps by translation itself, which is told by its shape against the whole step.
        var step = (order == ChainOrder.Random ? above.Nanoseconds : above.OnsetNanoseconds) - below.Nanoseconds;
        for (var i = 0; i < count; i++)
        {
            x[i] = Math.Log(curve.Bytes[first + i]);
            missed[i] = Math.Clamp((curve.Nanoseconds[first + i] - below.Nanoseconds) / step, 0, 1);
            slope[i] = curve.Nanoseconds[first + i] / step;
        }

        return new Transition(x, missed, slope);
    }

    /// <summary>Largest size with less than 10 % of the loads missing.</summary>
    public double Knee => Math.Exp(LogBytes[Math.Max(0, Array.FindLastIndex(Missed, share => share < 0.1))]);

    /// <summary>Whether no size lies between the knee and the end: the curve breaks anywhere between two neighbouring sizes.</summary>
    public bool IsCliff => Array.FindLastIndex(Missed, share => share < 0.1) + 1 == Array.FindIndex(Missed, share => share > 0.9);

    /// <summary>Smallest size with more than 90 % missing.</summary>
    public double End => Math.Exp(LogBytes[Array.FindIndex(Missed, share => share > 0.9) is var end and >= 0 ? end : LogBytes.Length - 1]);
}
