using ButterE.Probe.Machine;

namespace ButterE.Probe.Meters.Protocol;

/// <summary>
/// Marks that somebody measures this node. Meters see the whole machine, so that two measurements at once count each other's energy; nothing is
/// stopped by the mark, results say that they overlap.
/// </summary>
public sealed class NodeLock : IDisposable
{
    private readonly FileStream? file;

    private NodeLock(FileStream? file, bool isAlone) => (this.file, IsAlone) = (file, isAlone);

    /// <summary>The node's file. With a sysfs tree of one's own the measurement is one of that tree.</summary>
    public static string DefaultFile => SysfsCaches.Root is var root && root == "/sys" ? Path.Combine(Path.GetTempPath(), "buttere-meter.lock") : Path.Combine(root, "buttere-meter.lock");

    /// <summary>Whether no other measurement held the node when this one began.</summary>
    public bool IsAlone { get; }

    /// <summary>Marks the node until disposed of.</summary>
    /// <param name="path">The file, made when absent.</param>
    public static NodeLock Take(string path)
    {
        try
        {
            // On Unix this is an advisory lock (flock), which the system releases when the process ends, however it ends.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows())
                LetOthersOpen(file);
            return new NodeLock(file, isAlone: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NodeLock(null, isAlone: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void LetOthersOpen(FileStream file)
    {
        try
        {
            const UnixFileMode everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(file.SafeFileHandle, everyone);
        }
        catch (UnauthorizedAccessException)
        {
            // It belongs to another user, who made it open to all already.
        }
    }
}
