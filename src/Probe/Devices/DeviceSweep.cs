using System.Diagnostics;
using ButterE.Probe.Levels;
using ButterE.Probe.Measurement;
using ButterE.Probe.Memory;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Rounds of visits: each visits every size with every traversal in fresh random order, each visit with a fresh chain.</summary>
/// <param name="plan">Sizes, and how long to go on.</param>
/// <param name="timer">Times a visit.</param>
/// <param name="seed">Seed of orders and chains.</param>
internal sealed class DeviceSweep(SweepPlan plan, DeviceTimer timer, int seed)
{
    private const int ChaseSizesPerOctave = 8, StreamSizesPerOctave = 4, Part = 4;

    /// <summary>Runs the rounds.</summary>
    /// <param name="chase">The chase.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellation">Stops between two visits.</param>
    /// <returns>Visits by name of the traversal, ns per step, and the number of rounds.</returns>
    public (Dictionary<string, List<Visit>> Visits, int Rounds) Run(
        DeviceChase chase, IReadOnlyList<DeviceStream> streams, Action<double> progress, CancellationToken cancellation)
    {
        var visits = plan.Sizes(ChaseSizesPerOctave).Select(bytes => ((ITraversal)chase, bytes)).ToList();
        foreach (var stream in streams)
        {
            var sizes = plan.Sizes(StreamSizesPerOctave).Select(stream.Fitting).Where(bytes => bytes > 0).Distinct();
            visits.AddRange(sizes.Select(bytes => ((ITraversal)stream, bytes)));
        }

        var results = visits.Select(visit => visit.Item1.Name).Distinct().ToDictionary(name => name, _ => new List<Visit>());
        var start = Stopwatch.GetTimestamp();
        var round = 0;
        for (; round < plan.LeastRounds || (round < plan.MostRounds && Elapsed() < plan.Seconds); round++)
        {
            var random = VisitOrder.Of((ulong)seed, Part, round);
            var order = visits.ToArray();
            random.Shuffle(order.AsSpan());
            for (var i = 0; i < order.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (traversal, bytes) = order[i];
                var nanoseconds = timer.NanosecondsPerStep(traversal, new WorkingSet(0, bytes), ref random);
                results[traversal.Name].Add(new Visit(bytes, nanoseconds, round));
                var rounds = round + (i + 1.0) / order.Length;
                progress(Math.Min(1, Math.Max(rounds / plan.MostRounds, Math.Min(rounds / plan.LeastRounds, Elapsed() / Math.Max(plan.Seconds, 1e-3)))));
            }
        }

        return (results, round);

        double Elapsed() => Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
