using System.Globalization;
using System.Security.Cryptography;
using ButterE.Probe.Meters.Traces;
using CsvHelper;
using CsvHelper.Configuration;

namespace ButterE.Probe.Meters.Recordings;

/// <summary>
/// Powers that another program recorded: CSV with the columns <c>timestamp,node,watts</c> (node may be absent). Times are seconds since 1970,
/// ISO 8601 with an offset, or local with the IANA name of their zone beside the file; a zone that was named overrules a false Z in the file.
/// </summary>
/// <param name="Samples">Time, s since 1970 UTC, and power, W; in the order of the file.</param>
/// <param name="Sha256">Hash of the file, lower-case hexadecimal.</param>
internal sealed record PowerRecording(IReadOnlyList<(double Utc, double? Watts)> Samples, string Sha256)
{
    /// <summary>Reads the rows of one node.</summary>
    /// <param name="path">The file.</param>
    /// <param name="node">Node whose rows count; null when the file has one only.</param>
    /// <param name="zone">IANA name of the zone of its times; null when they say it themselves.</param>
    /// <param name="ambiguous">What to do with a local time that occurs twice.</param>
    /// <exception cref="InputException">The file cannot be used; the message names file, line and column.</exception>
    public static PowerRecording Read(string path, string? node, string? zone, AmbiguousTimes ambiguous)
    {
        var times = new RecordingTimes(zone, ambiguous);
        try
        {
            var bytes = File.ReadAllBytes(path);
            using var reader = new StreamReader(new MemoryStream(bytes));
            return new PowerRecording(Rows(reader, path, node, times), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }

    /// <summary>The samples as a trace whose time 0 is an instant.</summary>
    /// <param name="originUtc">The instant, s since 1970 UTC.</param>
    public PowerTrace Trace(double originUtc)
    {
        var trace = new PowerTrace();
        foreach (var (utc, watts) in Samples)
            trace.Add(utc - originUtc, watts);
        return trace;
    }

    /// <summary>Distance of neighbouring samples as most of them have it, s; null with fewer than two.</summary>
    public double? MedianSpacing()
    {
        var distances = Samples.Zip(Samples.Skip(1), (a, b) => b.Utc - a.Utc).Where(distance => distance > 0).Order().ToArray();
        return distances.Length == 0 ? null : distances[distances.Length / 2];
    }

    private static List<(double Utc, double? Watts)> Rows(StreamReader reader, string path, string? node, RecordingTimes times)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            PrepareHeaderForMatch = header => header.Header.Trim().ToLowerInvariant(),
            TrimOptions = TrimOptions.Trim,
            AllowComments = true,
            BadDataFound = null,
            MissingFieldFound = null,
        };
        using var csv = new CsvReader(reader, configuration);
        if (!csv.Read() || !csv.ReadHeader())
            throw new InputException($"{path}: line 1: empty; expected the header timestamp,node,watts");
        var columns = csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        foreach (var required in new[] { "timestamp", "watts" })
        {
            if (!columns.Contains(required))
                throw new InputException($"{path}: line 1: the column {required} is missing; found {string.Join(",", columns)}");
        }

        var samples = new List<(double Utc, double? Watts)>();
        var (hasNode, seen) = (columns.Contains("node"), (string?)null);
        while (csv.Read())
        {
            var where = $"{path}: line {csv.Parser.RawRow}";
            var name = hasNode ? csv.GetField("node") ?? "" : "";
            if (node is not null && hasNode && name != node)
                continue;
            if (node is null && seen is not null && name != seen)
                throw new InputException($"{where}: column node: {name} after {seen}; name the node that counts with --meter-node");
            seen = name;
            samples.Add((times.Parse(csv.GetField("timestamp") ?? "", where), Watts(csv.GetField("watts") ?? "", where)));
        }

        return samples.Count > 0
            ? samples
            : throw new InputException(node is null ? $"{path}: no rows" : $"{path}: no rows of the node {node}");
    }

    private static double? Watts(string text, string where)
    {
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var watts) && double.IsFinite(watts)
            ? watts
            : throw new InputException($"{where}: column watts: '{text}' is not a number");
    }
}
