using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>Times visits of a traversal to a working set and refuses those during which the thread was not on its processor.</summary>
internal sealed class VisitTimer
{
    private const int Batches = 3;

    /// <summary>Below this share of its time on the processor a batch was shared with somebody else.</summary>
    private const double LeastCpuShare = 0.9;

    /// <summary>A batch makes whole passes as long as they fit into this time, s; a lap through memory would take a thousand times as long.</summary>
    private const double MostBatchSeconds = 3e-3;

    /// <summary>
    /// A set too large for one pass a batch comes from memory, which the traffic of preparing it has made fast: on a Zen 4 a load takes 72 ns for up to
    /// 3 ms from there, and 96 as long as one goes on. So much time passes first, s.
    /// </summary>
    private const double SettlingSeconds = 6e-3;

    private const int TimerStepsPerBatch = 1000;
    private const long CalibrationSteps = 512;

    /// <summary>A batch is sized by a run of at least this share of the shortest batch, found in steps of this factor.</summary>
    private const double CalibrationShare = 0.25;
    private const int CalibrationGrowth = 4;
    private readonly double leastBatchSeconds = Math.Max(200e-6, TimerStepsPerBatch * TimerResolution.Measure());

    /// <summary>Visits in all.</summary>
    public int Visits { get; private set; }

    /// <summary>Visits with no undisturbed batch.</summary>
    public int Rejected { get; private set; }

    /// <summary>Time of one step, ns: the best of the undisturbed batches, because a disturbance only adds; null when every batch was disturbed.</summary>
    public double? NanosecondsPerStep(ITraversal traversal, WorkingSet set, ref SplitMix64 random)
    {
        traversal.Prepare(set, ref random);
        var stepsPerPass = traversal.StepsPerPass(set.Bytes);
        var steps = Math.Min(stepsPerPass, CalibrationSteps);
        var seconds = Time(traversal, set, steps);
        // The first pass brings the set into the caches and the clock is a part of it: a batch sized by that alone would be too short.
        while (seconds < CalibrationShare * leastBatchSeconds)
        {
            steps *= CalibrationGrowth;
            seconds = Time(traversal, set, steps);
        }

        var secondsPerStep = seconds / steps;
        var target = Math.Clamp(stepsPerPass * secondsPerStep, leastBatchSeconds, MostBatchSeconds);
        steps = Math.Max(1, (long)(target / secondsPerStep));

        if (steps < stepsPerPass)
            traversal.Run(set, (long)(SettlingSeconds / secondsPerStep));

        double? best = null;
        for (var batch = 0; batch < Batches; batch++)
        {
            var start = ThreadUsage.Read();
            traversal.Run(set, steps);
            var end = ThreadUsage.Read();
            if (end.CpuShareSince(start) >= LeastCpuShare)
                best = Math.Min(best ?? double.PositiveInfinity, end.SecondsSince(start) * 1e9 / steps);
        }

        Visits++;
        if (best is null)
            Rejected++;
        return best;
    }

    private static double Time(ITraversal traversal, WorkingSet set, long steps)
    {
        var start = ThreadUsage.Read();
        traversal.Run(set, steps);
        return ThreadUsage.Read().SecondsSince(start);
    }
}
