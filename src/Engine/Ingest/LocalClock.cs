using System.Globalization;
using ButterE.Probe;

namespace ButterE.Engine.Ingest;

/// <summary>
/// What the clocks of a time zone showed over a range of time: stretches of constant offset from UTC. A local time in two of them is
/// ambiguous, one in none of them never was.
/// </summary>
internal sealed class LocalClock
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15), Margin = TimeSpan.FromDays(2);
    private readonly List<(DateTime From, DateTime To, TimeSpan Offset)> stretches = [];

    /// <summary>Follows the clocks of a zone.</summary>
    /// <param name="zone">IANA name.</param>
    /// <param name="first">First local time of interest.</param>
    /// <param name="last">Last local time of interest.</param>
    /// <exception cref="InputException">No zone has that name.</exception>
    public LocalClock(string zone, DateTime first, DateTime last)
    {
        var (rules, end) = (ZoneNamed(zone), Utc(last) + Margin);
        var from = Utc(first) - Margin;
        var offset = rules.GetUtcOffset(from);
        for (var time = from + Step; time <= end; time += Step)
        {
            if (rules.GetUtcOffset(time) is var next && next == offset)
                continue;
            var change = Change(rules, time - Step, time, offset);
            stretches.Add((from, change, offset));
            (from, offset) = (change, next);
        }

        stretches.Add((from, end, offset));
    }

    /// <summary>Whether the clocks were set at all, without which no local time occurs twice.</summary>
    public bool IsEverAmbiguous => stretches.Count > 1;

    /// <summary>The zone with an IANA name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static TimeZoneInfo ZoneNamed(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var rules)
        ? rules
        : throw new InputException($"--time-zone {zone}: unknown; give an IANA name such as America/Denver");

    /// <summary>SQL for the instant of a local time, a TIMESTAMP in UTC; null for a time that never was.</summary>
    /// <param name="local">SQL of the local time.</param>
    /// <param name="later">Whether the later of two instants is meant.</param>
    public string ToUtc(string local, bool later)
    {
        var order = later ? Enumerable.Reverse(stretches) : stretches;
        return "CASE " + string.Concat(order.Select(s => string.Create(
            CultureInfo.InvariantCulture,
            $"WHEN {local} >= TIMESTAMP '{s.From + s.Offset:yyyy-MM-dd HH:mm:ss}' AND {local} < TIMESTAMP '{s.To + s.Offset:yyyy-MM-dd HH:mm:ss}' "
            + $"THEN {local} - to_seconds({(long)s.Offset.TotalSeconds}) "))) + "END";
    }

    // Changes happen on whole minutes in every zone of the last century; seconds cost five more halvings.
    private static DateTime Change(TimeZoneInfo rules, DateTime before, DateTime after, TimeSpan offset)
    {
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = new DateTime((before.Ticks + after.Ticks) / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            if (rules.GetUtcOffset(middle) == offset)
                before = middle;
            else
                after = middle;
        }

        return after;
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time.Date, DateTimeKind.Utc);
}
