using ButterE.Cli.Progress;

namespace ButterE.Cli.Tests.Progress;

public sealed class ProgressReporterTests
{
    [Fact]
    public void A_pipe_gets_a_line_per_stage_and_not_per_report()
    {
        using var output = new StringWriter();
        using (var progress = new ProgressReporter(output, isTerminal: false))
        {
            for (var i = 0; i < 1000; i++)
                progress.Report((i / 2000.0, "first"));
            progress.Report((0.5, "second"));
        }

        Assert.Equal(["0 % first", "50 % second"], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_terminal_gets_one_line_that_is_gone_at_the_end()
    {
        using var output = new StringWriter();
        using (var progress = new ProgressReporter(output, isTerminal: true))
            progress.Report((0.5, "half"));
        var text = output.ToString();
        Assert.Contains("[############............] 50 % half", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.EndsWith(" \r", text, StringComparison.Ordinal);
    }
}
