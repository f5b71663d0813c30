namespace ButterE.Cli.Tests.Study;

/// <summary>One quick study that was interrupted after some runs and then went on to its end.</summary>
public sealed class InterruptedStudy : IDisposable
{
    private const int RunsBeforeInterrupt = 3;
    private readonly TemporaryFolder folder = new();

    public InterruptedStudy()
    {
        using (var first = new BuiltProgram(Arguments))
        {
            first.WaitUntil(() => Directory.Exists(Runs) && Directory.GetFiles(Runs, "*.parquet").Length >= RunsBeforeInterrupt);
            first.Interrupt();
            Interrupted = first.End();
        }

        FilesAfterInterrupt = [.. Directory.GetFiles(Runs)];
        ContentAfterInterrupt = FilesAfterInterrupt.ToDictionary(file => file, File.ReadAllBytes);
        FinishedAfterInterrupt = File.Exists(Path.Combine(Root, "summary.json"));
        using var second = new BuiltProgram(Arguments);
        Finished = second.End();
    }

    /// <summary>Folder of the study.</summary>
    public string Root => folder.PathOf("study");

    public string Runs => Path.Combine(Root, "runs");

    internal string[] Arguments => ["study", "--quick", "--out", Root, "--json"];

    internal CommandLineCall Interrupted { get; }

    internal CommandLineCall Finished { get; }

    internal IReadOnlyList<string> FilesAfterInterrupt { get; }

    internal IReadOnlyDictionary<string, byte[]> ContentAfterInterrupt { get; }

    internal bool FinishedAfterInterrupt { get; }

    public void Dispose() => folder.Dispose();
}

/// <summary>The study measures: nothing else runs beside it.</summary>
[CollectionDefinition(nameof(UndisturbedStudy), DisableParallelization = true)]
public sealed class UndisturbedStudy : ICollectionFixture<InterruptedStudy>;
