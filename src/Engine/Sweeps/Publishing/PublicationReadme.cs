using System.Globalization;
using ButterE.Engine.Campaigns;

namespace ButterE.Engine.Sweeps.Publishing;

/// <summary>The text beside the published files: what they are, and what they are not.</summary>
internal static class PublicationReadme
{
    /// <summary>Zone of the power readings' times: that of the runs, so that no local time occurs twice.</summary>
    public const string TimeZone = "UTC";

    /// <summary>The text for a publication.</summary>
    public static string Of(PublishResult result)
    {
        var left = result.LeftOut;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {(result.Simulated ? "Simulated runs are among these; nothing of them was measured. " : "")}Runs of buttere in the raw layout of BUTTER-E (OEDI submission 5991).

            {RawLayout.MetadataFile}    {result.Exported} runs of {result.Epochs} epochs. start_time is when the first epoch began, update_time is start_time
                plus the time of one repetition: a run under a meter may have been repeated to fill the meter's window, and its time and energy are means.
                run_data names meter, domain and kind of the energy. Times are UTC.
            {RawLayout.PowerFolder}/JOB.csv    {result.Samples} power readings of {result.Jobs} jobs, one for each begun minute of a run, from its start on. They were not
                sampled: each is the mean power of the minute that follows it, from the energy of the epochs in it for {result.ResolvedByEpoch} runs, and from
                the energy of the whole run for the others, whose epochs the meter could not resolve. Between runs nothing is known and there is no
                reading. Watts are not rounded. Times are {TimeZone}. Jobs of Slurm keep their numbers; workers side by side have jobs of their own.
            {RawLayout.NodesFile}    {result.Nodes} nodes.
            {RawLayout.NodePowerFile}    quantiles over the readings above and the idle powers that runs measured, each counted once. Of
                {result.WithoutIdle.Count} nodes no run measured the idle power: their quantiles are of loads alone, and empty where nodes of several types
                would have to be compared.
            {RawPublication.StandardisedFile}.parquet, .csv    what buttere ingest makes of these files; dropped.csv: the runs that it leaves out, and why.

            Not published: {left.NoEnergy} runs without energy, {left.Estimated} with an estimated or replayed one, {left.NotCompleted} that did not complete, {left.OwnNetwork} of own data or widths,
            {left.NoHost} whose machine is not recorded.

            buttere ingest --power {RawLayout.PowerFolder} --metadata {RawLayout.MetadataFile} --nodes {RawLayout.NodesFile} --node-power {RawLayout.NodePowerFile}
                --time-zone {TimeZone} --epochs {result.Epochs} --out runs.parquet
            """);
    }
}
