using ButterE.Engine.Runs;

namespace ButterE.Engine.Report;

/// <summary>The table of the runs.</summary>
internal static class RunsSection
{
    public static Html Of(IReadOnlyList<RunRecord> runs) => runs.Count == 0
        ? Html.Of($"<h2>The runs</h2>\n<p class=\"quiet\">No runs.</p>\n")
        : Html.Of($"""
            <h2>The runs</h2>
            {Html.Table(
                ["run", "data", "shape", "#depth", "#parameters", "widths", "#batch", "#epochs", "device", "schedule", "SIMD", "#threads", "#time", "#per datum", "#energy", "#test loss", "status"],
                runs.OrderBy(run => run.Configuration.Parameters).Select(Row))}
            """);

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
