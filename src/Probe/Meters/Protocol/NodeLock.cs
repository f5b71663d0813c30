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
            // On Unix this is an advisory lock (flock), which the system releases when the process ends, however it ends.
            return new NodeLock(OpenOrMake(path), isAlone: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NodeLock(null, IsHeld(e) ? false : null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    // EWOULDBLOCK of flock on Linux and macOS, ERROR_SHARING_VIOLATION on Windows: the runtime hands them through.
    private static bool IsHeld(Exception e) => e is IOException { HResult: 11 or 35 or unchecked((int)0x80070020) };

    // Where fs.protected_regular is set, as most distributions do, not even root may open another user's file in /tmp with the right to create it.
    private static FileStream OpenOrMake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows())
                LetOthersOpen(file);
            return file;
        }
    }

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
