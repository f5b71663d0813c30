using System.Diagnostics;

namespace ButterE.Cli.Progress;

/// <summary>
/// Progress of long work on standard error: one line that is rewritten with a bar and the time left where standard error is a terminal, a
/// line now and then where it is a file or a pipe.
/// </summary>
internal sealed class ProgressReporter : IProgress<(double Fraction, string What)>, IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(10);

    private readonly TextWriter output;
    private readonly bool isTerminal;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private long lastShown;
    private string? lastWhat;
    private int lastLength;

    public ProgressReporter()
        : this(Console.Error, !Console.IsErrorRedirected)
    {
    }

    internal ProgressReporter(TextWriter output, bool isTerminal)
    {
        this.output = output;
        this.isTerminal = isTerminal;
    }

    /// <summary>Takes the fraction done, 0 to 1, and what is being done; may be called often and from any thread.</summary>
    public void Report((double Fraction, string What) value)
    {
        lock (gate)
        {
            var isNews = value.What != lastWhat;
            var interval = isTerminal ? TerminalInterval : FileInterval;
            if (!isNews && Stopwatch.GetElapsedTime(lastShown) < interval)
                return;
            lastShown = Stopwatch.GetTimestamp();
            lastWhat = value.What;
            Show(value.Fraction, value.What);
        }
    }

    /// <summary>Writes a line of its own, which stays.</summary>
    public void Say(string line)
    {
        lock (gate)
        {
            Clear();
            output.WriteLine(line);
        }
    }

    /// <summary>Leaves the terminal's line clean.</summary>
    public void Dispose()
    {
        lock (gate)
            Clear();
    }

    private void Clear()
    {
        if (isTerminal && lastLength > 0)
            output.Write($"\r{new string(' ', lastLength)}\r");
        lastLength = 0;
    }

    private void Show(double fraction, string what)
    {
        var elapsed = Stopwatch.GetElapsedTime(start);
        var left = TimeLeft(fraction, elapsed) is { } time ? $", {Clock(time)} left" : "";
        if (!isTerminal)
        {
            output.WriteLine($"{fraction:0 %} {what}{left}");
            return;
        }

        var done = (int)(fraction * BarWidth);
        var line = $"[{new string('#', done)}{new string('.', BarWidth - done)}] {fraction,4:0 %} {what}{left}";
        output.Write("\r" + line.PadRight(lastLength));
        lastLength = line.Length;
    }

    /// <summary>Proportional to what is done; null in the first moments, when it would be a guess.</summary>
    private static TimeSpan? TimeLeft(double fraction, TimeSpan elapsed) =>
        fraction is < 0.02 or >= 1 || elapsed < TimeSpan.FromSeconds(1) ? null : elapsed * ((1 - fraction) / fraction);

    private static string Clock(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours}:{time:mm\\:ss} h",
        { TotalMinutes: >= 1 } => $"{time:m\\:ss} min",
        _ => $"{time.TotalSeconds:0} s",
    };
}
