namespace ButterE.Probe.Meters.Recordings;

/// <summary>
/// Recordings as meters: <c>csv:FILE</c> of an external wattmeter, joined by the time of the day, and <c>replay:FILE</c>, which begins when the meter
/// is opened and is labelled as a replay with the hash of its file.
/// </summary>
internal static class RecordingMeters
{
    /// <summary>Prefixes of the identities.</summary>
    public const string CsvPrefix = "csv", ReplayPrefix = "replay";

    /// <summary>Finds the meter of an external wattmeter that was asked for.</summary>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static IEnumerable<MeterCandidate> FindCsv(MeterRequest request) => Find(request, CsvPrefix, EnergyKind.Measured);

    /// <summary>Finds the replay that was asked for.</summary>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static IEnumerable<MeterCandidate> FindReplay(MeterRequest request) => Find(request, ReplayPrefix, EnergyKind.Replay);

    private static IEnumerable<MeterCandidate> Find(MeterRequest request, string prefix, EnergyKind kind)
    {
        var description = new MeterDescription(prefix, kind, "node", "node", Available: true, Reason: null);
        if (request.Argument(prefix) is not { } file)
            return [MeterCandidate.Absent(description, "needs a file with the columns timestamp,node,watts", $"--meter {prefix}:FILE")];
        PowerRecording Read() => PowerRecording.Read(file, request.Node, request.TimeZone, request.AmbiguousTimes);
        var recording = Read();
        description = description with
        {
            Id = $"{prefix}:{Path.GetFileName(file)}",
            Source = $"sha256:{recording.Sha256}",
            MinimumSeconds = kind == EnergyKind.Replay ? null : (recording.MedianSpacing() is { } spacing ? 30 * spacing : null),
        };
        // A replay is what its hash says, also when the file changes while it plays.
        return [new MeterCandidate(
            description, () => new RecordingMeter(description, kind == EnergyKind.Replay
                ? () => recording : WhenChanged(file, Read), kind == EnergyKind.Replay, request.Integrator, request.Clock))];
    }

    // A wattmeter writes once a second or less: readings in between find the file as it was and do not read it again.
    private static Func<PowerRecording> WhenChanged(string file, Func<PowerRecording> read)
    {
        (long Length, DateTime Written)? seen = null;
        PowerRecording? recording = null;
        return () =>
        {
            // Looked at first: what is written while it is read makes the next reading read again.
            var now = new FileInfo(file);
            var stamp = now.Exists ? (now.Length, now.LastWriteTimeUtc) : ((long, DateTime)?)null;
            if (recording is not null && stamp == seen)
                return recording;
            try
            {
                (recording, seen) = (read(), stamp);
            }
            catch (InputException) when (recording is not null)
            {
                // It vanished, or a row is half written: what was read before counts, and the rest of the interval is flagged as not covered.
            }

            return recording!;
        };
    }
}
