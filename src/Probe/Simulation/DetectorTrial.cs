using ButterE.Probe.Levels;

namespace ButterE.Probe.Simulation;

/// <summary>What the detector found in one simulated sweep.</summary>
/// <param name="Seed">Seed of the sweep.</param>
/// <param name="Found">The levels.</param>
/// <param name="OfCache">For each cache of the machine the level that is taken for it; null where none is.</param>
public sealed record DetectorTrial(int Seed, LevelDetection Found, IReadOnlyList<DetectedLevel?> OfCache)
{
    /// <summary>A level further than this from every cache is none of them.</summary>
    private const double SameCache = 1.5;

    /// <summary>Whether there are as many levels as caches.</summary>
    public bool IsCountRight => Found.Levels.Count == OfCache.Count;

    /// <summary>Detects and compares with the truth: in order if the count is right, else by the nearest capacity.</summary>
    internal static DetectorTrial Of(SimulatedMachine machine, int seed, IReadOnlyList<Visit> visits)
    {
        var found = LevelDetector.Detect(visits, seed);
        var isCountRight = found.Levels.Count == machine.Caches.Count;
        var ofCache = machine.Caches.Select((_, k) => isCountRight ? found.Levels[k] : Nearest(found, machine.BreakBytes(k)));
        return new DetectorTrial(seed, found, [.. ofCache]);
    }

    private static DetectedLevel? Nearest(LevelDetection found, double bytes)
    {
        double Distance(DetectedLevel level) => Math.Abs(Math.Log(level.CapacityBytes / bytes));
        return found.Levels.MinBy(Distance) is { } level && Distance(level) < Math.Log(SameCache) ? level : null;
    }
}
