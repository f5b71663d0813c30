using System.Globalization;
using ButterE.Cli.Output;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary>What cores do to each other, and what the hardware counted, as tables.</summary>
internal static class InterferencePrinter
{
    public static void Write(HardwareProfile profile)
    {
        if (profile.Meter is not null)
            WriteEnergy(profile);

        if (profile.LoadedLatency is { Count: > 0 } loaded)
        {
            Console.WriteLine("Latency of memory while the other cores read");
            var table = new TextTable(">others read", ">latency");
            foreach (var point in loaded)
                table.Add(Quantity.BytesPerSecond(point.ReadBytesPerSecond), Quantity.Nanoseconds(point.LatencyNs));
            table.Write();
        }

        if (profile.CoreToCore is { } cores)
        {
            Console.WriteLine("One line from core to core, one way (ns)");
            var table = new TextTable(["cpu", .. cores.Cpus.Select(cpu => $">{cpu}")]);
            for (var i = 0; i < cores.Cpus.Count; i++)
            {
                table.Add([$"{cores.Cpus[i]}", .. cores.OneWayNs[i].Select(ns =>
                    ns is { } value ? value.ToString("0.0", CultureInfo.InvariantCulture) : Quantity.Unknown)]);
            }

            table.Write();
        }

        if (profile.Misses is { Reason: { } reason })
            Console.WriteLine($"No misses were counted beside the chase: {reason}");
        else if (profile.Misses is { } misses)
            WriteMisses(misses);
    }

    private static void WriteEnergy(HardwareProfile profile)
    {
        var flags = profile.MeterFlags is { } all ? $", flags {(all.Count == 0 ? "none" : string.Join(' ', all))}" : "";
        var by = $"by {profile.Meter}{(profile.MeterKind is null ? "" : $" ({profile.MeterKind})")}{flags}";
        if (!profile.Traversals.Any(cost => cost.Levels.Any(level => level.Joules is not null)))
        {
            Console.WriteLine($"Energy of one pass above idle is not known {by}");
            return;
        }

        Console.WriteLine($"Energy of one pass above idle, {by}");
        var table = new TextTable("traversal", "level", ">per MiB", ">per MiB of bytes served");
        foreach (var (kind, cost) in profile.Traversals.SelectMany(traversal => traversal.Levels, (traversal, cost) => (traversal.Kind, cost)))
        {
            if (cost.Joules is { } fit)
                table.Add(kind, cost.Level, Joules(new Estimate(fit.M, fit.MLow, fit.MHigh)), Joules(cost.ServedJoulesPerByte));
        }

        table.Write();
    }

    private static void WriteMisses(MissCounts misses)
    {
        Console.WriteLine("Misses per load of the chase, counted by the hardware");
        var table = new TextTable(">working set", ">L1", ">last level", ">TLB");
        foreach (var point in misses.Points)
            table.Add(Quantity.Bytes(point.Bytes), Share(point.L1), Share(point.LastLevel), Share(point.Tlb));
        table.Write();
    }

    private static string Share(double? share) => share is { } value ? value.ToString("0.000", CultureInfo.InvariantCulture) : Quantity.Unknown;

    private static string Joules(Estimate? perByte)
    {
        static string Text(double? joules) =>
            joules is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * (1 << 20) * 1e6:G4} uJ") : Quantity.Unknown;
        return perByte is null ? Quantity.Unknown : $"{Text(perByte.Value)} [{Text(perByte.Low)}, {Text(perByte.High)}]";
    }
}
