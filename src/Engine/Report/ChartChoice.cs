namespace ButterE.Engine.Report;

/// <summary>Charts of one kind in one place of the page, one of them shown at a time.</summary>
/// <param name="Id">Identity of the place in the page.</param>
/// <param name="Title">Heading.</param>
/// <param name="Label">What is chosen, in words.</param>
/// <param name="Charts">The charts by name; at least one.</param>
internal sealed record ChartChoice(string Id, string Title, string Label, IReadOnlyList<(string Name, Chart Chart)> Charts)
{
    public Html Render()
    {
        var options = Html.Join(Charts.Select((entry, index) => Html.Of($"<option value=\"{index}\">{entry.Name}</option>")));
        var figures = Html.Join(Charts.Select((entry, index) => Html.Of($"""
            <script type="application/json" data-choice="{Id}" data-index="{index}" data-caption="{entry.Chart.Caption}">{entry.Chart.Figure()}</script>

            """)));
        return Html.Of($"""
            <figure>
            <h3>{Title}</h3>
            <p class="choice"><label>{Label} <select data-for="{Id}">{options}</select></label></p>
            <div class="chart" id="{Id}"></div>
            {figures}
            <figcaption>{Charts[0].Chart.Caption}</figcaption>
            </figure>

            """);
    }
}
