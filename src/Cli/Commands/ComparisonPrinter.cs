using System.Globalization;
using ButterE.Cli.Output;
using ButterE.Probe.Comparison;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary>Two profiles as a table: what differs by more than the intervals explain.</summary>
internal static class ComparisonPrinter
{
    public static void Write(ProfileComparison comparison)
    {
        var table = new TextTable("quantity", "traversal", "level", ">this", ">other", ">other / this", ">p, corrected", "difference");
        foreach (var pair in comparison.Quantities)
        {
            table.Add(pair.Quantity, pair.Traversal ?? "", pair.Level, Text(pair.First, pair.Unit), Text(pair.Second, pair.Unit),
                string.Create(CultureInfo.InvariantCulture, $"{pair.Ratio:0.000}"),
                pair.AdjustedP is { } p ? string.Create(CultureInfo.InvariantCulture, $"{p:0.000}") : Quantity.Unknown,
                pair.Differs switch { true => "real", false => "none shown", null => "no interval" });
        }

        table.Write();
        var tested = comparison.Quantities.Count(pair => pair.Differs is not null);
        Console.WriteLine(tested == 0
            ? $"none of the {comparison.Quantities.Count} quantities has an interval in both profiles: no difference was tested"
            : $"{comparison.Quantities.Count(pair => pair.Differs == true)} of {tested} quantities differ at {comparison.Significance:0.##} "
                + $"for all of them together (Holm){(tested < comparison.Quantities.Count ? $"; {comparison.Quantities.Count - tested} without intervals were not tested" : "")}");
        WriteMissing("this profile", comparison.OnlyInFirst);
        WriteMissing("the other profile", comparison.OnlyInSecond);
    }

    private static void WriteMissing(string where, IReadOnlyList<string> levels)
    {
        if (levels.Count > 0)
            Console.WriteLine($"only in {where}: {string.Join(", ", levels)}");
    }

    private static string Text(Estimate estimate, string unit) =>
        $"{Text(estimate.Value, unit)} [{Text(estimate.Low, unit)}, {Text(estimate.High, unit)}]";

    private static string Text(double? value, string unit) => unit switch
    {
        "B" => Quantity.Bytes(value),
        "B/s" => Quantity.BytesPerSecond(value),
        "s" => Quantity.Seconds(value),
        "s/B" => Quantity.Seconds(value * (1 << 20)) + "/MiB",
        _ => value is { } joules ? string.Create(CultureInfo.InvariantCulture, $"{joules * (1 << 20):G4} J/MiB") : Quantity.Unknown,
    };
}
