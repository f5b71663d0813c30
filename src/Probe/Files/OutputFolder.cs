namespace ButterE.Probe.Files;

/// <summary>Folders that results are written to.</summary>
public static class OutputFolder
{
    /// <summary>Makes a folder, with those above it; does nothing when it is there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InputException">It cannot be made.</exception>
    public static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: the folder cannot be made: {e.Message}");
        }
    }
}
