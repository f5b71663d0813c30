using System.Globalization;
using System.Text.Json.Serialization;

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
    /// <summary>Per update of the parameters, beyond its two passes. This and the following exist in forms beyond the paper's only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Ku { get; init; }

    /// <summary>Per byte of an input batch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Kx { get; init; }

    /// <summary>Per byte of an output batch: loss and metrics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Ky { get; init; }

    /// <summary>Per byte of unit values in a pass, wherever they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Kv { get; init; }

    /// <summary>Per byte of unit values that a skip adds in a pass.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Ks { get; init; }

    /// <summary>Per byte of unit values that is read or written, one value for each memory level; only the placement <c>engine</c> counts them so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<T>? V { get; init; }

    /// <summary>Per layer of a pass, one value for each kernel regime; null in the paper's forms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<T>? R { get; init; }

    /// <summary>The values in the order of <see cref="TermNames.For(int, int)"/>.</summary>
    public T[] ToArray() => R is null ? [Ke, Kp, Ko, Kd, .. A, .. M] : [Ke, Kp, Ko, Kd, .. A, .. M, Ku!, Kx!, Ky!, Kv!, Ks!, .. V!, .. R];

    /// <summary>Takes values in the order of <see cref="TermNames.For(int, int)"/>.</summary>
    /// <param name="values">The values.</param>
    /// <param name="regimes">Kernel regimes; 0 in the paper's forms.</param>
    public static PerTerm<T> From(ReadOnlySpan<T> values, int regimes = 0)
    {
        var levels = regimes == 0
            ? (values.Length - TermNames.BeforeLevels) / 2
            : (values.Length - TermNames.BeforeLevels - TermNames.BeyondPaper - regimes) / 3;
        var paper = new PerTerm<T>(values[0], values[1], values[2], values[3],
            values.Slice(TermNames.BeforeLevels, levels).ToArray(), values.Slice(TermNames.BeforeLevels + levels, levels).ToArray());
        if (regimes == 0)
            return paper;
        var rest = values[(TermNames.BeforeLevels + 2 * levels)..];
        return paper with
        {
            Ku = rest[0], Kx = rest[1], Ky = rest[2], Kv = rest[3], Ks = rest[4],
            V = rest.Slice(TermNames.BeyondPaper, levels).ToArray(),
            R = rest[(TermNames.BeyondPaper + levels)..].ToArray(),
        };
    }
}

/// <summary>The names of the model's terms: ke, kp, ko, kd, a1…aC, m1…mC, and beyond the paper ku, kx, ky, kv, ks, v1…vC, r1…rR.</summary>
public static class TermNames
{
    /// <summary>Terms that do not belong to a level: ke, kp, ko, kd.</summary>
    internal const int BeforeLevels = 4;

    /// <summary>Terms beyond the paper's that belong neither to a level nor to a kernel regime: ku, kx, ky, kv, ks.</summary>
    internal const int BeyondPaper = 5;

    /// <summary>Terms before those of the kernel regimes.</summary>
    internal static int BeforeRegimes(int levels) => BeforeLevels + 3 * levels + BeyondPaper;

    /// <summary>All names.</summary>
    /// <param name="levels">Memory levels.</param>
    /// <param name="regimes">Kernel regimes; 0 for the paper's terms alone, in the order of equation (9).</param>
    public static string[] For(int levels, int regimes = 0) =>
    [
        "ke", "kp", "ko", "kd",
        .. Enumerable.Range(1, levels).Select(level => $"a{level}"),
        .. Enumerable.Range(1, levels).Select(level => $"m{level}"),
        .. regimes == 0 ? [] : new[] { "ku", "kx", "ky", "kv", "ks" },
        .. Enumerable.Range(1, regimes == 0 ? 0 : levels).Select(level => $"v{level}"),
        .. Enumerable.Range(1, regimes).Select(regime => $"r{regime}"),
    ];

    /// <summary>What a term counts, in words.</summary>
    /// <param name="name">Name of the term.</param>
    /// <param name="levels">Names of the levels.</param>
    /// <param name="kernels">Kernel regimes; null in the paper's forms.</param>
    public static string Describe(string name, IReadOnlyList<string> levels, IReadOnlyList<KernelRegime>? kernels = null) => name switch
    {
        "ke" => "run",
        "kp" => "pass",
        "ko" => "FLOP",
        "kd" => "layer",
        "ku" => "update",
        "kx" => "byte of inputs",
        "ky" => "byte of outputs",
        "kv" => "byte of unit values",
        "ks" => "byte of skips",
        ['a', .. var level] => $"access in {levels[int.Parse(level, CultureInfo.InvariantCulture) - 1]}",
        ['m', .. var level] => $"byte in {levels[int.Parse(level, CultureInfo.InvariantCulture) - 1]}",
        ['v', .. var level] => $"byte of unit values in {levels[int.Parse(level, CultureInfo.InvariantCulture) - 1]}",
        ['r', .. var regime] => DescribeRegime(int.Parse(regime, CultureInfo.InvariantCulture) - 1, kernels!),
        _ => throw new ArgumentException("no such term", nameof(name)),
    };

    private static string DescribeRegime(int regime, IReadOnlyList<KernelRegime> kernels) => kernels.Count == 1
        ? "layer"
        : string.Create(CultureInfo.InvariantCulture, $"layer of size {kernels[regime].From:0.#}")
            + (regime + 1 < kernels.Count ? string.Create(CultureInfo.InvariantCulture, $" to {kernels[regime + 1].From:0.#}") : " and more");
}
