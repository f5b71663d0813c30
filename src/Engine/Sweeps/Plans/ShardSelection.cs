using System.Globalization;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Plans;

/// <summary>Which shards of a plan are meant.</summary>
public static class ShardSelection
{
    /// <summary>The shards of a plan that a text names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="text"><c>I</c> for one shard, from 0; <c>I/N</c> for every N-th from I on; null for all.</param>
    /// <exception cref="InputException">There is no such shard.</exception>
    public static IReadOnlyList<PlannedShard> Of(PlanHeader plan, string? text)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (text is null)
            return plan.Shards;
        var parts = text.Split('/');
        var count = plan.Shards.Count;
        if (parts.Length > 2 || !TryNumber(parts[0], out var first) || !TryNumber(parts[^1], out var last))
            throw new InputException($"--shard {text}: must be I for one shard or I/N for every N-th, from 0");
        if (parts.Length == 1)
            return first < count ? [plan.Shards[first]] : throw new InputException($"--shard {text}: the plan has shards 0 to {count - 1}");
        return first < last
            ? [.. plan.Shards.Where(shard => shard.Shard % last == first)]
            : throw new InputException($"--shard {text}: the first number must be from 0 to {last - 1}");
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
