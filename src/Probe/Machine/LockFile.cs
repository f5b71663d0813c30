namespace ButterE.Probe.Machine;

/// <summary>
/// Files that processes of any user lock against each other. On Unix these are advisory locks (flock), shared or exclusive; the system gives them free
/// when a process ends, however it ends.
/// </summary>
internal static class LockFile
{
    private const int MostAttempts = 100;

    /// <summary>Where the locks of a machine lie. The variable TMPDIR may be each job's own; this must be everybody's.</summary>
    public static string Folder => OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp";

    /// <summary>Locks a file, which is made when absent, until what is returned is disposed of.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="exclusive">Whether nobody else may have it at the same time.</param>
    /// <exception cref="IOException">Somebody has it (<see cref="IsHeld"/>), or it cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static FileStream Open(string path, bool exclusive)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Reading is all that a lock needs, and where fs.protected_regular is set, as most distributions do, not even root may open
                // another user's file in /tmp with the right to create it.
                return new FileStream(path, FileMode.Open, FileAccess.Read, exclusive ? FileShare.None : FileShare.ReadWrite, bufferSize: 1);
            }
            catch (FileNotFoundException) when (attempt == 0)
            {
                Make(path);
            }
        }
    }

    /// <summary>Whether this is how the system says that somebody has the lock.</summary>
    // EWOULDBLOCK of flock on Linux and macOS, ERROR_SHARING_VIOLATION on Windows: the runtime hands them through.
    public static bool IsHeld(Exception e) => e is IOException { HResult: 11 or 35 or unchecked((int)0x80070020) };

    /// <summary>Adds a byte to a file, which is made when absent, and holds it, together with others, until what is returned is disposed of.</summary>
    /// <returns>Null where this user may not write to it.</returns>
    public static FileStream? Mark(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // In a folder of everybody's a link may lead to any file of this user.
                if (new FileInfo(path).LinkTarget is not null)
                    return null;
                var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
                file.Seek(0, SeekOrigin.End);
                file.WriteByte(0);
                file.Flush();
                return file;
            }
            catch (FileNotFoundException) when (attempt == 0)
            {
                Make(path, UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
            }
            catch (IOException e) when (IsHeld(e) && attempt < MostAttempts)
            {
                // Somebody looks whether it is held.
                Thread.Sleep(1);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether somebody holds a file now; not, where it is absent or this user may not look.</summary>
    public static bool HasHolder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 1);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return IsHeld(e);
        }
    }

    /// <summary>Bytes of a file; 0 where it is absent.</summary>
    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static void Make(string path, UnixFileMode further = UnixFileMode.None)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            // Whatever this user's mask is, the others must be able to open it.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead | further);
        }
        catch (IOException)
        {
            // Somebody else made it meanwhile.
        }
    }
}
