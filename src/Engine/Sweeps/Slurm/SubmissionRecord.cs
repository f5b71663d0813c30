using System.Globalization;
using ButterE.Engine.Documents;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>One array that was handed over.</summary>
/// <param name="JobId">Its number.</param>
/// <param name="Offset">Number of its first task in the list of tasks.</param>
/// <param name="Count">Its tasks.</param>
public sealed record SubmittedArray(string JobId, int Offset, int Count);

/// <summary>What was submitted at once: the document slurm/NNNNN/submission.json.</summary>
public sealed record SubmissionRecord
{
    /// <summary>Number of the submission, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>How.</summary>
    public required SubmissionSettings Settings { get; init; }

    /// <summary>Shards of each task.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Tasks { get; init; }

    /// <summary>The arrays that sbatch took, as far as submission came.</summary>
    public IReadOnlyList<SubmittedArray> Arrays { get; init; } = [];

    /// <summary>Number of the job that collects; null without one.</summary>
    public string? CollectJob { get; init; }
}

/// <summary>The submissions of a campaign, in its folder slurm.</summary>
public static class SubmissionFiles
{
    private const string File = "submission.json";

    /// <summary>Folder of the submissions.</summary>
    public static string Root(CampaignFolder folder) => Path.Combine(folder.Root, "slurm");

    /// <summary>Folder of one submission.</summary>
    public static string Folder(CampaignFolder folder, int number) => Path.Combine(Root(folder), number.ToString("00000", CultureInfo.InvariantCulture));

    /// <summary>Folder of the logs.</summary>
    public static string Logs(CampaignFolder folder) => Path.Combine(Root(folder), "logs");

    /// <summary>Writes a submission; called again after each array, so that one which was taken is never forgotten.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(CampaignFolder folder, SubmissionRecord record) =>
        DocumentFile.Write(Path.Combine(Folder(folder, record.Number), File), record);

    /// <summary>All submissions in their order.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static IReadOnlyList<SubmissionRecord> ReadAll(CampaignFolder folder)
    {
        var root = Root(folder);
        return Directory.Exists(root)
            ? [.. Directory.EnumerateFiles(root, File, SearchOption.AllDirectories).Select(Read).OfType<SubmissionRecord>().OrderBy(record => record.Number)]
            : [];
    }

    /// <summary>How the last submission was made; null before the first.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static SubmissionSettings? LastSettings(CampaignFolder folder) => ReadAll(folder) is { Count: > 0 } all ? all[^1].Settings : null;

    private static SubmissionRecord? Read(string path) => DocumentFile.Read<SubmissionRecord>(path, "submission");
}
