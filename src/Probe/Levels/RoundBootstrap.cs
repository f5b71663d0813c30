using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>Resamples whole rounds with replacement: visits of one round share their interference, so single visits are no independent samples.</summary>
internal sealed class RoundBootstrap(IEnumerable<Visit> visits)
{
    private readonly Visit[][] rounds = [.. visits.GroupBy(visit => visit.Round).Select(round => round.ToArray())];

    public int Count => rounds.Length;

    /// <summary>Resamples of the visits; the list is reused from one to the next.</summary>
    public IEnumerable<IReadOnlyList<Visit>> Draw(int resamples, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        var drawn = new List<Visit>();
        for (var i = 0; i < resamples; i++)
        {
            drawn.Clear();
            for (var draw = 0; draw < rounds.Length; draw++)
                drawn.AddRange(rounds[random.Below(rounds.Length)]);
            yield return drawn;
        }
    }
}
