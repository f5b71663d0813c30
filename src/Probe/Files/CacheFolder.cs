using System.Globalization;
using System.Text.Json;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Files;

/// <summary>One file of the cache folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it holds: <c>tuning</c>, or <c>temporary</c> for what a process left that was ended while it wrote.</param>
/// <param name="Fingerprint">The machine and version that it was measured on; null when the file does not say.</param>
/// <param name="Current">Whether that is this machine and version, so that it is used.</param>
/// <param name="Difference">Why it is not used; null when it is current.</param>
/// <param name="Bytes">Size, bytes.</param>
/// <param name="Created">When it was measured, or else written, UTC.</param>
public sealed record CacheEntry(string Path, string Kind, string? Fingerprint, bool Current, string? Difference, long Bytes, DateTime Created);

/// <summary>The folder in which results are kept that hold for one machine and version of the engine, and that can be measured again at any time.</summary>
/// <param name="Root">The folder; it need not exist.</param>
public sealed record CacheFolder(string Root)
{
    /// <summary>Environment variable that names the folder.</summary>
    public const string Variable = "BUTTERE_CACHE";

    // What may be listed and deleted: no other file, whatever folder the environment names.
    private static readonly string[] Kinds = ["tuning"];

    /// <summary>
    /// The folder that <see cref="Variable"/> names, else the platform's: <c>buttere</c> in $XDG_CACHE_HOME or ~/.cache (XDG Base Directory
    /// Specification 0.8), ~/Library/Caches or %LOCALAPPDATA%. Null where the system names none.
    /// </summary>
    public static CacheFolder? Locate()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return new CacheFolder(named);
        var home = Environment.GetEnvironmentVariable("HOME") ?? "";
        var caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } xdg && System.IO.Path.IsPathRooted(xdg) ? xdg
            : home.Length == 0 ? ""
            : OperatingSystem.IsMacOS() ? System.IO.Path.Combine(home, "Library", "Caches")
            : System.IO.Path.Combine(home, ".cache");
        return caches.Length == 0 ? null : new CacheFolder(System.IO.Path.Combine(caches, "buttere"));
    }

    /// <summary>The file of a result.</summary>
    /// <param name="kind">What it holds; a kind that <see cref="CacheEntry"/> lists.</param>
    /// <param name="name">Its name among those of its kind.</param>
    public string PathOf(string kind, string name) => System.IO.Path.Combine(Root, $"{kind}-{name}.json");

    /// <summary>What the folder holds, in the order of the names; empty when there is no folder.</summary>
    /// <exception cref="InputException">The folder cannot be read.</exception>
    public IReadOnlyList<CacheEntry> Entries()
    {
        if (!Directory.Exists(Root))
            return [];
        try
        {
            return
            [
                .. from kind in Kinds
                   from path in Directory.EnumerateFiles(Root, $"{kind}-*.json").Order(StringComparer.Ordinal)
                   select Describe(path, kind),
                .. from kind in Kinds
                   from path in Directory.EnumerateFiles(Root, $".{kind}-*.json.*.tmp").Order(StringComparer.Ordinal)
                   select Entry(path, "temporary", null, "left by a process that was ended while it wrote", null),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Root}: cannot be read: {e.Message}");
        }
    }

    /// <summary>Deletes what the folder holds.</summary>
    /// <param name="staleOnly">Keeps what is current.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="InputException">The folder cannot be read, or a file cannot be deleted.</exception>
    public IReadOnlyList<CacheEntry> Clear(bool staleOnly)
    {
        var entries = Entries().Where(entry => !staleOnly || !entry.Current).ToArray();
        foreach (var entry in entries)
        {
            try
            {
                File.Delete(entry.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"{entry.Path}: cannot be deleted: {e.Message}");
            }
        }

        return entries;
    }

    private static CacheEntry Describe(string path, string kind)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var fingerprint = Text(document, "fingerprint");
            var created = DateTime.TryParse(
                Text(document, "createdUtc"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : (DateTime?)null;
            return Entry(path, kind, fingerprint,
                fingerprint is null ? "has no fingerprint" : MachineFingerprint.Difference(fingerprint, MachineFingerprint.Current), created);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Entry(path, kind, null, $"cannot be read: {e.Message.ReplaceLineEndings(" ")}", null);
        }
    }

    private static CacheEntry Entry(string path, string kind, string? fingerprint, string? difference, DateTime? created)
    {
        var file = new FileInfo(path);
        // Another process may have deleted it since.
        var bytes = file.Exists ? file.Length : 0;
        return new CacheEntry(path, kind, fingerprint, difference is null, difference, bytes, created ?? file.LastWriteTimeUtc);
    }

    private static string? Text(JsonDocument document, string key) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
