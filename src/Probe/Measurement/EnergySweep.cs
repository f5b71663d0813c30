using System.Diagnostics;
using ButterE.Probe.Levels;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Profile;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Measurement;

/// <summary>
/// Rounds of energy measurements: each point is held for the meter's shortest window between two idle baselines, in fresh random order. Costs are
/// above idle (Choi and Vuduc: E = e0 + P_idle T + sum of eps_k B_k).
/// </summary>
/// <param name="meter">The meter; it is opened and closed.</param>
/// <param name="protocol">How the meter is read.</param>
internal sealed class EnergySweep(IEnergyMeter meter, MeasurementSettings protocol)
{
    /// <summary>A line through a level takes three sizes, and an interval three rounds.</summary>
    public const int SizesPerLevel = 3, Rounds = 3;

    /// <summary>Window of a meter that does not state one, s.</summary>
    private const double UnknownWindowSeconds = 1;

    private const int RepeatsPerWindow = 20;

    /// <summary>Measures on the calling thread.</summary>
    /// <param name="points">Traversals with the working sets to hold, and the seconds of a pass over each.</param>
    /// <param name="place">Gives the memory for a working set of so many bytes.</param>
    /// <param name="random">Source of every order.</param>
    /// <param name="progress">Told about how long it will still take: first by the windows, then by the points so far.</param>
    /// <param name="cancellation">Stops between two points.</param>
    /// <exception cref="InputException">The meter does not see what is running.</exception>
    public EnergyVisits Run(
        IReadOnlyList<(ITraversal Traversal, TraversalPoint Point)> points, Func<long, WorkingSet> place, ref SplitMix64 random,
        Action<TimeSpan> progress, CancellationToken cancellation)
    {
        var window = protocol.WindowOf(meter.Description) is > 0 and var stated ? stated : UnknownWindowSeconds;
        var settings = protocol with { MinimumSeconds = window };
        progress(TimeSpan.FromSeconds(Rounds * points.Count * (window + 2 * settings.IdleBeside(window))));
        var start = Stopwatch.GetTimestamp();
        var order = points.ToArray();
        var results = points.Select(point => point.Traversal.Name).Distinct().ToDictionary(name => name, _ => new List<Visit>());
        var flags = MeterEvents.None;
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order.AsSpan());
            for (var i = 0; i < order.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (traversal, point) = order[i];
                var set = place((long)point.Bytes);
                traversal.Prepare(set, ref random);
                var steps = traversal.StepsPerPass(set.Bytes);
                var passes = Math.Max(1, (long)(window / RepeatsPerWindow / (point.Seconds * steps)));
                var measured = EnergyMeasurement.Run(meter, settings, _ => traversal.Run(set, passes * steps));
                flags |= measured.Flags | (measured.Baseline?.Flags ?? MeterEvents.None);
                if (measured.PerRepeat?.Dynamic is { } joules)
                    results[traversal.Name].Add(new Visit(point.Bytes, joules * 1e9 / passes, round));
                var done = round * order.Length + i + 1;
                progress(Stopwatch.GetElapsedTime(start) * ((double)(Rounds * order.Length - done) / done));
            }
        }

        return new EnergyVisits(meter.Description, flags, results);
    }

    /// <summary>Of the points of a traversal, the few to hold: spread evenly over each level's interior.</summary>
    public static IEnumerable<TraversalPoint> Choose(TraversalCost cost)
    {
        foreach (var level in cost.Levels)
        {
            TraversalPoint[] inside = [.. cost.Points.Where(point => point.Bytes >= level.FromBytes && point.Bytes <= level.ToBytes)];
            for (var i = 0; i < SizesPerLevel && inside.Length >= SizesPerLevel; i++)
                yield return inside[i * (inside.Length - 1) / (SizesPerLevel - 1)];
        }
    }
}
