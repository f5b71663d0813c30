namespace ButterE.Probe.Machine;

/// <summary>
/// Files that processes of any user lock against each other. On Unix these are advisory locks (flock), shared or exclusive; the system gives them free
/// when a process ends, however it ends.
/// </summary>
internal static class LockFile
{
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

    private static void Make(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            // Whatever this user's mask is, the others must be able to open it.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch (IOException)
        {
            // Somebody else made it meanwhile.
        }
    }
}
