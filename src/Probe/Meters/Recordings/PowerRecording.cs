using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>
/// Powers that another program recorded, and may still be recording: CSV with the columns <c>timestamp,node,watts</c> (node may be absent). Times are
/// seconds since 1970, ISO 8601 with an offset, or local with the IANA name of their zone beside the file; a zone that was named overrules a
/// false Z in the file. Each byte of a growing file is read once, and a line counts when it has ended.
/// </summary>
internal sealed class PowerRecording
{
    // Enough to tell another file from this one: its last rows bear other times.
    private const int SeamBytes = 128;

    // The distance of the samples is that of most of the first ones.
    private const int MostDistances = 4096;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string path;
    private readonly RecordingRows rows;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<double> distances = [];
    private (long Length, DateTime Written)? stamp;
    private long position;
    private long hashed;
    private byte[] seam = [];
    private double? lastUtc;
    private int distancesOfMedian;

    private PowerRecording(string path, RecordingRows rows) => (this.path, this.rows) = (path, rows);

    /// <summary>Every sample so far; times are seconds since 1970 UTC.</summary>
    public PowerTrace Trace { get; } = new();

    /// <summary>Distance of neighbouring samples as most of them have it, s; null with fewer than two.</summary>
    public double? SpacingSeconds { get; private set; }

    /// <summary>What was read: the hash of all bytes and, of a file that may grow, how many they were.</summary>
    public string Source => $"sha256:{Convert.ToHexStringLower(hash.GetCurrentHash())}"
        + (IsGrowing ? string.Create(CultureInfo.InvariantCulture, $" of {hashed} bytes") : "");

    /// <summary>Whether what follows the last line break is a line that is still being written.</summary>
    public bool IsGrowing { get; private init; }

    /// <summary>Opens a recording and reads what is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="node">Node whose rows count; null when the file has one only.</param>
    /// <param name="zone">IANA name of the zone of its times; null when they say it themselves.</param>
    /// <param name="ambiguous">What to do with a local time that occurs twice.</param>
    /// <param name="isGrowing">Whether it is followed by <see cref="ReadOn"/>; otherwise its last line counts without a line break too.</param>
    /// <exception cref="InputException">The file cannot be used; the message names file, line and column.</exception>
    public static PowerRecording Open(string path, string? node, string? zone, AmbiguousTimes ambiguous, bool isGrowing)
    {
        var rows = new RecordingRows(path, node, new RecordingTimes(zone, ambiguous));
        var recording = new PowerRecording(path, rows) { IsGrowing = isGrowing };
        try
        {
            recording.ReadNew(fault: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }

        return recording.Trace.Samples.Count > 0 ? recording : throw rows.NoRows();
    }

    /// <summary>Reads the lines that ended since the last call. What cannot be read is a flag: a run goes on without it.</summary>
    /// <returns>What was odd.</returns>
    public MeterEvents ReadOn()
    {
        var faults = MeterEvents.None;
        try
        {
            return ReadNew(_ => faults |= MeterEvents.MissedSample) | faults;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return faults | MeterEvents.MissedSample;
        }
    }

    private MeterEvents ReadNew(Action<InputException>? fault)
    {
        // Looked at first: what is written while it is read makes the next call read again.
        var now = new FileInfo(path);
        var seen = now.Exists ? (now.Length, now.LastWriteTimeUtc) : ((long, DateTime)?)null;
        if (seen is not null && seen == stamp)
            return MeterEvents.None;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var isReplaced = position > 0 && !Continues(file);
        if (isReplaced)
        {
            (position, seam) = (0, []);
            rows.StartAnew();
        }

        file.Position = position;
        using var fresh = new MemoryStream();
        file.CopyTo(fresh);
        Take(fresh.GetBuffer().AsSpan(0, (int)fresh.Length), fault);
        stamp = seen;
        return isReplaced ? MeterEvents.RecordingReplaced : MeterEvents.None;
    }

    // A line without its end may be half of it: 12 of 125 W.
    private void Take(ReadOnlySpan<byte> fresh, Action<InputException>? fault)
    {
        var whole = IsGrowing ? fresh[..(fresh.LastIndexOf((byte)'\n') + 1)] : fresh;
        if (whole.IsEmpty)
            return;
        hash.AppendData(whole);
        hashed += whole.Length;
        var isStart = position == 0;
        position += whole.Length;
        seam = [.. seam, .. whole];
        seam = seam[Math.Max(0, seam.Length - SeamBytes)..];
        var text = isStart && whole.StartsWith(Encoding.UTF8.Preamble) ? whole[Encoding.UTF8.Preamble.Length..] : whole;
        rows.Read(Utf8.GetString(text), Add, fault);
    }

    private bool Continues(FileStream file)
    {
        if (file.Length < position)
            return false;
        var there = new byte[seam.Length];
        file.Position = position - seam.Length;
        file.ReadExactly(there);
        return there.AsSpan().SequenceEqual(seam);
    }

    private void Add(double utc, double? watts)
    {
        Trace.Add(utc, watts);
        if (utc - lastUtc is > 0 and { } distance && distances.Count < MostDistances)
        {
            distances.Add(distance);
            // Sorted each time that their number has grown by half, so that the cost of all sorting is that of the last few.
            if (distances.Count >= distancesOfMedian * 3 / 2)
            {
                distancesOfMedian = distances.Count;
                SpacingSeconds = distances.Order().ElementAt(distances.Count / 2);
            }
        }

        lastUtc = utc;
    }
}
