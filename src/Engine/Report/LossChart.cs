using ButterE.Engine.Runs;

namespace ButterE.Engine.Report;

/// <summary>Test loss over epochs of each run; the colour tells the size.</summary>
internal static class LossChart
{
    /// <summary>The chart; null when no run has test losses.</summary>
    public static Chart? Of(ReportInput input)
    {
        RunRecord[] runs = [.. input.Runs.Where(run => run.TestLoss?.Any(double.IsFinite) == true).OrderBy(run => run.Configuration.Parameters)];
        if (runs.Length == 0)
            return null;

        double[] losses = [.. runs.SelectMany(run => run.TestLoss!).Where(loss => double.IsFinite(loss) && loss > 0)];
        var left = input.Runs.Count - runs.Length;
        var remark = left == 0 ? "" : $" {left} of {input.Runs.Count} runs have no test losses.";
        var chart = new Chart("loss", "Test loss over epochs", "From dark (few parameters) to light (many)." + remark)
        {
            XAxis = new { title = new { text = "epoch" }, tickformat = "d" },
            YAxis = losses.Length == 0 ? Axis.Linear("test loss") : Axis.Logarithmic("test loss", null, losses),
        };
        var named = new HashSet<string>();
        for (var i = 0; i < runs.Length; i++)
        {
            var loss = runs[i].TestLoss!;
            var name = Chart.Label(RunName.Of(runs[i].Configuration));
            var color = ColorScale.At(runs.Length == 1 ? 0.4 : i / (runs.Length - 1.0));
            chart.Trace(new
            {
                type = "scatter",
                mode = loss.Count == 1 ? "markers" : "lines",
                name,
                // Replicates share one entry, which switches all of them.
                legendgroup = name,
                showlegend = named.Add(name),
                x = Enumerable.Range(1, loss.Count),
                y = loss.Select(value => double.IsFinite(value) ? value : (double?)null),
                line = new { width = 2, color },
                marker = new { color },
            });
        }

        return chart;
    }
}
