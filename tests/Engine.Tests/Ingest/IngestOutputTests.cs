using ButterE.Engine.Ingest;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Ingest;

public sealed class IngestOutputTests
{
    [Theory]
    [InlineData("missing/runs.parquet")]
    [InlineData("power")]
    public void A_file_that_could_not_be_written_is_refused_before_the_work(string name)
    {
        using var campaign = new RawCampaign();
        campaign.Steady("a", 600, 300);
        var path = Path.Combine(campaign.Root, name);
        foreach (var change in new Func<IngestSettings, IngestSettings>[] { settings => settings with { Output = path }, settings => settings with { Dropped = path } })
        {
            var failure = Assert.Throws<InputException>(() => campaign.Ingest(change));
            Assert.StartsWith($"{path}: cannot be written", failure.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(campaign.Settings.Output));
    }

    [Fact]
    public void What_fails_while_it_is_written_is_said_not_to_be_writable()
    {
        var folder = Directory.CreateTempSubdirectory("buttere-output-").FullName;
        using (var database = new CampaignDatabase(folder))
        {
            // The folder goes after it was checked.
            var failure = Assert.Throws<InputException>(
                () => database.WriteFile("runs.parquet", $"COPY (SELECT 1) TO '{folder}/gone/runs.parquet' (FORMAT parquet)"));
            Assert.StartsWith("runs.parquet: cannot be written: ", failure.Message, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }
}
