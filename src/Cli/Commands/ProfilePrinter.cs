using ButterE.Cli.Output;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Commands;

/// <summary>A hardware profile as tables: what the machine claims and what it does.</summary>
internal static class ProfilePrinter
{
    public static void Write(HardwareProfile profile)
    {
        WriteHost(profile);
        Console.WriteLine("What the machine claims and what it does");
        ClaimsPrinter.Write(profile);
        Console.WriteLine("Levels of the memory hierarchy");
        WriteLevels(profile);
        TlbPrinter.Write(profile);
        var unit = profile.Offload is null ? "core" : "multiprocessor";
        Console.WriteLine($"Latency of a dependent load, and bandwidths of one {unit} / of all {unit}s");
        WriteRates(profile);
        Console.WriteLine("Cost of one pass over a working set of s bytes: a + m s, 95 % intervals in brackets");
        WriteCosts(profile.Traversals);
        InterferencePrinter.Write(profile);
        WriteOffload(profile);
    }

    private static void WriteHost(HardwareProfile profile)
    {
        var (host, conditions) = (profile.Host, profile.Conditions);
        var clock = profile.ClockHz is { } hertz ? $" at {hertz / 1e9:0.00} GHz measured" : "";
        var under = host?.Hypervisor is { } hypervisor ? $", under {hypervisor}" : "";
        var unit = profile.Offload is null ? "core" : "multiprocessor";
        Console.WriteLine($"{profile.Name}, {profile.Units} {unit}{(profile.Units == 1 ? "" : "s")}{clock}{under}");
        if (profile.Compute is { PeakFlopsPerSecond: { } one, PeakFlopsPerSecondAll: { } all })
            Console.WriteLine($"multiply-add ceiling {one / 1e9:0.0} GFLOP/s of one core, {all / 1e9:0.0} of all");
        if (conditions is not null)
        {
            var steal = conditions.StealFraction is { } stolen ? $", stolen {stolen:0.0 %}" : "";
            var load = conditions.LoadAverage is { } average ? $", load {average:0.00} at the start" : "";
            Console.WriteLine($"{conditions.Visits} visits in {conditions.Rounds} rounds, {conditions.FocusedVisits ?? 0} more where intervals were wide, {conditions.RejectedVisits} rejected as disturbed, "
                + $"{conditions.Seconds:0.0} s{steal}{load}");
        }

        if (profile is { Offload: not null, Note: { } note })
            Console.WriteLine(note);
        foreach (var downgrade in conditions?.Downgrades ?? [])
            Console.WriteLine($"not as asked: {downgrade}");
        Console.WriteLine();
    }

    private static void WriteLevels(HardwareProfile profile)
    {
        var table = new TextTable(
            "level", ">measured", ">95 % interval", ">by all", ">if exclusive", ">p10 .. p90 over time", ">support", "verdict");
        foreach (var level in profile.Levels)
        {
            var isMeasured = level.Source == "measured";
            table.Add(level.Name,
                isMeasured ? Quantity.Bytes(level.CapacityBytes) : Quantity.Unknown,
                isMeasured ? $"{Quantity.Bytes(level.CapacityLow)} .. {Quantity.Bytes(level.CapacityHigh)}" : Quantity.Unknown,
                level.CapacityOfAllBytes is { } all ? $"{Quantity.Bytes(all.Value)} [{Quantity.Bytes(all.Low)}, {Quantity.Bytes(all.High)}]" : Quantity.Unknown,
                Quantity.Bytes(level.ImpliedExclusiveBytes),
                level.Availability is { } seen ? $"{Quantity.Bytes(seen["p10"])} .. {Quantity.Bytes(seen["p90"])}" : Quantity.Unknown,
                level.Support is { } support ? $"{support:0 %}" : Quantity.Unknown,
                level.Verdict ?? Quantity.Unknown);
        }

        table.Write();
        Console.WriteLine();
    }

    private static void WriteRates(HardwareProfile profile)
    {
        var table = new TextTable("level", ">latency", ">random: translation", ">read", ">write", ">copy", ">all read", ">all write", ">all copy");
        foreach (var level in profile.Levels)
        {
            table.Add(level.Name,
                Quantity.Nanoseconds(level.LatencyNs),
                level.TranslationShare is { } share ? $"{share:0 %}" : Quantity.Unknown,
                Quantity.BytesPerSecond(level.ReadBytesPerSecond),
                Quantity.BytesPerSecond(level.WriteBytesPerSecond),
                Quantity.BytesPerSecond(level.CopyBytesPerSecond),
                Quantity.BytesPerSecond(level.AllCores?.ReadBytesPerSecond),
                Quantity.BytesPerSecond(level.AllCores?.WriteBytesPerSecond),
                Quantity.BytesPerSecond(level.AllCores?.CopyBytesPerSecond));
        }

        table.Write();
        foreach (var level in profile.Levels.Where(level => level.LatencyInBlocksNs is not null))
            Console.WriteLine($"  {level.Name}: prefetchers answered part of the loads inside blocks of 64 pages, which took {Quantity.Nanoseconds(level.LatencyInBlocksNs)}; "
                + "the latency is that of lines spread too wide for them");
    }

    private static void WriteOffload(HardwareProfile profile)
    {
        if (profile.Offload is not { } offload)
            return;
        Console.WriteLine();
        Console.WriteLine($"A launch behind others takes {WithInterval(offload.LaunchSeconds.Value, offload.LaunchSeconds.Low, offload.LaunchSeconds.High)}, "
            + $"one that is waited for {WithInterval(offload.RoundTripSeconds.Value, offload.RoundTripSeconds.Low, offload.RoundTripSeconds.High)}");
        if (offload.GraphNodeSeconds is { } node)
            Console.WriteLine($"A kernel in a recorded graph takes {WithInterval(node.Value, node.Low, node.High)}");
        if (offload.GridBarrierSeconds is { } meeting)
            Console.WriteLine($"A meeting of all multiprocessors inside a kernel takes {WithInterval(meeting.Value, meeting.Low, meeting.High)}");
        Console.WriteLine("Copies between the host and the device");
        WriteCosts(offload.Transfers);
    }

    private static void WriteCosts(IReadOnlyList<TraversalCost> traversals)
    {
        var table = new TextTable(
            "traversal", "level", ">from", ">to", ">a", ">m per MiB", ">m per MiB of bytes served", ">misfit", ">kept below, by intercept");
        foreach (var (kind, cost) in traversals.SelectMany(traversal => traversal.Levels, (traversal, cost) => (traversal.Kind, cost)))
        {
            const double mib = 1 << 20;
            var fit = cost.Seconds;
            table.Add(kind, cost.Level, Quantity.Bytes(cost.FromBytes), Quantity.Bytes(cost.ToBytes),
                fit is null ? Quantity.Unknown : WithInterval(fit.A, fit.ALow, fit.AHigh),
                fit is null ? Quantity.Unknown : WithInterval(fit.M * mib, fit.MLow * mib, fit.MHigh * mib),
                WithInterval(cost.ServedSecondsPerByte * mib, cost.ServedSecondsLow * mib, cost.ServedSecondsHigh * mib),
                cost.Residual is { } residual ? $"{residual:0.0 %}" : Quantity.Unknown,
                cost.InterceptCapacityBytes is { } below
                    ? $"{Quantity.Bytes(below.Value)} [{Quantity.Bytes(below.Low)}, {Quantity.Bytes(below.High)}]" : Quantity.Unknown);
        }

        table.Write();
    }

    private static string WithInterval(double? value, double? low, double? high) => value is null
        ? Quantity.Unknown
        : $"{Quantity.Seconds(value)} [{Quantity.Seconds(low)}, {Quantity.Seconds(high)}]";
}
