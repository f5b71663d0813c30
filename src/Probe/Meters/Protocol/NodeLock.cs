using ButterE.Probe.Machine;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// Marks that somebody measures this node. Meters see the whole machine, so that two measurements at once count each other's energy; nothing is
/// stopped by the mark, results say that they overlap. The first to come holds the node's file. Whoever finds it held adds a byte to a second file,
/// by which the holder knows of him afterwards, and keeps that one open, by which whoever comes next does.
/// </summary>
public sealed class NodeLock : IDisposable
{
    private readonly FileStream? file;
    private readonly string marks;
    private readonly long marksBefore;
    private readonly bool? wasAlone;

    private NodeLock(FileStream? file, string marks, long marksBefore, bool? wasAlone) =>
        (this.file, this.marks, this.marksBefore, this.wasAlone) = (file, marks, marksBefore, wasAlone);

    /// <summary>The node's file. With a sysfs tree of one's own the measurement is one of that tree.</summary>
    public static string DefaultFile => Path.Combine(Native.Sysfs.Root is var root && root == "/sys" ? LockFile.Folder : root, "buttere-meter.lock");

    /// <summary>
    /// Whether no other measurement has held the node since this one began; null when the file cannot tell, because it cannot be opened.
    /// </summary>
    public bool? IsAlone => wasAlone == true ? LockFile.LengthOf(marks) == marksBefore : wasAlone;

    /// <summary>Marks the node until disposed of.</summary>
    /// <param name="path">The file, made when absent; the second file lies beside it.</param>
    public static NodeLock Take(string path)
    {
        var marks = path + ".others";
        // Before the lock is tried: a mark that is left from then on is one of this measurement.
        var before = LockFile.LengthOf(marks);
        try
        {
            return new NodeLock(LockFile.Open(path, exclusive: true), marks, before, !LockFile.HasHolder(marks));
        }
        catch (IOException e) when (LockFile.IsHeld(e))
        {
            return new NodeLock(LockFile.Mark(marks), marks, before, wasAlone: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NodeLock(null, marks, before, wasAlone: null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
