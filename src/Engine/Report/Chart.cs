using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ButterE.Engine.Report;

/// <summary>
/// One interactive chart: a figure in the JSON form of plotly.js (https://plotly.com/javascript/reference), which draws it in
/// the reader's browser.
/// </summary>
/// <param name="Id">Identity of the chart in the page.</param>
/// <param name="Title">Heading.</param>
/// <param name="Caption">What to see in it.</param>
internal sealed record Chart(string Id, string Title, string Caption)
{
    /// <summary>Paul Tol's bright scheme: told apart by readers with any colour vision, on light and dark grounds.</summary>
    public static IReadOnlyList<string> Palette { get; } = ["#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#999999"];

    /// <summary>Marker shapes, so that colour is not the only difference.</summary>
    public static IReadOnlyList<string> Symbols { get; } = ["circle", "square", "diamond", "triangle-up", "x", "cross", "triangle-down"];

    // The relaxed encoder keeps µ and × readable; < and & are escaped below, as the figure stands inside a script element.
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonArray traces = [];
    private readonly JsonArray shapes = [];
    private readonly JsonArray annotations = [];

    /// <summary>The horizontal axis.</summary>
    public required object XAxis { get; init; }

    /// <summary>The vertical axis.</summary>
    public required object YAxis { get; init; }

    /// <summary>Adds a trace.</summary>
    public void Trace(object trace) => traces.Add(JsonSerializer.SerializeToNode(trace, Json));

    /// <summary>Draws a line from the bottom to the top of a chart with a logarithmic horizontal axis.</summary>
    public void VerticalLine(double x, string color, string dash) => Shape("line", x, x, new { color, dash, width = 1.5 });

    /// <summary>Shades what lies between two positions of the horizontal axis.</summary>
    public void Band(double from, double to, string color) => Shape("rect", from, to, new { width = 0 }, color, 0.18);

    /// <summary>Writes along a vertical line, upwards, left of it.</summary>
    /// <param name="x">Position on a logarithmic horizontal axis.</param>
    /// <param name="text">What to write.</param>
    /// <param name="atBottom">Whether the text starts at the bottom of the chart instead of ending at its top.</param>
    public void LineLabel(double x, string text, bool atBottom = false) => annotations.Add(JsonSerializer.SerializeToNode(
        new
        {
            xref = "x",
            yref = "paper",
            // plotly.js takes shapes on a logarithmic axis by value but annotations by logarithm.
            x = Math.Log10(x),
            y = atBottom ? 0.02 : 0.98,
            xanchor = "right",
            yanchor = atBottom ? "bottom" : "top",
            textangle = -90,
            showarrow = false,
            text = Label(text),
            font = new { size = 11 },
        },
        Json));

    /// <summary>A text for plotly.js, which reads some HTML in labels.</summary>
    public static string Label(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The chart's place in the page and its figure.</summary>
    public Html Render() => Html.Of($"""
        <figure>
        <h3>{Title}</h3>
        <div class="chart" id="{Id}"></div>
        <script type="application/json" data-chart="{Id}">{Figure()}</script>
        <figcaption>{Caption}</figcaption>
        </figure>

        """);

    /// <summary>The figure, fit to stand inside a script element.</summary>
    internal Html Figure()
    {
        var layout = JsonSerializer.SerializeToNode(new { xaxis = XAxis, yaxis = YAxis, shapes, annotations }, Json);
        return Embed(new JsonObject { ["data"] = traces.DeepClone(), ["layout"] = layout });
    }

    /// <summary>A document that stands inside a script element.</summary>
    internal static Html Embed(JsonNode document) => new(document.ToJsonString(Json)
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal));

    /// <summary>Text of an object as JSON in the form that the page reads.</summary>
    internal static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value, Json)!;

    private void Shape(string type, double x0, double x1, object line, string? fillcolor = null, double? opacity = null) =>
        shapes.Add(JsonSerializer.SerializeToNode(
            new { type, xref = "x", yref = "paper", x0, x1, y0 = 0, y1 = 1, layer = "below", line, fillcolor, opacity },
            Json));
}
