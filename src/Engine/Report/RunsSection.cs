using ButterE.Engine.Runs;

namespace ButterE.Engine.Report;

/// <summary>The table of the runs.</summary>
internal static class RunsSection
{
    private static readonly string[] Columns =
    [
        "run", "data", "shape", "#depth", "#parameters", "widths", "#batch", "#epochs", "device", "schedule", "SIMD", "#threads",
        "#time", "#per datum", "#energy", "#test loss", "status",
    ];

    public static Html Of(IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count == 0)
            return Html.Of($"<h2>The runs</h2>\n<p class=\"quiet\">No runs.</p>\n");
        var rows = runs.OrderBy(run => run.Configuration.Parameters).Select(Row).ToArray();

        // What all runs share is said once, which leaves the table the width of a page.
        var isShared = Columns.Select((_, column) => rows.Length > 1 && rows.All(row => row[column] == rows[0][column])).ToArray();
        var shared = Columns.Select((column, index) => $"{column.TrimStart('#')} {rows[0][index]}").Where((_, index) => isShared[index]).ToArray();
        var remark = shared.Length == 0 ? Html.Empty : Html.Of($"<p class=\"quiet\">All runs: {string.Join(", ", shared)}.</p>\n");
        var table = Html.Table(
            [.. Columns.Where((_, index) => !isShared[index])],
            rows.Select(row => (IReadOnlyList<string>)[.. row.Where((_, index) => !isShared[index])]));
        return Html.Of($"<h2>The runs</h2>\n{remark}{table}");
    }

    private static IReadOnlyList<string> Row(RunRecord run)
    {
        var configuration = run.Configuration;
        return
        [
            RunName.Short(run.RunId),
            $"{configuration.Dataset ?? configuration.DataSource}{(configuration.Synthetic ? " (synthetic)" : "")}",
            Quantity.Text(configuration.Shape),
            Quantity.Count(configuration.Depth),
            Quantity.Count(configuration.Parameters),
            string.Join('-', configuration.Widths),
            Quantity.Count(configuration.Batch),
            Quantity.Count(run.EpochSeconds.Count),
            configuration.Device,
            configuration.Schedule,
            Quantity.Text(configuration.Simd),
            Quantity.Count(run.ThreadsUsed),
            Quantity.Si(run.Seconds, "s"),
            Quantity.Si(CostPerDatum.Seconds(run), "s"),
            Quantity.Si(run.Joules, "J"),
            Quantity.Number(run.TestLoss is [.., var last] ? last : null),
            run.Status.ToString(),
        ];
    }
}
