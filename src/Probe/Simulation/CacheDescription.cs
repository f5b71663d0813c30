using System.Globalization;
using System.Numerics;
using ButterE.Probe.Caches;

namespace ButterE.Probe.Simulation;

/// <summary>One cache of a simulated hierarchy.</summary>
/// <param name="Bytes">Capacity, bytes.</param>
/// <param name="Ways">Associativity.</param>
/// <param name="Policy">Which line of a full set makes room.</param>
/// <param name="Inclusion">What it holds of the closer caches' lines.</param>
/// <param name="Slices">Parts among which a hash of the address spreads the lines; 1 for a plainly indexed cache.</param>
public sealed record CacheDescription(int Bytes, int Ways, ReplacementPolicy Policy, Inclusion Inclusion = Inclusion.NonInclusive, int Slices = 1)
{
    /// <summary>Bytes of a line.</summary>
    public const int LineBytes = 64;

    private const int MostWays = 32;
    private const string Form = "expected CAPACITY:WAYS:lru|plru|random|srrip[:inclusive|exclusive][:SLICES], such as 32M:16:random:exclusive";

    /// <summary>Sets of one slice, a power of two.</summary>
    internal int SetsOfSlice => Bytes / LineBytes / Ways / Slices;

    /// <summary>
    /// Reads <c>CAPACITY:WAYS:POLICY[:inclusive|exclusive][:SLICES]</c>, the capacity with K, M or G. Where the sets are no power of two and no
    /// number of slices is given, there are as many slices as it takes to make them one, as in real caches of odd sizes.
    /// </summary>
    /// <param name="text">The description.</param>
    /// <param name="option">The option that it was given to, for messages.</param>
    /// <exception cref="InputException">The text has another form, or no cache of this capacity has so many ways and slices.</exception>
    public static CacheDescription Parse(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        InputException Refusal(string why) => new($"{option} {text}: {why}");
        if (parts.Length is < 3 or > 5)
            throw Refusal(Form);
        var bytes = Capacity(parts[0]) ?? throw Refusal($"'{parts[0]}' is no capacity between 1K and 1G; {Form}");
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ways) || ways is < 1 or > MostWays)
            throw Refusal($"'{parts[1]}' is no number of ways between 1 and {MostWays}; {Form}");
        var policy = PolicyOf(parts[2]) ?? throw Refusal($"'{parts[2]}' is no replacement policy; {Form}");
        var (inclusion, slices) = (Inclusion.NonInclusive, (int?)null);
        foreach (var part in parts[3..])
        {
            if (part is "inclusive" or "exclusive" && inclusion == Inclusion.NonInclusive)
                inclusion = part == "inclusive" ? Inclusion.Inclusive : Inclusion.Exclusive;
            else if (slices is null && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0)
                slices = given;
            else
                throw Refusal($"'{part}' is not understood; {Form}");
        }

        if (bytes % (LineBytes * ways) != 0)
            throw Refusal($"{bytes} bytes are no whole number of sets of {ways} lines of {LineBytes} bytes");
        var sets = bytes / LineBytes / ways;
        slices ??= sets >> BitOperations.TrailingZeroCount(sets);
        if (sets % slices != 0 || !BitOperations.IsPow2(sets / slices.Value))
            throw Refusal($"{sets} sets in {slices} slices are no power of two each");
        return new CacheDescription(bytes, ways, policy, inclusion, slices.Value);
    }

    private static ReplacementPolicy? PolicyOf(string text) => text switch
    {
        "lru" => ReplacementPolicy.Lru,
        "plru" => ReplacementPolicy.TreePlru,
        "random" => ReplacementPolicy.Random,
        "srrip" => ReplacementPolicy.Srrip,
        _ => null,
    };

    private static int? Capacity(string text)
    {
        var shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return double.TryParse(shift == 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * (1 << shift) is var bytes and >= 1024 and <= 1 << 30 && bytes == Math.Floor(bytes)
            ? (int)bytes
            : null;
    }
}
