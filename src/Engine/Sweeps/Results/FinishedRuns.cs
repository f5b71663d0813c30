using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;
using Parquet;

namespace ButterE.Engine.Sweeps.Results;

/// <summary>Which runs of a campaign have a finished row on disk.</summary>
public static class FinishedRuns
{
    private const string RowPrefix = "run-", Extension = ".parquet", IdColumn = "run_id";

    /// <summary>Pattern of the files of single rows.</summary>
    public const string RowPattern = RowPrefix + "*" + Extension;

    /// <summary>Pattern of the files of whole shards.</summary>
    public const string PartPattern = "part-*" + Extension;

    /// <summary>The identities of all finished runs of a campaign.</summary>
    /// <exception cref="InputException">A folder or a file of a whole shard cannot be read.</exception>
    public static HashSet<string> Of(CampaignFolder folder)
    {
        var finished = new HashSet<string>();
        if (!Directory.Exists(folder.Results))
            return finished;
        foreach (var data in Directory.EnumerateDirectories(folder.Results, "dataset=*"))
        {
            foreach (var shard in Directory.EnumerateDirectories(data, "shard=*"))
                finished.UnionWith(In(shard));
        }

        return finished;
    }

    /// <summary>The identities of the finished runs in the folder of one data set and shard; none when there is no folder.</summary>
    /// <exception cref="InputException">The folder or a file of the whole shard cannot be read.</exception>
    public static HashSet<string> In(string shardFolder)
    {
        if (!Directory.Exists(shardFolder))
            return [];
        // Single rows first: what is moved into a part meanwhile is then found there.
        var finished = Directory.EnumerateFiles(shardFolder, RowPattern).Select(IdOf).ToHashSet();
        foreach (var part in Directory.EnumerateFiles(shardFolder, PartPattern))
            finished.UnionWith(IdsAsync(part).GetAwaiter().GetResult());
        return finished;
    }

    /// <summary>The identity in the name of the file of a single row.</summary>
    public static string IdOf(string rowFile) => Path.GetFileName(rowFile)[RowPrefix.Length..^Extension.Length];

    private static async Task<List<string>> IdsAsync(string part)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(part).ConfigureAwait(false);
            var column = reader.Schema.GetDataFields().First(field => field.Name == IdColumn);
            var ids = new List<string>();
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                var values = new string?[group.RowCount];
                await group.ReadAsync(column, values.AsMemory()).ConfigureAwait(false);
                ids.AddRange(values.OfType<string>());
            }

            return ids;
        }
        catch (Exception e) when (e is ParquetException or IOException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{part}: not a readable run file ({e.Message})");
        }
    }
}
