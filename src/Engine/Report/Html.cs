using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace ButterE.Engine.Report;

/// <summary>A piece of markup. It is made from an interpolated string whose holes are escaped, so no text can become markup.</summary>
/// <param name="Markup">The markup.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Markup from an interpolated string; text in its holes is escaped, markup is kept.</summary>
    public static Html Of(HtmlInterpolation interpolation) => new(interpolation.ToString());

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Markup)));

    /// <summary>A table; numbers stand to the right when their column says so.</summary>
    /// <param name="columns">Headings; a heading that begins with a hash is one of a column of numbers.</param>
    /// <param name="rows">Cells of each row.</param>
    public static Html Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Html Cell(string text, int column, string tag) => columns[column].StartsWith('#')
            ? Of($"<{new Html(tag)} class=\"number\">{text}</{new Html(tag)}>")
            : Of($"<{new Html(tag)}>{text}</{new Html(tag)}>");
        var head = Join(columns.Select((column, index) => Cell(column.TrimStart('#'), index, "th")));
        var body = Join(rows.Select(row => Of($"<tr>{Join(row.Select((cell, index) => Cell(cell, index, "td")))}</tr>\n")));
        return Of($"<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => Markup;
}

/// <summary>Builds <see cref="Html"/> from an interpolated string.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation
{
    private readonly StringBuilder markup;

    public HtmlInterpolation(int literalLength, int formattedCount) => markup = new StringBuilder(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => markup.Append(literal);

    public void AppendFormatted(Html html) => markup.Append(html.Markup);

    public void AppendFormatted(string? text) => markup.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(int number) => markup.Append(number);

    public override string ToString() => markup.ToString();
}
