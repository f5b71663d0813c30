using ButterE.Probe.Files;

namespace ButterE.Probe.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-whole").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_existing_file_is_replaced_and_no_temporary_stays()
    {
        var path = Path.Combine(folder, "file.json");
        WholeFile.WriteText(path, "first");
        WholeFile.WriteText(path, "second");
        Assert.Equal("second\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_no_temporary()
    {
        var path = Path.Combine(folder, "file.json");
        WholeFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, file =>
        {
            file.WriteByte(1);
            throw new InvalidOperationException("the writer failed");
        }));
        Assert.Equal("old\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused_with_the_path()
    {
        var path = Path.Combine(folder, "nowhere", "file.json");
        Assert.Contains(path, Assert.Throws<InputException>(() => WholeFile.WriteText(path, "x")).Message, StringComparison.Ordinal);
    }
}
