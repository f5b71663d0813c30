using ButterE.Engine.Ingest;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Trends;
using ButterE.Probe;
using ButterE.Tests.Shared;

namespace ButterE.Engine.Tests.Isolines;

/// <summary>Files in BUTTER's layout, generated from the paper's figure 6, give the figure back.</summary>
public sealed class PublishedIsolinesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-isolines-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SharedDataFact(PublishedIsolines.Energies)]
    public void Operations_and_energy_to_each_line_come_back()
    {
        var families = Families();
        foreach (var point in PublishedIsolines.Read().Where(point => point.Panel != "cpu"))
        {
            var found = Line(families, point).Points.Single(network => network.Parameters == point.Parameters);
            var value = point.Panel == "flops" ? found.Flops : found.Cost!.Value;
            // The figure's coordinates carry six digits.
            Assert.True(Math.Abs(value / point.Value - 1) < 2e-5, $"{point}: {value}");
        }
    }

    [SharedDataFact(PublishedIsolines.Energies)]
    public void Every_line_has_its_minimum_in_operations_and_on_the_gpu_at_the_published_size()
    {
        var families = Families();
        var lines = PublishedIsolines.Read().Where(point => point.Panel != "cpu").GroupBy(point => (point.Dataset, point.Line, point.Panel)).ToArray();
        Assert.Equal(8, lines.Select(line => (line.Key.Dataset, line.Key.Panel)).Distinct().Count());
        foreach (var line in lines.Where(line => line.Count() > 1))
        {
            var isoline = Line(families, line.First());
            var minimum = line.Key.Panel == "flops" ? isoline.FewestFlops : isoline.Cheapest!;
            Assert.Equal((line.Key, line.MinBy(point => point.Value)!.Size), (line.Key, minimum.Size));
        }
    }

    [SharedDataFact(PublishedIsolines.Energies)]
    public void Experiments_with_too_few_repetitions_are_left_out_and_counted()
    {
        PublishedIsolines.WriteSummary(folder);
        var summary = ButterSummary.Read(folder);
        Assert.Equal(4, summary.LeftOut);
        Assert.DoesNotContain(summary.Experiments, experiment => experiment.Shape == "wide_first_8x");
    }

    [Theory]
    [InlineData("[1.0, NULL, 3000.0]", "[0.5, 0.4, 0.3]", "'adult'")]
    [InlineData("[1.0, 2.0, 3000.0]", "[0.5, NULL, 0.3]", "'adult'")]
    [InlineData("[1.0, 2.0, 3000.0]", "NULL", "'adult'")]
    [InlineData("[1.0, 2.0, 3000.0]", "[0.5, 0.4, 0.3]", "NULL")]
    public void A_null_among_the_losses_is_refused_by_the_experiment(string epochs, string losses, string dataset)
    {
        Directory.CreateDirectory(folder);
        using (var database = new CampaignDatabase(folder))
        {
            database.Execute($"COPY (SELECT {dataset}::VARCHAR AS dataset, 'rectangle' AS shape, 64 AS size, 3 AS depth, {epochs}::DOUBLE[] AS epoch, "
                + $"{losses}::DOUBLE[] AS test_loss_best_quantile_50) TO {CampaignDatabase.Text(Path.Combine(folder, "s.parquet"))} (FORMAT parquet)");
        }

        Assert.Contains("rectangle, depth 3, size 64", Assert.Throws<InputException>(() => ButterSummary.Read(folder)).Message, StringComparison.Ordinal);
    }

    private IsolineFamily[] Families()
    {
        PublishedIsolines.WriteSummary(Path.Combine(folder, "summary_by_epoch"));
        PublishedIsolines.WriteRuns(Path.Combine(folder, "runs.csv"));
        var campaign = CampaignRuns.Read([Path.Combine(folder, "runs.csv")], CostTarget.Energy, new Dictionary<string, double>());
        var joined = CampaignLosses.Join(campaign, ButterSummary.Read(Path.Combine(folder, "summary_by_epoch")));
        Assert.Equal(0, joined.WithoutLosses);
        return [.. IsolineMap.Of(joined.Curves)];
    }

    private static Isoline Line(IsolineFamily[] families, PublishedPoint point) => families
        .Single(family => family.Dataset == point.Dataset && family.Shape == point.Shape && family.Depth == point.Depth)
        .Isolines.Single(isoline => isoline.Level == PublishedIsolines.LevelOf(point.Line));
}
