using System.Globalization;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>Turns the times of a recording into instants, without guessing a zone.</summary>
internal sealed class RecordingTimes
{
    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    private static readonly string[] WithOffset = [.. Local.Select(format => format + "zzz")];

    private readonly TimeZoneInfo? zone;
    private readonly AmbiguousTimes ambiguous;

    /// <param name="zone">IANA name of the zone; null when each time states its offset.</param>
    /// <param name="ambiguous">What to do with a local time that occurs twice.</param>
    /// <exception cref="InputException">No zone has that name.</exception>
    public RecordingTimes(string? zone, AmbiguousTimes ambiguous)
    {
        this.ambiguous = ambiguous;
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out this.zone))
            throw new InputException($"time zone {zone}: unknown; give an IANA name such as America/Denver");
    }

    /// <summary>The instant of a time, s since 1970 UTC.</summary>
    /// <exception cref="InputException">The text is no time, states no offset while no zone was named, or names no or two instants.</exception>
    public double Parse(string text, string where)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds))
            return seconds;
        if (zone is not null)
            return OfZone(text, where);
        var stamped = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        if (DateTimeOffset.TryParseExact(stamped, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
            return SecondsOf(instant.UtcDateTime);
        throw new InputException(DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? $"{where}: column timestamp: {text} states no offset from UTC; name its zone with --meter-zone"
            : $"{where}: column timestamp: '{text}' is not a time");
    }

    private double OfZone(string text, string where)
    {
        if (!DateTime.TryParseExact(text.TrimEnd('Z'), Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw new InputException($"{where}: column timestamp: '{text}' is not a local time");
        if (zone!.IsInvalidTime(local))
            throw new InputException($"{where}: column timestamp: {text} does not exist in {zone.Id}: clocks were set forward");
        if (!zone.IsAmbiguousTime(local))
            return SecondsOf(TimeZoneInfo.ConvertTimeToUtc(local, zone));
        var offsets = zone.GetAmbiguousTimeOffsets(local);
        return ambiguous switch
        {
            AmbiguousTimes.Earlier => SecondsOf(DateTime.SpecifyKind(local - offsets.Max(), DateTimeKind.Utc)),
            AmbiguousTimes.Later => SecondsOf(DateTime.SpecifyKind(local - offsets.Min(), DateTimeKind.Utc)),
            _ => throw new InputException($"{where}: column timestamp: {text} occurs twice in {zone.Id}: clocks were set back"),
        };
    }

    private static double SecondsOf(DateTime utc) => (utc - DateTime.UnixEpoch).TotalSeconds;
}
