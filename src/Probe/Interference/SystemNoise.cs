using System.Diagnostics;
using ButterE.Probe.Levels;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Interference;

/// <summary>
/// What interrupts, the timer tick and the host take of a processor on which nobody else wants to run. A thread reads the clock without pause, and whatever lies between
/// two readings that are too far apart was taken from it: the selfish-detour benchmark of Beckman, Iskra, Yoshii and Coghlan ("The influence of operating systems on
/// the performance of collective operations at extreme scale", IEEE Cluster 2006). Threads that meet wait for whichever of them it hits.
/// </summary>
/// <param name="Fraction">Part of the time that was taken.</param>
/// <param name="PerSecond">Detours a second.</param>
/// <param name="MedianSeconds">Median length of a detour, s; null where there was none.</param>
internal sealed record SystemNoise(double Fraction, double PerSecond, double? MedianSeconds)
{
    // Longer than a reading that misses the caches, shorter than any interrupt of a guest.
    private const double ShortestDetour = 2e-6;

    // Some hundred timer ticks.
    private const double Seconds = 0.25;

    /// <summary>Watches some processors at once.</summary>
    /// <param name="cpus">One entry per processor; see <see cref="PinnedThread"/>.</param>
    /// <returns>What was taken of the processor of which most was.</returns>
    public static SystemNoise OfNoisiest(IReadOnlyList<int?> cpus) =>
        PinnedThread.RunAll(cpus, (_, start) =>
        {
            start.Wait();
            return Watch(Stopwatch.GetTimestamp, Stopwatch.Frequency, Seconds);
        }).MaxBy(noise => noise.Fraction)!;

    /// <summary>Watches the calling thread.</summary>
    /// <param name="clock">Reads the time, ticks.</param>
    /// <param name="frequency">Ticks a second.</param>
    /// <param name="seconds">How long.</param>
    internal static SystemNoise Watch(Func<long> clock, double frequency, double seconds)
    {
        var detours = new List<double>(capacity: 1 << 14);
        var shortest = (long)(ShortestDetour * frequency);
        long start = clock(), end = start + (long)(seconds * frequency), last = start;
        while (last < end)
        {
            var now = clock();
            if (now - last > shortest)
                detours.Add((now - last) / frequency);
            last = now;
        }

        var watched = (last - start) / frequency;
        return new SystemNoise(detours.Sum() / watched, detours.Count / watched, detours.Count == 0 ? null : Quantile.Median(detours));
    }
}
