using System.Globalization;

namespace ButterE.Engine.Report;

/// <summary>Quantities as people read them: three significant digits, a prefix and a unit; a dash for what is not known.</summary>
internal static class Quantity
{
    private const string Unknown = "–";
    private static readonly string[] DecimalPrefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T", "P"];
    private static readonly string[] BinaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti"];

    /// <summary>A value with an SI prefix, such as 12.3 µs.</summary>
    public static string Si(double? value, string unit)
    {
        if (value is not { } v || !double.IsFinite(v))
            return Unknown;
        if (v == 0)
            return $"0 {unit}";
        var thousands = Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(v)) / 3), -4, 5);
        return $"{Digits(v / Math.Pow(1000, thousands))} {DecimalPrefixes[thousands + 4]}{unit}";
    }

    /// <summary>A size in memory with a binary prefix, such as 32 KiB.</summary>
    public static string Bytes(double? value)
    {
        if (value is not { } v)
            return Unknown;
        var power = Math.Clamp((int)Math.Floor(Math.Log2(Math.Max(v, 1)) / 10), 0, BinaryPrefixes.Length - 1);
        return $"{Digits(v / Math.Pow(1024, power))} {BinaryPrefixes[power]}B";
    }

    /// <summary>A count with separated thousands.</summary>
    public static string Count(double? value) => value is { } v ? v.ToString("N0", CultureInfo.InvariantCulture) : Unknown;

    /// <summary>A plain number.</summary>
    public static string Number(double? value) => value is { } v && double.IsFinite(v) ? Digits(v) : Unknown;

    /// <summary>A text, or a dash for none.</summary>
    public static string Text(string? value) => string.IsNullOrEmpty(value) ? Unknown : value;

    private static string Digits(double value)
    {
        var magnitude = Math.Abs(value);
        var format = magnitude switch { >= 99.95 => "0", >= 9.995 => "0.#", >= 0.01 => "0.##", 0 => "0", _ => "0.##E0" };
        return value.ToString(magnitude is < 1 and >= 0.01 ? "0.###" : format, CultureInfo.InvariantCulture);
    }
}
