using ButterE.Engine.Sweeps.Layout;
using ButterE.Probe;

namespace ButterE.Engine.Sweeps.Collecting;

/// <summary>The run files of a campaign or folder, told apart by whether they are whole.</summary>
/// <param name="Whole">Files that begin and end as Parquet files do, in ordinal order of their paths.</param>
/// <param name="Broken">Files that do not, such as one that a full disk cut short before it was renamed by hand.</param>
internal sealed record RunFiles(IReadOnlyList<string> Whole, IReadOnlyList<string> Broken)
{
    private const string Extension = ".parquet";

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Lists run files.</summary>
    /// <param name="source">A file, or a folder that is searched with its subfolders; of a campaign only its results are.</param>
    /// <param name="except">A file that is none of them: the output of an earlier call.</param>
    /// <exception cref="InputException">There is no such file or folder, or it holds no run file.</exception>
    public static RunFiles Of(string source, string except)
    {
        if (File.Exists(source))
            return Split([source]);
        if (!Directory.Exists(source))
            throw new InputException($"{source}: no such file or folder");
        var folder = new CampaignFolder(source).Results is var results && Directory.Exists(results) ? results : source;
        // Names with a dot in front are files that somebody is still writing, or was when killed.
        var files = Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories)
            .Where(path => !Path.GetFileName(path).StartsWith('.') && Path.GetFullPath(path) != Path.GetFullPath(except))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? Split(files) : throw new InsufficientDataException($"{folder}: holds no run file (*{Extension})");
    }

    private static RunFiles Split(IEnumerable<string> files)
    {
        var groups = files.ToLookup(IsWhole);
        return new RunFiles([.. groups[true]], [.. groups[false]]);
    }

    // Magic, footer, its length, magic: Parquet format, "File format".
    private static bool IsWhole(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            Span<byte> head = stackalloc byte[4], tail = stackalloc byte[8];
            if (length < 12 || RandomAccess.Read(file, head, 0) < 4 || RandomAccess.Read(file, tail, length - 8) < 8)
                return false;
            return head.SequenceEqual(Magic) && tail[4..].SequenceEqual(Magic)
                && BitConverter.ToUInt32(tail) is var footer && footer > 0 && footer <= length - 12;
        }
        catch (FileNotFoundException)
        {
            // Compacted into a larger file since it was listed.
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }
}
