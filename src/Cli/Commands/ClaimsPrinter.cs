using ButterE.Cli.Output;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary>The table of claims: what the machine says of itself, who says it, and what was measured.</summary>
internal static class ClaimsPrinter
{
    public static void Write(HardwareProfile profile)
    {
        var table = new TextTable("what", ">claimed", "by", "trust", ">measured", ">95 % interval", "verdict");
        foreach (var claim in profile.Claims)
        {
            table.Add(claim.What, Amount(claim.Claimed, claim.Unit), claim.By ?? Quantity.Unknown, claim.Trust ?? Quantity.Unknown,
                Amount(claim.Measured, claim.Unit),
                claim.MeasuredLow is null ? Quantity.Unknown : $"{Amount(claim.MeasuredLow, claim.Unit)} .. {Amount(claim.MeasuredHigh, claim.Unit)}",
                claim.Verdict);
        }

        table.Write();
        foreach (var claim in profile.Claims.Where(claim => claim.Verdict == "contradicted" && claim.Reason is not null))
            Console.WriteLine($"  {claim.What} ({claim.By}): {claim.Reason}");
        Console.WriteLine();
    }

    private static string Amount(double? amount, string unit) => unit switch
    {
        "B" => Quantity.Bytes(amount),
        "Hz" => Quantity.Hertz(amount),
        _ => Quantity.Count(amount),
    };
}
