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

    // MLPerf's power rules ask for 60 samples; of a recording by the minute 30 must do, or no run would be long enough.
    private static double? ShortestWindow(double? spacing)
    {
        const double longestSeconds = 1800;
        return spacing is { } seconds ? Math.Max(30 * seconds, Math.Min(60 * seconds, longestSeconds)) : null;
    }

    private static IEnumerable<MeterCandidate> Find(MeterRequest request, string prefix, EnergyKind kind)
    {
        var description = new MeterDescription(prefix, kind, "node", "node", Available: true, Reason: null);
        if (request.Argument(prefix) is not { } file)
            return [MeterCandidate.Absent(description, "needs a file with the columns timestamp,node,watts", $"--meter {prefix}:FILE")];
        // A replay is what its hash says, also when the file changes while it plays.
        var recording = PowerRecording.Open(file, request.Node, request.TimeZone, request.AmbiguousTimes, isGrowing: kind == EnergyKind.Measured);
        description = description with
        {
            Id = $"{prefix}:{Path.GetFileName(file)}",
            Source = recording.Source,
            MinimumSeconds = kind == EnergyKind.Replay ? null : ShortestWindow(recording.SpacingSeconds),
        };
        return [new MeterCandidate(description, () => new RecordingMeter(description, recording, request.Integrator, request.Clock))];
    }
}
