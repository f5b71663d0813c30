using Spectre.Console;

namespace ButterE.Cli;

/// <summary>Tables on standard output: as wide as the terminal, and never folded to 80 columns in a file or a pipe.</summary>
internal static class TableOutput
{
    private const int WidthOfFiles = 200;

    public static Table Create(IReadOnlyList<string> texts, params IReadOnlyList<string> numbers)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in texts)
            table.AddColumn(new TableColumn(heading).NoWrap());
        foreach (var heading in numbers)
            table.AddColumn(new TableColumn(heading).RightAligned());
        return table;
    }

    public static void Write(Table table)
    {
        // Not the library's own console: it keeps the first standard output that it meets.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        console.Write(table);
    }
}
