using ButterE.Probe.Machine;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// Marks that somebody measures this node. Meters see the whole machine, so that two measurements at once count each other's energy; nothing is
/// stopped by the mark, results say that they overlap.
/// </summary>
public sealed class NodeLock : IDisposable
{
    private readonly FileStream? file;

    private NodeLock(FileStream? file, bool? isAlone) => (this.file, IsAlone) = (file, isAlone);

    /// <summary>The node's file. With a sysfs tree of one's own the measurement is one of that tree.</summary>
    public static string DefaultFile => Native.Sysfs.Root is var root && root == "/sys" ? Path.Combine(Path.GetTempPath(), "buttere-meter.lock") : Path.Combine(root, "buttere-meter.lock");

    /// <summary>
    /// Whether no other measurement held the node when this one began; null when the file cannot tell, because it cannot be opened.
    /// </summary>
    public bool? IsAlone { get; }

    /// <summary>Marks the node until disposed of.</summary>
    /// <param name="path">The file, made when absent.</param>
    public static NodeLock Take(string path)
    {
        try
        {
            return new NodeLock(LockFile.Open(path, exclusive: true), isAlone: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NodeLock(null, LockFile.IsHeld(e) ? false : null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
