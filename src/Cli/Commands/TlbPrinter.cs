using ButterE.Cli.Output;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary>The table of translation buffers.</summary>
internal static class TlbPrinter
{
    public static void Write(HardwareProfile profile)
    {
        if (profile.Tlb.Count == 0)
            return;
        Console.WriteLine("Translation buffers, by one line per page against as many lines packed");
        var table = new TextTable("level", "pages", ">entries", ">95 % interval", ">reach", ">a miss costs", ">support");
        foreach (var buffer in profile.Tlb)
        {
            table.Add($"L{buffer.Level}", $"{Quantity.Bytes(buffer.PageBytes)}{(buffer.HugePagesAsked == true ? ", asked to be huge" : "")}",
                Quantity.Count(buffer.Entries), $"{Quantity.Count(buffer.EntriesLow)} .. {Quantity.Count(buffer.EntriesHigh)}",
                Quantity.Bytes(buffer.ReachBytes), Quantity.Nanoseconds(buffer.WalkNs), buffer.Support is { } support ? $"{support:0 %}" : Quantity.Unknown);
        }

        table.Write();
        Console.WriteLine();
    }
}
