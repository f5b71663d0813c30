using System.Text;

namespace ButterE.Probe.Files;

/// <summary>Writes files that a reader sees whole or not at all: under a temporary name first, flushed to disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>Writes a file; an existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => WriteAt(path, temporary =>
    {
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        write(file);
        file.Flush(flushToDisk: true);
    });

    /// <summary>Has a file written by what opens it by its name; an existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the file of the given name, which does not exist yet, and closes it.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteAt(string path, Action<string> write)
    {
        // Another process may be writing the same file: each needs a temporary of its own, in the same file system as the target.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            try
            {
                write(temporary);
                File.Move(temporary, path, overwrite: true);
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

    /// <summary>Refuses a file that could not be written, before the work whose result it is to hold.</summary>
    /// <param name="path">The file; it is left as it is.</param>
    /// <exception cref="InputException">The folder does not exist or takes no files, or the path is a folder.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"{path}: cannot be written: it is a folder");
        var trial = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}");
        }
    }

    /// <summary>Writes a text file in UTF-8 with a newline at its end; an existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text + "\n")));

    /// <summary>Deletes a file that nobody needs any more; one that cannot be deleted stays, takes room and does no other harm.</summary>
    /// <param name="path">The file; an absent one is as good as deleted.</param>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As the summary says.
        }
    }
}
