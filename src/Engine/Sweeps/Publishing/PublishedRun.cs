using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ButterE.Engine.Campaigns;
using ButterE.Engine.Model;
using DuckDB.NET.Data;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>One row of a collected table, as far as the paper's layout holds it.</summary>
internal sealed record PublishedRun
{
    /// <summary>Columns to select, in the order in which <see cref="Of"/> reads them.</summary>
    public const string Columns = "run_id, dataset, shape, size, depth, batch, learning_rate, device, parameters, epochs, seed, replicate, schedule, "
        + "engine_version, epoch_us(start_utc), epoch_us(end_utc), seconds, joules, energy_kind, meter_id, domain, host, job_id, idle_watts, "
        + "epoch_seconds, epoch_joules";

    /// <summary>Identity.</summary>
    public required string RunId { get; init; }

    /// <summary>Identity of the network and its training, whichever device trains it.</summary>
    public required string Experiment { get; init; }

    /// <summary>Cells of the metadata between host_name and batch.</summary>
    public required string Cells { get; init; }

    /// <summary>Whether a GPU trained.</summary>
    public required bool IsGpu { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Host { get; init; }

    /// <summary>Job of the scheduler; null outside of one.</summary>
    public required string? Job { get; init; }

    /// <summary>Start, µs since 1970 UTC.</summary>
    public required long Start { get; init; }

    /// <summary>Length in the layout, µs: that of one repetition.</summary>
    public required long Length { get; init; }

    /// <summary>Until when the node was occupied by it, µs since 1970 UTC: a run under a meter may have been repeated.</summary>
    public required long BusyUntil { get; init; }

    /// <summary>Energy, J.</summary>
    public required double Joules { get; init; }

    /// <summary>Power of the idle node, W; null where it was not measured.</summary>
    public required double? IdleWatts { get; init; }

    /// <summary>Power of each begun minute, W.</summary>
    public required double[] Watts { get; init; }

    /// <summary>Whether <see cref="Watts"/> follows the energy of the epochs.</summary>
    public required bool IsResolved { get; init; }

    /// <summary>End in the layout, µs since 1970 UTC.</summary>
    public long End => Start + Length;

    /// <summary>Reads a row.</summary>
    public static PublishedRun Of(DuckDBDataReader row)
    {
        var (dataset, shape, size, depth, batch, rate) =
            (row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.GetInt32(5), row.GetDouble(6));
        var (device, epochs, seconds, joules, kind) = (row.GetString(7), row.GetInt32(9), row.GetDouble(16), row.GetDouble(17), row.GetString(18));
        var isGpu = RunsFile.KindOf(device) == "gpu";
        var isSimulated = kind == "simulated";
        var host = row.GetString(21);
        if (isSimulated && !host.StartsWith(RawLayout.SimulatedPrefix, StringComparison.Ordinal))
            host = RawLayout.SimulatedPrefix + host;
        var epochJoules = row.IsDBNull(25) ? null : row.GetFieldValue<List<double?>>(25);
        var isResolved = epochJoules is { Count: > 0 } && epochJoules.TrueForAll(value => value is not null);
        // The layout counts in microseconds: power times that time is the energy exactly.
        var length = Math.Max(1, (long)Math.Round(seconds * 1e6));
        var start = row.GetInt64(14);
        var described = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["num_free_parameters"] = row.GetInt64(8),
            ["epochs"] = epochs,
            ["device"] = device,
            ["schedule"] = row.GetString(12),
            ["seed"] = row.GetInt64(10),
            ["replicate"] = row.GetInt32(11),
            ["engine"] = row.GetString(13),
            ["energy_kind"] = kind,
            ["meter"] = row.IsDBNull(19) ? null : row.GetString(19),
            ["domain"] = row.IsDBNull(20) ? null : row.GetString(20),
            ["simulated"] = isSimulated,
        });
        return new PublishedRun
        {
            RunId = row.GetString(0),
            Experiment = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{dataset}|{shape}|{depth}|{size}|{batch}|{rate}|{epochs}"))))[..32],
            Cells = string.Create(CultureInfo.InvariantCulture, $"{size},{depth},{shape},{dataset},{rate},{batch},Adam,{(isGpu ? "True" : "False")},")
                + $"\"{described.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
            IsGpu = isGpu,
            Host = host,
            Job = row.IsDBNull(22) ? null : row.GetString(22),
            Start = start,
            Length = length,
            BusyUntil = Math.Max(row.GetInt64(15), start + length),
            Joules = joules,
            IdleWatts = row.IsDBNull(23) ? null : row.GetDouble(23),
            Watts = PowerSeries.Of(length / 1e6, joules, row.GetFieldValue<List<double>>(24), isResolved ? [.. epochJoules!.Select(value => value!.Value)] : null),
            IsResolved = isResolved,
        };
    }
}
