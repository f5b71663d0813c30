using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ButterE.Probe.Files;
using ButterE.Probe.Traversals;

namespace ButterE.Probe.Levels;

/// <summary>A recorded latency curve: CSV with the columns <c>bytes</c> and <c>ns</c>, optionally <c>round</c> and <c>chain</c> (local or random).</summary>
public static class LatencyTrace
{
    /// <summary>Reads the visits of a trace: those of the local chain where both chains were recorded, because the random one also shows the translation buffers.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, a column is missing, or a value is not a positive number; the message names file and line.</exception>
    public static RecordedVisits Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes the visits of both chains as a trace; an existing file is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="local">Visits of the chain inside blocks.</param>
    /// <param name="random">Visits of the chain over the whole working set.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<Visit> local, IEnumerable<Visit> random)
    {
        var text = new StringBuilder("bytes,ns,round,chain");
        foreach (var (visit, chain) in local.Select(visit => (visit, "local")).Concat(random.Select(visit => (visit, "random"))))
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"{visit.Bytes},{visit.Nanoseconds},{visit.Round},{chain}");
        WholeFile.WriteText(path, text.ToString());
    }

    internal static RecordedVisits Read(TextReader reader, string origin)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            PrepareHeaderForMatch = header => ColumnName(header.Header),
            TrimOptions = TrimOptions.Trim,
            AllowComments = true,
        };
        using var csv = new CsvReader(reader, configuration);
        if (!csv.Read() || !csv.ReadHeader())
            throw new InputException($"{origin}: line 1: empty; expected the header bytes,ns[,round][,chain]");
        var columns = csv.HeaderRecord!.Select(ColumnName).ToArray();
        foreach (var required in new[] { "bytes", "ns" })
        {
            if (!columns.Contains(required))
                throw new InputException($"{origin}: line {csv.Parser.RawRow}: the column {required} is missing; found {string.Join(",", columns)}");
        }

        var (hasRound, hasChain) = (columns.Contains("round"), columns.Contains("chain"));
        var visits = new List<(Visit Visit, string Chain)>();
        while (ReadRow(csv, origin))
        {
            var where = $"{origin}: line {csv.Parser.RawRow}";
            var visit = new Visit(Positive(csv, "bytes", where), Positive(csv, "ns", where), hasRound ? Round(csv, where) : 0);
            visits.Add((visit, hasChain ? Chain(csv, where) : "local"));
        }

        var chosen = visits.Exists(v => v.Chain == "random") && !visits.Exists(v => v.Chain == "local") ? "random" : "local";
        return new RecordedVisits(
            [.. visits.Where(v => v.Chain == chosen).Select(v => v.Visit)], chosen == "local" ? ChainOrder.Local : ChainOrder.Random);
    }

    /// <summary>Some programs begin a file with a mark of its byte order.</summary>
    private static string ColumnName(string header) => header.Trim().TrimStart('\uFEFF').Trim().ToLowerInvariant();

    private static bool ReadRow(CsvReader csv, string origin)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvHelperException e)
        {
            throw new InputException($"{origin}: line {csv.Parser.RawRow}: {e.Message.ReplaceLineEndings(" ").Split("  ")[0]}");
        }
    }

    private static double Positive(CsvReader csv, string column, string where)
    {
        var text = Field(csv, column, where);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new InputException($"{where}: {column} is '{text}', must be a positive number");
    }

    private static int Round(CsvReader csv, string where)
    {
        var text = Field(csv, "round", where);
        // Programs that keep columns of floating point write 3 as 3.0.
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return isNumber && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
            ? (int)value
            : throw new InputException($"{where}: round is '{text}', must be a whole number");
    }

    private static string Chain(CsvReader csv, string where)
    {
        var text = Field(csv, "chain", where);
        return text.ToLowerInvariant() is var chain and ("local" or "random")
            ? chain
            : throw new InputException($"{where}: chain is '{text}', must be local or random");
    }

    private static string Field(CsvReader csv, string column, string where) =>
        csv.TryGetField<string>(column, out var text) && text is not null ? text : throw new InputException($"{where}: {column} is missing");
}
