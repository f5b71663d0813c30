using System.Globalization;

namespace ButterE.Engine.Sweeps.Planning;

/// <summary>
/// The notation for lists of numbers in a description: <c>5</c>, <c>2^10</c>, <c>2..10</c>, <c>12..20 step 2</c>, and <c>2^5..2^24</c> for the powers
/// of two between.
/// </summary>
internal static class NumberRange
{
    // More than any list of sizes or depths needs; a slip such as 2^1..2000000 shall not fill the memory.
    private const int Most = 10_000;

    /// <summary>The numbers that an entry stands for, ascending; null when it is none.</summary>
    /// <param name="text">The entry.</param>
    public static IReadOnlyList<long>? ParseOrNull(string text)
    {
        var ends = text.Trim().Split("..");
        if (ends.Length == 1)
            return Number(ends[0]) is { } single ? [single.Value] : null;
        var step = ends[^1].Split(" step ");
        if (ends.Length > 2 || step.Length > 2 || Number(ends[0]) is not { } first || Number(step[0]) is not { } last || last.Value < first.Value)
            return null;
        if (first.IsPower && last.IsPower)
            return step.Length == 1 ? Powers(first.Value, last.Value) : null;
        if (first.IsPower || last.IsPower)
            return null;
        var by = step.Length == 1 ? 1 : Number(step[1]) is { IsPower: false, Value: > 0 } given ? given.Value : 0;
        if (by == 0 || (last.Value - first.Value) / by >= Most)
            return null;
        return [.. Enumerable.Range(0, (int)((last.Value - first.Value) / by) + 1).Select(i => first.Value + i * by)];
    }

    private static List<long> Powers(long first, long last)
    {
        var powers = new List<long>();
        for (var power = first; power <= last && power > 0; power *= 2)
            powers.Add(power);
        return powers;
    }

    private static (long Value, bool IsPower)? Number(string text)
    {
        const string power = "2^";
        text = text.Trim();
        if (text.StartsWith(power, StringComparison.Ordinal))
        {
            return int.TryParse(text.AsSpan(power.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var exponent) && exponent < 63
                ? (1L << exponent, true)
                : null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (value, false) : null;
    }
}
