using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>The machine: what it is, its levels as measured beside what it declares, and the curves behind them.</summary>
internal static class MachineSection
{
    public static Html Of(HardwareProfile? profile) => profile is null
        ? Html.Of($"<h2>The machine</h2>\n<p class=\"quiet\">No hardware profile: the machine was not probed.</p>\n")
        : Html.Of($"""
            <h2>The machine</h2>
            {Facts(profile)}
            {Levels(profile)}
            {Render(MemoryCharts.Latency(profile), "The latency curve was not measured.")}
            {Render(MemoryCharts.Bandwidth(profile), "Bandwidths were not measured.")}
            """);

    /// <summary>The facts and the levels alone.</summary>
    public static Html Table(HardwareProfile profile) => Html.Of($"{Facts(profile)}\n{Levels(profile)}");

    private static Html Facts(HardwareProfile profile)
    {
        List<(string Name, string Value)> facts =
        [
            ("device", $"{profile.Device}: {profile.Name}"),
            ("units granted", Quantity.Count(profile.Units)),
            ("clock under load", Quantity.Si(profile.ClockHz, "Hz")),
            ("peak, one unit", Quantity.Si(profile.Compute?.PeakFlopsPerSecond, "FLOP/s")),
            ("sustained, one unit", Quantity.Si(profile.Compute?.SustainedFlopsPerSecond, "FLOP/s")),
            ("sustained, all units", Quantity.Si(profile.Compute?.SustainedFlopsPerSecondAll, "FLOP/s")),
            ("energy meter", profile.Meter ?? "none: joules are null"),
        ];
        if (profile.Host is { } host)
        {
            facts.Add(("system", $"{host.Kernel}, {host.Hypervisor ?? "no known hypervisor"}, {Quantity.Bytes(host.MemoryBytes)} of memory"));
        }

        if (profile.Conditions is { } conditions)
        {
            facts.Add(("conditions", $"steal {Percent(conditions.StealFraction)}, load {Quantity.Number(conditions.LoadAverage)}, "
                + $"{Quantity.Count(conditions.RejectedVisits)} of {Quantity.Count(conditions.Visits)} visits rejected"
                + (conditions.PageBytesEffective is { } page ? $", pages of {Quantity.Bytes(page)}" : "")));
        }

        if (profile.Note is { } note)
            facts.Add(("note", note));
        var entries = facts.Select(fact => Html.Of($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>"));
        return Html.Of($"<div class=\"card\"><dl>{Html.Join(entries)}</dl></div>\n");
    }

    private static Html Levels(HardwareProfile profile) =>
        Html.Join([LevelTable(profile), .. profile.Levels.Where(level => level.LatencyInBlocksNs is not null).Select(Prefetched)]);

    private static Html Prefetched(MemoryLevel level) => Html.Of(
        $"<p class=\"quiet\">{level.Name}: prefetchers answered part of the loads inside blocks of 64 pages, which took "
        + $"{Quantity.Si(level.LatencyInBlocksNs * 1e-9, "s")}; the latency is that of lines spread too wide for them.</p>\n");

    private static Html LevelTable(HardwareProfile profile) => Html.Table(
        ["level", "#capacity", "95 % interval", "verdict", "#latency", "#read", "#write", "#copy", "source", "declared"],
        profile.Levels.Select(level => (IReadOnlyList<string>)
        [
            level.Name,
            Quantity.Bytes(level.CapacityBytes),
            level is { CapacityLow: { } low, CapacityHigh: { } high } ? $"{Quantity.Bytes(low)} – {Quantity.Bytes(high)}" : Quantity.Text(null),
            Quantity.Text(level.Verdict),
            Quantity.Si(level.LatencyNs * 1e-9, "s"),
            Quantity.Si(level.ReadBytesPerSecond, "B/s"),
            Quantity.Si(level.WriteBytesPerSecond, "B/s"),
            Quantity.Si(level.CopyBytesPerSecond, "B/s"),
            level.Source,
            Declared(level),
        ]));

    private static string Declared(MemoryLevel level) => level.Reported is null or { Count: 0 }
        ? Quantity.Text(null)
        : string.Join(", ", level.Reported.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key} {Quantity.Bytes(entry.Value.CapacityBytes)}"
                + (entry.Value.Trust == "high" ? "" : $" (trust {entry.Value.Trust})")));

    private static string Percent(double? share) => share is { } value ? $"{Quantity.Number(100 * value)} %" : Quantity.Text(null);

    private static Html Render(Chart? chart, string absent) => chart?.Render() ?? Html.Of($"<p class=\"quiet\">{absent}</p>\n");
}
