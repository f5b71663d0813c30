using System.Text;

namespace ButterE.Engine.Report;

/// <summary>What every page has around its sections. Its policy forbids the browser to load anything: all is in the file.</summary>
internal static class HtmlPage
{
    /// <summary>A whole document.</summary>
    /// <param name="title">Title of the document.</param>
    /// <param name="sections">What it shows.</param>
    public static Html Of(string title, Html sections) => Html.Of($$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
        <title>{{title}}</title>
        <style>
        {{Resource("report.css")}}</style>
        <script>{{PlotlyJs()}}</script>
        </head>
        <body>
        <main>
        {{sections}}
        </main>
        <noscript><p>The charts need JavaScript; the tables do not.</p></noscript>
        <script>
        {{Resource("report.js")}}</script>
        </body>
        </html>

        """);

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
