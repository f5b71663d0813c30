using System.Diagnostics;
using ButterE.Kernels.Gpu.Access;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Probe.Costs;
using ButterE.Probe.Levels;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Devices;

/// <summary>Measures what it costs to give a device work and data.</summary>
/// <param name="access">Memory of the device.</param>
/// <param name="seed">Seed of the order and of the bootstrap.</param>
internal sealed class OffloadProbe(MemoryAccess access, int seed)
{
    private const int Rounds = 8, Samples = 20, Chain = 100, Meetings = 1000;
    private const long LeastBytes = 4 << 10, MostBytes = 64L << 20;

    /// <summary>Measures launches.</summary>
    /// <returns>Of a kernel behind others, and of one that is waited for, s.</returns>
    public (Estimate Launch, Estimate RoundTrip) Launches()
    {
        for (var i = 0; i < Samples; i++)
            Seconds(access.StartEmpty);
        var trips = Take(1);
        // What a hundred in a row take longer than one, for each of the ninety-nine.
        var chains = Take(Chain).Zip(trips).Select(pair => Math.Max(pair.First - pair.Second, 0) / (Chain - 1));
        return (Of(chains), Of(trips));

        double[] Take(int kernels) => [.. Enumerable.Range(0, Samples).Select(_ => Seconds(() =>
        {
            for (var i = 0; i < kernels; i++)
                access.StartEmpty();
        }))];
    }

    /// <summary>Measures kernels in a recorded graph.</summary>
    /// <returns>What one more takes, s; null where the device cannot record.</returns>
    public Estimate? GraphNode() => access.CanRecord ? Difference(access.RecordEmpty, Chain) : null;

    /// <summary>Measures the meetings of all multiprocessors.</summary>
    /// <returns>What one more takes, s; null where groups cannot meet.</returns>
    public Estimate? GridBarrier() => access.CanMeet ? Difference(access.RecordMeetings, Meetings) : null;

    /// <summary>Measures copies to and from the device.</summary>
    /// <param name="memory">Name of its memory.</param>
    /// <param name="cancellation">Stops between two copies.</param>
    public IReadOnlyList<TraversalCost> Transfers(string memory, CancellationToken cancellation)
    {
        var sizes = new List<long>();
        for (var bytes = LeastBytes; bytes <= Math.Min(MostBytes, access.Bytes); bytes *= 2)
            sizes.Add(bytes);
        var visits = (To: new List<Visit>(), From: new List<Visit>());
        var random = new SplitMix64((ulong)seed);
        for (var round = 0; round < Rounds; round++)
        {
            var order = sizes.ToArray();
            random.Shuffle(order.AsSpan());
            foreach (var bytes in order)
            {
                cancellation.ThrowIfCancellationRequested();
                visits.To.Add(new Visit(bytes, 1e9 * Seconds(() => access.ToDevice(bytes)), round));
                visits.From.Add(new Visit(bytes, 1e9 * Seconds(() => access.FromDevice(bytes)), round));
            }
        }

        return [Fit("toDevice", visits.To), Fit("fromDevice", visits.From)];

        TraversalCost Fit(string kind, List<Visit> passes) => TraversalCostFit.Fit(kind, passes, [], [memory], seed, (_, seconds) => seconds);
    }

    // What many take longer than one, for each beyond the first; in turns.
    private Estimate Difference(Func<int, KernelGraph> record, int count)
    {
        using KernelGraph one = record(1), many = record(count);
        Seconds(one.Start);
        Seconds(many.Start);
        return Of(Enumerable.Range(0, Samples).Select(_ =>
        {
            var single = Seconds(one.Start);
            return Math.Max(Seconds(many.Start) - single, 0) / (count - 1);
        }));
    }

    private double Seconds(Action start)
    {
        var begin = Stopwatch.GetTimestamp();
        start();
        access.Wait();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    // Of 20 samples the median lies between the 6th and the 15th in 96 of 100 cases, whatever their distribution.
    private static Estimate Of(IEnumerable<double> samples)
    {
        var ascending = samples.Order().ToArray();
        return new Estimate(Quantile.Interpolated(ascending, 0.5), ascending[Samples / 4], ascending[^(Samples / 4 + 1)]);
    }
}
