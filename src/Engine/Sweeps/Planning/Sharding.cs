using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>Into how many shards runs are dealt.</summary>
/// <param name="Count">Shards in all; null to go by <paramref name="Minutes"/>.</param>
/// <param name="Minutes">Length that a shard shall have, min.</param>
/// <param name="Most">Shards of one device at most, however long they get.</param>
public sealed record ShardChoice(int? Count, double Minutes, int Most = int.MaxValue)
{
    // Slurm's arrays hold 1,000 tasks unless the site allows more, and each worker reads the whole plan.
    private const int MostByDefault = 1000;

    /// <summary>Long enough that a scheduler's overhead does not matter, short enough that a lost one does not hurt.</summary>
    public const double DefaultMinutes = 45;

    /// <summary>Shards of <see cref="DefaultMinutes"/>, but not thousands of them.</summary>
    public static ShardChoice Default { get; } = new(null, DefaultMinutes, MostByDefault);
}

/// <summary>
/// Deals runs out to shards of nearly equal predicted time: the longest first, each to the shard that has least so far (Graham, "Bounds on
/// multiprocessing timing anomalies", 1969: at most 4/3 of the best), and each shard in that order. All runs of a shard are for one device.
/// </summary>
internal static class Sharding
{
    /// <summary>The same runs with their shards and positions, shard by shard, and the shards; the heaviest shard of a device comes first.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="devices">Their devices in the order in which shards are numbered.</param>
    /// <param name="choice">How many shards.</param>
    /// <exception cref="InputException">There are fewer shards than devices.</exception>
    public static (IReadOnlyList<SweepRun> Runs, IReadOnlyList<PlannedShard> Shards) Deal(
        IReadOnlyList<SweepRun> runs, IReadOnlyList<string> devices, ShardChoice choice)
    {
        var byDevice = devices.Select(device => runs.Where(run => run.Configuration.Device == device)
            .OrderByDescending(run => run.PredictedSeconds).ThenBy(run => run.RunId, StringComparer.Ordinal).ToArray()).Where(own => own.Length > 0).ToArray();
        var counts = Counts(byDevice, choice);
        var (dealt, shards) = (new List<SweepRun>(runs.Count), new List<PlannedShard>());
        foreach (var (own, count) in byDevice.Zip(counts))
        {
            foreach (var shard in Balanced(own, count))
            {
                dealt.AddRange(shard.Select((run, position) => run with { Shard = shards.Count, Position = position }));
                shards.Add(new PlannedShard(
                    shards.Count, shard[0].Configuration.Device, shard.Count, shard.Sum(run => run.PredictedSeconds),
                    shard.Max(run => run.Configuration.Parameters)));
            }
        }

        return (dealt, shards);
    }

    private static IEnumerable<List<SweepRun>> Balanced(IReadOnlyList<SweepRun> longestFirst, int count)
    {
        var (shards, loads) = (new List<SweepRun>[count], new double[count]);
        var least = new PriorityQueue<int, (double Load, int Shard)>();
        for (var shard = 0; shard < count; shard++)
        {
            shards[shard] = [];
            least.Enqueue(shard, (0, shard));
        }

        foreach (var run in longestFirst)
        {
            var shard = least.Dequeue();
            shards[shard].Add(run);
            loads[shard] += run.PredictedSeconds;
            least.Enqueue(shard, (loads[shard], shard));
        }

        return Enumerable.Range(0, count).OrderByDescending(shard => loads[shard]).ThenBy(shard => shard).Select(shard => shards[shard]);
    }

    // Shards are dealt out to devices like seats to parties (d'Hondt), by predicted time, with at least one each.
    private static int[] Counts(SweepRun[][] byDevice, ShardChoice choice)
    {
        var seconds = byDevice.Select(own => own.Sum(run => run.PredictedSeconds)).ToArray();
        if (choice.Count is not { } count)
            return [.. byDevice.Select((own, i) => (int)Math.Clamp(Math.Ceiling(seconds[i] / (60 * choice.Minutes)), 1, Math.Min(choice.Most, own.Length)))];
        if (count < byDevice.Length)
            throw new InputException($"--shards {count}: the runs are for {byDevice.Length} devices, and a shard is for one");
        var counts = byDevice.Select(_ => 1).ToArray();
        for (var left = count - counts.Length; left > 0; left--)
        {
            var open = Enumerable.Range(0, counts.Length).Where(i => counts[i] < byDevice[i].Length).ToArray();
            if (open.Length == 0)
                break;
            counts[open.MaxBy(i => seconds[i] / (counts[i] + 1))]++;
        }

        return counts;
    }
}
