using System.Text;
using ButterE.Probe.Native;

namespace ButterE.Probe.Files;

/// <summary>
/// Files that one of many makes: whole when they are seen, and made by whoever is first, over network file systems too. File.Move without leave to
/// overwrite does not do: it looks first and renames then.
/// </summary>
public static class ExclusiveFile
{
    private const int AlreadyThere = 17;

    /// <summary>Makes a file with some text; false when there is one of that name.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static bool TryMake(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            try
            {
                return OperatingSystem.IsWindows() ? TryMove(temporary, path) : TryLink(temporary, path) ?? TryWrite(path, text);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}");
        }
    }

    private static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    // Null where the file system has no hard links.
    private static bool? TryLink(string temporary, string path) =>
        Libc.Link(temporary, path, out var error) == 0 ? true : error == AlreadyThere ? false : null;

    // The second best: only one makes it, but others may see it before it has its text.
    private static bool TryWrite(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
