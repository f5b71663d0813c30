namespace ButterE.Cli.Tests.Study;

/// <summary>A study that is stopped before it has measured anything; apart from those that measure, because nothing of it is compared.</summary>
public sealed class StudyInterruptTests
{
    [Fact]
    public void An_interrupt_during_the_probe_says_that_nothing_is_kept_yet()
    {
        using var folder = new TemporaryFolder();
        var root = folder.PathOf("study");
        using var study = new BuiltProgram("study", "--quick", "--no-tune", "--out", root, "--json");
        study.WaitUntil(() => Directory.Exists(Path.Combine(root, "runs")));
        study.Interrupt();
        var call = study.End();
        call.AssertInterrupted("interrupted during the probe, of which nothing is kept yet");
        call.AssertInterrupted("run the same command again");
        Assert.DoesNotContain("what was measured is kept", call.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories));
    }
}
