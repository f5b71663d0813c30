using System.Text;

namespace ButterE.Engine.Report;

/// <summary>One page that needs no network: style, plotly.js and the program that draws the charts stand in it once.</summary>
internal static class HtmlPage
{
    /// <summary>The page. Its security policy forbids the browser to load anything, so what it shows is in the file.</summary>
    public static Html Of(string title, IEnumerable<Html> sections) => Html.Of($$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
        <title>{{title}}</title>
        <style>
        {{Resource("report.css")}}</style>
        <script>{{PlotlyJs()}}</script>
        </head>
        <body>
        <main>
        {{Html.Join(sections)}}
        </main>
        <noscript><p>The charts need JavaScript; the tables do not.</p></noscript>
        <script>
        {{Resource("report.js")}}</script>
        </body>
        </html>

        """);

    /// <summary>A part of the page with charts, of which those that are absent are left out.</summary>
    public static Html Section(string title, string? remark, params IEnumerable<Chart?> charts) => Html.Of($"""
        <h2>{title}</h2>
        {(remark is null ? Html.Empty : Html.Of($"<p class=\"quiet\">{remark}</p>"))}
        {Html.Join(charts.Where(chart => chart is not null).Select(chart => chart!.Render()))}
        """);

    /// <summary>A warning on a line of its own below a heading.</summary>
    public static Html Warning(string text) => Html.Of($"<p><span class=\"badge\">{text}</span></p>");

    // Plotly.NET carries plotly.js; it stands in the page once, for all charts.
    private static Html PlotlyJs()
    {
        var assembly = typeof(Plotly.NET.GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(".min.js", StringComparison.Ordinal));
        return Read(assembly.GetManifestResourceStream(name)!);
    }

    private static Html Resource(string file)
    {
        var assembly = typeof(HtmlPage).Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(file, StringComparison.Ordinal));
        return Read(assembly.GetManifestResourceStream(name)!);
    }

    private static Html Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new Html(reader.ReadToEnd());
    }
}
