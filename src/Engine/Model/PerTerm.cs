using System.Globalization;

namespace ButterE.Engine.Model;

/// <summary>One value for each term of the cost model, k = [ke, kp, ko, kd, a1…aC, m1…mC] of equation (9) of the paper.</summary>
/// <typeparam name="T">The value: a coefficient, an interval, …</typeparam>
/// <param name="Ke">Per run.</param>
/// <param name="Kp">Per pass over one batch.</param>
/// <param name="Ko">Per operation, one multiply-accumulate counting 1.</param>
/// <param name="Kd">Per layer of a pass.</param>
/// <param name="A">Per access to a working set, one value for each memory level.</param>
/// <param name="M">Per byte of an access, one value for each memory level.</param>
public sealed record PerTerm<T>(T Ke, T Kp, T Ko, T Kd, IReadOnlyList<T> A, IReadOnlyList<T> M)
{
    /// <summary>The values in the order of equation (9).</summary>
    public T[] ToArray() => [Ke, Kp, Ko, Kd, .. A, .. M];

    /// <summary>Takes values in the order of equation (9): 4 + 2 C of them.</summary>
    public static PerTerm<T> From(ReadOnlySpan<T> values)
    {
        var levels = (values.Length - TermNames.BeforeLevels) / 2;
        return new PerTerm<T>(values[0], values[1], values[2], values[3],
            values.Slice(TermNames.BeforeLevels, levels).ToArray(), values[(TermNames.BeforeLevels + levels)..].ToArray());
    }
}

/// <summary>The names of the model's terms: ke, kp, ko, kd, a1…aC, m1…mC.</summary>
public static class TermNames
{
    /// <summary>Terms that do not belong to a level: ke, kp, ko, kd.</summary>
    internal const int BeforeLevels = 4;

    /// <summary>All names for a hierarchy of <paramref name="levels"/> levels, in the order of equation (9).</summary>
    public static string[] For(int levels) =>
    [
        "ke", "kp", "ko", "kd",
        .. Enumerable.Range(1, levels).Select(level => $"a{level}"),
        .. Enumerable.Range(1, levels).Select(level => $"m{level}"),
    ];

    /// <summary>What a term counts, in words.</summary>
    /// <param name="name">Name of the term.</param>
    /// <param name="levels">Names of the levels.</param>
    public static string Describe(string name, IReadOnlyList<string> levels) => name switch
    {
        "ke" => "run",
        "kp" => "pass",
        "ko" => "FLOP",
        "kd" => "layer",
        ['a', .. var level] => $"access in {levels[int.Parse(level, CultureInfo.InvariantCulture) - 1]}",
        [_, .. var level] => $"byte in {levels[int.Parse(level, CultureInfo.InvariantCulture) - 1]}",
        _ => throw new ArgumentException("no such term", nameof(name)),
    };
}
