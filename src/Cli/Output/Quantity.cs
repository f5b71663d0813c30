using System.Globalization;

namespace ButterE.Cli.Output;

/// <summary>Numbers with units as people read them; a dash where a value is not known.</summary>
internal static class Quantity
{
    public const string Unknown = "-";

    /// <summary>Bytes in powers of 1024.</summary>
    public static string Bytes(double? bytes) => Scaled(bytes, 1024, "B", "KiB", "MiB", "GiB", "TiB");

    /// <summary>Bytes per second in powers of 1000.</summary>
    public static string BytesPerSecond(double? rate) => Scaled(rate / 1e9, 1000, "GB/s");

    /// <summary>Seconds down to picoseconds; negative values keep their sign.</summary>
    public static string Seconds(double? seconds) => Scaled(seconds * 1e12, 1000, "ps", "ns", "us", "ms", "s");

    /// <summary>Joules down to nanojoules; negative values keep their sign.</summary>
    public static string Joules(double? joules) => Scaled(joules * 1e9, 1000, "nJ", "uJ", "mJ", "J", "kJ");

    /// <summary>A length of time from milliseconds to years.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        0 => "0 s",
        < 120 => Seconds(seconds),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        < 31_557_600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:N0} days"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 31_557_600:N1} years"),
    };

    /// <summary>Cycles per second.</summary>
    public static string Hertz(double? hertz) => Scaled(hertz / 1e6, 1000, "MHz", "GHz");

    /// <summary>A number of things, whole or not.</summary>
    public static string Count(double? count) => count is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.##}") : Unknown;

    /// <summary>Nanoseconds.</summary>
    public static string Nanoseconds(double? ns) => ns is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0#} ns") : Unknown;

    private static string Scaled(double? amount, double factor, params ReadOnlySpan<string> units)
    {
        if (amount is not { } value)
            return Unknown;
        var unit = 0;
        for (; Math.Abs(value) >= factor && unit < units.Length - 1; unit++)
            value /= factor;
        return string.Create(CultureInfo.InvariantCulture, $"{value:G4} {units[unit]}");
    }
}
