using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Probe.Tests.Files;

public sealed class CacheFolderTests : IDisposable
{
    private const string Other = "cpu=other; cores=1";
    private readonly string root = Directory.CreateTempSubdirectory("buttere-cache-").FullName;

    private CacheFolder Folder => new(root);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void An_absent_folder_holds_nothing() => Assert.Empty(new CacheFolder(Path.Combine(root, "none")).Entries());

    [Fact]
    public void An_entry_says_whose_it_is_and_whether_it_is_used()
    {
        Write("tuning-a.json", $$"""{"schema": "x", "fingerprint": "{{MachineFingerprint.Current}}", "createdUtc": "2026-01-02T03:04:05Z"}""");
        Write("tuning-b.json", $$"""{"fingerprint": "{{Other}}"}""");
        Write("tuning-c.json", "{");
        Write("tuning-d.json", "[]");
        var entries = Folder.Entries();
        Assert.Equal(["tuning", "tuning", "tuning", "tuning"], entries.Select(entry => entry.Kind));
        Assert.Equal([true, false, false, false], entries.Select(entry => entry.Current));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), entries[0].Created);
        Assert.Null(entries[0].Difference);
        Assert.Contains("instead of", entries[1].Difference, StringComparison.Ordinal);
        Assert.Contains("cannot be read", entries[2].Difference, StringComparison.Ordinal);
        Assert.Contains("no fingerprint", entries[3].Difference, StringComparison.Ordinal);
        Assert.All(entries, entry => Assert.Equal(new FileInfo(entry.Path).Length, entry.Bytes));
    }

    [Fact]
    public void Clearing_takes_what_is_kept_and_nothing_else()
    {
        Write("tuning-a.json", $$"""{"fingerprint": "{{Other}}"}""");
        Write(".tuning-a.json.0123.tmp", "{");
        Write("profile.json", "{}");
        Write("notes.txt", "mine");
        Assert.Equal(["tuning", "temporary"], Folder.Clear(staleOnly: false).Select(entry => entry.Kind));
        Assert.Equal(["notes.txt", "profile.json"], Directory.GetFiles(root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Clearing_what_is_stale_keeps_what_is_current()
    {
        Write("tuning-a.json", $$"""{"fingerprint": "{{MachineFingerprint.Current}}"}""");
        Write("tuning-b.json", $$"""{"fingerprint": "{{Other}}"}""");
        Assert.EndsWith("tuning-b.json", Assert.Single(Folder.Clear(staleOnly: true)).Path, StringComparison.Ordinal);
        Assert.EndsWith("tuning-a.json", Assert.Single(Folder.Entries()).Path, StringComparison.Ordinal);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(root, name), content);
}
