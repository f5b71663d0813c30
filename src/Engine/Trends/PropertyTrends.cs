using ButterE.Engine.Model;

namespace ButterE.Engine.Trends;

/// <summary>
/// Figure 3 of the paper: median cost over the size of the data set, the parameters, the operations and the depth (notebook 4 of the supplement;
/// data sets of more than 500 rows, everything else as it comes).
/// </summary>
public static class PropertyTrends
{
    // From here on cost grows with every parameter (notebook 4): on the CPU from 2^21, on the GPU above 2^20.
    private const long FirstLinearSize = 1 << 21;

    private static readonly string[] Devices = ["cpu", "gpu"];

    /// <summary>The four panels.</summary>
    public static IReadOnlyList<TrendFigure> Of(CampaignRuns runs)
    {
        var unit = runs.Target.Unit();
        var cost = runs.Target == CostTarget.Energy ? "Energy" : "Time";
        return
        [
            Figure("fig3a", $"{cost} of an epoch over the size of the data set", "training data per epoch", $"{unit} per epoch",
                run => run.Run.Setup.TrainingData, run => run.PerEpoch, run => (run.Run.Shape, run.Run.Size, run.Run.Setup.Network.Depth)),
            Figure("fig3b", $"{cost} over the number of parameters", "target number of parameters", $"{unit} per training datum",
                SizeOf, run => run.PerDatum, run => (run.Run.Dataset, run.Run.Shape, run.Run.Setup.Network.Depth),
                slopeOver: run => SizeOf(run) >= FirstLinearSize,
                note: "Slopes from 2,097,152 parameters on, where the paper calls the cost linear."),
            Figure("fig3c", $"{cost} over the operations", "FLOP per training datum (a multiply-add counts 1)", $"{unit} per training datum",
                run => FlopsBin(run.FlopsPerDatum), run => run.PerDatum, null,
                note: "Five bins a decade. The paper's panel draws the bins at exp(x) where 10^x is meant: its 7.4 to 2,981 stand for 10^2 to 10^8."),
            Figure("fig3d", $"{cost} over the depth", "layers, the output layer included", $"{unit} per training datum",
                run => run.Run.Setup.Network.Depth, run => run.PerDatum, run => (run.Run.Dataset, run.Run.Shape, run.Run.Size)),
        ];

        TrendFigure Figure(
            string id, string title, string x, string y, Func<CampaignRun, double> property, Func<CampaignRun, double> measure,
            Func<CampaignRun, object>? others, Func<CampaignRun, bool>? slopeOver = null, string? note = null)
        {
            var measured = Devices.Select(device => (Device: device, Runs: runs.Of(device).ToArray())).Where(part => part.Runs.Length > 0);
            var trends = measured.Select(part => new Trend(
                part.Device,
                Points(part.Runs, property, measure),
                others is null ? null : Slopes(part.Runs.Where(slopeOver ?? (_ => true)), property, measure, others)));
            return new TrendFigure(id, title, x, y, [.. trends], note);
        }
    }

    /// <summary>The middle of an operations bin: a fifth of a decade.</summary>
    internal static double FlopsBin(double flops) => Math.Pow(10, Math.Round(5 * Math.Log10(flops)) / 5);

    private static double SizeOf(CampaignRun run) => run.Run.Size ?? run.Run.Setup.Network.Parameters;

    private static TrendPoint[] Points(IEnumerable<CampaignRun> runs, Func<CampaignRun, double> property, Func<CampaignRun, double> measure) =>
        [.. runs.GroupBy(property).OrderBy(group => group.Key).Select(group => new TrendPoint(group.Key, Quartiles.Of(group.Select(measure))))];

    private static Quartiles? Slopes(
        IEnumerable<CampaignRun> runs, Func<CampaignRun, double> property, Func<CampaignRun, double> measure, Func<CampaignRun, object> others)
    {
        var slopes = new List<double>();
        foreach (var equal in runs.GroupBy(others))
        {
            var points = Points(equal, property, measure);
            slopes.AddRange(points.Zip(points.Skip(1), (a, b) => (b.Cost.Median - a.Cost.Median) / (b.X - a.X)));
        }

        return slopes.Count == 0 ? null : Quartiles.Of(slopes);
    }
}
