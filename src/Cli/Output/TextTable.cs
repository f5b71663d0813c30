using Spectre.Console;

namespace ButterE.Cli.Output;

/// <summary>A table on standard output that is as wide as its content, so that a pipe sees the same lines as a terminal.</summary>
internal sealed class TextTable
{
    private const int NeverWrap = 400;
    private readonly Table table = new Table().Border(TableBorder.Simple);

    /// <param name="columns">Headings; a leading <c>&gt;</c> aligns the column to the right.</param>
    public TextTable(params string[] columns)
    {
        foreach (var column in columns)
        {
            var isRight = column.StartsWith('>');
            var heading = new TableColumn(Markup.Escape(isRight ? column[1..] : column)).NoWrap();
            table.AddColumn(isRight ? heading.RightAligned() : heading.LeftAligned());
        }
    }

    public void Add(params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    public void Write()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = NeverWrap;
        console.Write(table);
    }
}
