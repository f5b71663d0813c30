using ButterE.Probe.Caches;
using ButterE.Probe.Levels;

namespace ButterE.Probe.Measurement;

/// <summary>Chooses where further visits tell the most: the transition with the widest interval, as long as visits have not been in vain there.</summary>
internal sealed class WidestTransition(SweepPlan plan, PagePlacement? pages)
{
    /// <summary>Twice as dense as the rounds.</summary>
    private const int SizesPerOctave = 16;

    /// <summary>Visits reach so far below the knee and above the end, for the curve to lean on both plateaus.</summary>
    private const double Margin = 1.2;

    /// <summary>Rounds made before the choice is looked at again: detecting takes about as long as a round.</summary>
    private const int RoundsPerChoice = 3;

    private readonly Dictionary<int, int> choices = [];
    private (IReadOnlyList<long> Sizes, int Left) chosen = ([], 0);

    /// <summary>The sizes of the next round; null when no transition is known or none has sizes.</summary>
    /// <param name="visits">The visits of the chase so far.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public IReadOnlyList<long>? Next(IReadOnlyList<Visit> visits, int seed)
    {
        if (chosen.Left == 0)
            chosen = (Choose(visits, seed), RoundsPerChoice);
        chosen.Left--;
        return chosen.Sizes.Count == 0 ? null : chosen.Sizes;
    }

    private IReadOnlyList<long> Choose(IReadOnlyList<Visit> visits, int seed)
    {
        IReadOnlyList<DetectedLevel> levels;
        try
        {
            levels = LevelDetector.Detect(visits, seed, pages: pages).Levels;
        }
        catch (InsufficientDataException)
        {
            // So many visits were disturbed that there is no curve yet; the caller's own detection will say so if it stays that way.
            return [];
        }

        // A transition that was chosen before counts less each time: what visits cannot narrow, the shape of the curve leaves open.
        var widest = levels.Select((level, i) => (Level: level, Index: i))
            .MaxBy(entry => Math.Log(entry.Level.CapacityHigh / entry.Level.CapacityLow) / (1 + choices.GetValueOrDefault(entry.Index)));
        if (widest.Level is not { } level)
            return [];
        choices[widest.Index] = choices.GetValueOrDefault(widest.Index) + 1;
        var (from, to) = (Math.Min(level.KneeBytes, level.CapacityLow) / Margin, Math.Max(level.EndBytes, level.CapacityHigh) * Margin);
        return [.. plan.Sizes(SizesPerOctave).Where(bytes => bytes >= from && bytes <= to)];
    }
}
