using System.Security.Cryptography;
using System.Text;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Results;

/// <summary>
/// Puts the single rows of a finished shard into few files. The new file is written first, whole, and the single ones deleted after: a crash in
/// between leaves rows twice, never not at all, and readers tell them by their identity.
/// </summary>
public static class ShardRows
{
    private const int MostRows = 1000, NameDigits = 16;

    // Other readers of partitioned tables skip names that begin so.
    private const string Marker = "_complete";

    /// <summary>Whether single rows of a folder may have gone into a file of the whole shard.</summary>
    /// <param name="shardFolder">Folder of one data set and shard.</param>
    public static bool AreCompacted(string shardFolder) => File.Exists(Path.Combine(shardFolder, Marker));

    /// <summary>Compacts a shard of which every run is finished; does nothing to others.</summary>
    /// <param name="folder">The campaign.</param>
    /// <param name="runs">All runs of the shard.</param>
    /// <returns>Whether every run is finished.</returns>
    /// <exception cref="InputException">A row cannot be read, or the new file cannot be written.</exception>
    public static bool CompactIfFinished(CampaignFolder folder, IReadOnlyList<SweepRun> runs)
    {
        var byFolder = runs.GroupBy(run => folder.ShardFolder(run.Data, run.Shard)).ToArray();
        if (!byFolder.All(own => FinishedRuns.In(own.Key).IsSupersetOf(own.Select(run => run.RunId))))
            return false;
        foreach (var own in byFolder)
        {
            // In the order of the plan, so that the same rows always give the same file.
            var single = own.Select(run => folder.Row(run.Data, run.Shard, run.RunId)).Where(File.Exists).ToArray();
            foreach (var rows in single.Chunk(MostRows))
                Compact(own.Key, rows);
        }

        return true;
    }

    private static void Compact(string shardFolder, string[] rows)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', rows.Select(FinishedRuns.IdOf)))));
        RunStore.WriteFile(Path.Combine(shardFolder, $"part-{hash[..NameDigits]}.parquet"), [.. rows.SelectMany(RunStore.Read)]);
        WholeFile.WriteText(Path.Combine(shardFolder, Marker), "");
        foreach (var row in rows)
        {
            try
            {
                File.Delete(row);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"{row}: cannot be deleted: {e.Message}");
            }
        }
    }
}
