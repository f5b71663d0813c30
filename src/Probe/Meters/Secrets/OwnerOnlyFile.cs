namespace ButterE.Probe.Meters.Secrets;

/// <summary>Reads files that hold secrets or commands, and refuses those that others could have read or written.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The text of a file, without white space around it.</summary>
    /// <exception cref="InputException">The file cannot be read, or others than its owner may read or write it.</exception>
    public static string Read(string path)
    {
        try
        {
            // The mode is that of the open file, so that nothing can be put in its place after the check.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
                throw new InputException($"{path}: others than its owner may read or write it: chmod 600 {path}");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}");
        }
    }
}
