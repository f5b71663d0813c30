using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Report;

/// <summary>The page of a hardware profile: latency, bandwidth and cost with the levels found and claimed, and the tables behind them.</summary>
public static class ProfileReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, HardwareProfile profile) => WholeFile.WriteText(path, Render(profile).Markup);

    /// <summary>The page.</summary>
    internal static Html Render(HardwareProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return HtmlPage.Of($"Memory hierarchy of {profile.Name}", [Html.Of($"""
            <h1>The memory hierarchy of {profile.Name}</h1>
            {MachineSection.Table(profile)}
            {Charts("Latency", "No latency curve was measured.", ProfileCharts.Latency(profile), ProfileCharts.Availability(profile))}
            {Charts("Bandwidth", "No bandwidths were measured.", ProfileCharts.Bandwidth(profile))}
            {Charts("Cost", "No costs were measured.", ProfileCharts.Cost(profile), ProfileCharts.Residuals(profile))}
            {Costs(profile)}
            {Charts("Cores among each other", "Only one core was measured.", ProfileCharts.LoadedLatency(profile))}
            {CoreToCore(profile)}
            {Misses(profile)}
            """)]);
    }

    private static Html Charts(string title, string absent, params Chart?[] charts)
    {
        var present = charts.OfType<Chart>().ToArray();
        return Html.Of($"<h2>{title}</h2>\n{(present.Length == 0 ? Remark(absent) : Html.Join(present.Select(chart => chart.Render())))}");
    }

    private static Html Costs(HardwareProfile profile)
    {
        const double mib = 1 << 20;
        var rows = profile.Traversals.SelectMany(traversal => traversal.Levels, (traversal, cost) => (IReadOnlyList<string>)
        [
            traversal.Kind,
            cost.Level,
            cost.FromBytes is null ? Quantity.Text(null) : $"{Quantity.Bytes(cost.FromBytes)} – {Quantity.Bytes(cost.ToBytes)}",
            WithInterval(cost.Seconds?.A, cost.Seconds?.ALow, cost.Seconds?.AHigh, 1, "s"),
            WithInterval(cost.Seconds?.M, cost.Seconds?.MLow, cost.Seconds?.MHigh, mib, "s"),
            cost.Residual is { } residual ? $"{Quantity.Number(100 * residual)} %" : Quantity.Text(null),
            WithInterval(cost.ServedSecondsPerByte, cost.ServedSecondsLow, cost.ServedSecondsHigh, mib, "s"),
            WithInterval(cost.Joules?.M, cost.Joules?.MLow, cost.Joules?.MHigh, mib, "J"),
            cost.InterceptCapacityBytes is { } below
                ? $"{Quantity.Bytes(below.Value)} [{Quantity.Bytes(below.Low)}, {Quantity.Bytes(below.High)}]" : Quantity.Text(null),
        ]);
        return Html.Of($"""
            <h3>Cost of one pass over s bytes</h3>
            <p>a + m s holds between the sizes given, where the level serves alone; a0 + Σ m_k B_k(s) over the whole sweep, B_k being
            the bytes that level k serves.
            A negative a is no error: part of a larger set stays in the levels below, about −a / (m − m below) bytes, the last column.
            95 % intervals in brackets.
            {(profile.Meter is null ? "No energy meter: joules are not known." : $"Joules above idle by {profile.Meter}.")}</p>
            {Html.Table(
                ["traversal", "level", "#regime", "#a", "#m per MiB", "#misfit", "#m per MiB served", "#joules per MiB", "#kept below"], rows)}
            """);
    }

    private static Html CoreToCore(HardwareProfile profile) => profile.CoreToCore is not { } cores
        ? Html.Empty
        : Html.Of($"""
            <h3>One line from core to core</h3>
            <p>Half a round trip between two threads that write one line in turn, ns.</p>
            {Html.Table(["cpu", .. cores.Cpus.Select(cpu => $"#{cpu}")],
                cores.Cpus.Select((cpu, i) => (IReadOnlyList<string>)[$"{cpu}", .. cores.OneWayNs[i].Select(Quantity.Number)]))}
            """);

    private static Html Misses(HardwareProfile profile) => profile.Misses switch
    {
        null => Html.Empty,
        { Reason: { } reason } => Html.Of($"<h2>Counted misses</h2>\n{Remark($"None were counted beside the chase: {reason}.")}"),
        { Points: var points } => Html.Of($"""
            <h2>Counted misses</h2>
            {Html.Table(["#working set", "#L1 per load", "#last level per load", "#TLB per load"], points.Select(point => (IReadOnlyList<string>)
                [Quantity.Bytes(point.Bytes), Quantity.Number(point.L1), Quantity.Number(point.LastLevel), Quantity.Number(point.Tlb)]))}
            """),
    };

    private static Html Remark(string text) => Html.Of($"<p class=\"quiet\">{text}</p>\n");

    private static string WithInterval(double? value, double? low, double? high, double factor, string unit) => value is null
        ? Quantity.Text(null)
        : $"{Quantity.Si(value * factor, unit)} [{Quantity.Si(low * factor, unit)}, {Quantity.Si(high * factor, unit)}]";
}
