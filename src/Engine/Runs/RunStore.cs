using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Runs;

/// <summary>
/// Run records on disk, one Parquet file per run, or several runs in one file. A file appears under its name only when it is whole, so that a
/// process killed at any moment leaves whole rows or none.
/// </summary>
public static class RunStore
{
    private const string Extension = ".parquet";

    private static readonly RecordTable<RunRecord> Table = new(
        record => record.Configuration, (record, configuration) => record with { Configuration = configuration }, RunSchema.Metadata);

    /// <summary>Writes a record to <c>folder/RUN_ID.parquet</c>, in place of an earlier one with the same identity.</summary>
    /// <param name="folder">Folder of the runs; created when absent.</param>
    /// <param name="record">What to write.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="InputException">The folder or the file cannot be written.</exception>
    public static string Write(string folder, RunRecord record)
    {
        var path = PathOf(folder, record.RunId);
        WriteFile(path, [record]);
        return path;
    }

    /// <summary>Writes records to one file, in place of an earlier one.</summary>
    /// <param name="path">The file; its folder is created when absent.</param>
    /// <param name="records">What to write, at least one.</param>
    /// <exception cref="InputException">The folder or the file cannot be written.</exception>
    public static void WriteFile(string path, IReadOnlyList<RunRecord> records)
    {
        OutputFolder.Make(Path.GetDirectoryName(path)!);
        var content = Table.Serialize(records);
        WholeFile.Write(path, file => file.Write(content.Span));
    }

    /// <summary>Path that a run's file has in a folder, whether or not it exists.</summary>
    public static string PathOf(string folder, string runId) => Path.Combine(folder, runId + Extension);

    /// <summary>Reads a run file, or every run file of a folder (not of its subfolders), in order of start.</summary>
    /// <param name="path">A file or a folder. Temporaries that a killed process left in the folder are ignored.</param>
    /// <exception cref="InputException">The path does not exist, or a file is not a run file.</exception>
    public static IReadOnlyList<RunRecord> Read(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? Table.Read(path) : throw new InputException($"{path}: no such file or folder");
        return [.. Directory.EnumerateFiles(path, "*" + Extension).SelectMany(Table.Read)
            .OrderBy(run => run.StartUtc).ThenBy(run => run.RunId, StringComparer.Ordinal)];
    }
}
