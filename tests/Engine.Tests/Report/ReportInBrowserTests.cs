using ButterE.Engine.Report;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Report;

/// <summary>The pages as a reader's browser shows them.</summary>
public sealed class ReportInBrowserTests(Chromium browser) : IClassFixture<Chromium>
{
    private const string Drawn = "[...document.querySelectorAll('.chart')].every(chart => chart.querySelector('.main-svg .trace, .main-svg .bars'))";

    [BrowserFact]
    public async Task Every_chart_is_drawn_without_a_complaint_and_nothing_is_wider_than_the_screen()
    {
        foreach (var width in (int[])[1440, 390])
        {
            await using var opened = await browser.Open(HtmlReport.Render(SampleReport.Full).Markup, width);
            await opened.Picture($"study-{width}");
            Assert.Empty(opened.Complaints);
            Assert.Equal(SampleReport.Charts, await opened.Ask<int>("document.querySelectorAll('.chart').length"));
            Assert.True(await opened.Ask<bool>(Drawn), "a chart is empty");
            Assert.True(await opened.Ask<int>("document.documentElement.scrollWidth") <= width, $"wider than {width} pixels");
        }
    }

    [BrowserFact]
    public async Task A_slider_changes_the_curve_to_what_the_model_predicts_and_reset_takes_it_back()
    {
        await using var opened = await browser.Open(HtmlReport.Render(SampleReport.Full).Markup, 1200);
        const string curve = "document.getElementById('whatif').data[1].y";
        var before = await opened.Ask<double[]>(curve);
        // The capacity of L3 eight times as large.
        await opened.Ask<object>("(() => { const s = document.querySelector('.sliders input[data-level=\"2\"][data-what=\"capacity\"]'); "
            + "s.value = 3; s.dispatchEvent(new Event('input')); return null; })()");
        var after = await opened.Ask<double[]>(curve);
        var view = SampleReport.Full.WhatIf!;
        var changed = HardwareOverride.Apply(view.Profile, ["L3.capacityBytes=x8"]);
        var expected = view.Demands.Select(demand => demand.Seconds(MemoryHierarchy.Of(changed), view.Costs) / view.RowsPerEpoch).ToArray();
        Assert.Equal(expected.Length, after.Length);
        Assert.All(expected.Zip(after), pair => Assert.Equal(1, pair.Second / pair.First, 1e-9));
        Assert.NotEqual(before[^1], after[^1]);
        await opened.Ask<object>("(() => { document.getElementById('whatif-reset').click(); return null; })()");
        Assert.Equal(before, await opened.Ask<double[]>(curve));
        Assert.Empty(opened.Complaints);
    }

    [BrowserFact]
    public async Task Values_come_as_a_file_and_as_a_table_and_the_keyboard_zooms()
    {
        await using var opened = await browser.Open(HtmlReport.Render(SampleReport.Full).Markup, 1200);
        // What the browser would save is caught where the page makes it.
        await opened.Ask<object>("(() => { const make = URL.createObjectURL; URL.createObjectURL = blob => { window.saved = blob.text(); return make(blob); }; "
            + "document.querySelector('#cost-time + .tools button').click(); return null; })()");
        var file = await opened.Page.EvaluateFunctionAsync<string>("async () => await window.saved");
        Assert.StartsWith("series,trainable parameters,s per training datum,note\r\n", file, StringComparison.Ordinal);
        Assert.Contains("\"rectangle, depth 2\",", file, StringComparison.Ordinal);
        await opened.Ask<object>("(() => { document.querySelector('#cost-time + .tools details').open = true; return null; })()");
        await opened.Page.WaitForSelectorAsync("#cost-time + .tools table td");
        Assert.Equal(file.Split("\r\n").Length - 2, await opened.Ask<int>("document.querySelectorAll('#cost-time + .tools tbody tr').length"));

        const string range = "document.getElementById('cost-time')._fullLayout.xaxis.range";
        var before = await opened.Ask<double[]>(range);
        await opened.Page.FocusAsync("#cost-time");
        await opened.Page.Keyboard.PressAsync("+");
        var zoomed = await opened.Ask<double[]>(range);
        Assert.True(zoomed[0] > before[0] && zoomed[1] < before[1]);
        await opened.Page.Keyboard.PressAsync("0");
        Assert.Equal(before[0], (await opened.Ask<double[]>(range))[0], 1e-9);
        Assert.Empty(opened.Complaints);
    }

    [BrowserFact]
    public async Task Another_choice_draws_another_figure_with_its_own_caption()
    {
        await using var opened = await browser.Open(HtmlReport.Render(SampleReport.Full).Markup, 1200);
        const string caption = "document.getElementById('spill-histogram').closest('figure').querySelector('figcaption').textContent";
        var first = await opened.Ask<string>(caption);
        await opened.Page.SelectAsync("select[data-for='spill-histogram']", "1");
        Assert.NotEqual(first, await opened.Ask<string>(caption));
        Assert.Empty(opened.Complaints);
    }

    [BrowserFact]
    public async Task Thirty_thousand_networks_are_some_hundred_dots_that_part_when_the_reader_zooms_in()
    {
        await using var opened = await browser.Open(TrendReport.Render(SampleReport.Campaign(30_000), new Dictionary<string, HardwareProfile>(), []).Markup, 1200);
        const string dots = "document.querySelectorAll('#networks .point').length", last = "document.getElementById('networks').data.at(-1)";
        var all = await opened.Ask<int>(dots);
        await opened.Picture("networks");
        Assert.InRange(all, 200, 3000);
        Assert.Equal(15_000, await opened.Ask<int>(last + ".all.x.length"));
        var single = await opened.Ask<int>(last + ".text.filter(text => !/networks$/.test(text)).length");
        // Around one of the networks.
        await opened.Ask<object>($"(() => {{ const {{ x, y }} = {last}.all, a = Math.log10(x[7]), b = Math.log10(y[7]); "
            + "Plotly.relayout('networks', { 'xaxis.range': [a - 0.1, a + 0.1], 'yaxis.range': [b - 0.02, b + 0.02] }); return null; })()");
        await opened.Page.WaitForFunctionAsync("before => document.getElementById('networks').data.at(-1).text.filter(text => !/networks$/.test(text)).length > before",
            new PuppeteerSharp.WaitForFunctionOptions { Timeout = 10_000 }, single);
        Assert.InRange(await opened.Ask<int>(dots), 1, 6000);
        await opened.Picture("networks-zoomed");
        await MeasureFrames(opened);
        Assert.Empty(opened.Complaints);
    }

    // A timing gates no test: the times between frames while a reader drags and turns the wheel are written down for people.
    private static async Task MeasureFrames(OpenedPage opened)
    {
        if (OpenedPage.PicturesFolder is null)
            return;
        await opened.Page.FocusAsync("#networks");
        await opened.Page.Keyboard.PressAsync("0");
        await Task.Delay(1000);
        await opened.Ask<object>("(() => { Plotly.relayout('networks', { dragmode: 'pan' }); window.gaps = []; let last = performance.now(); "
            + "const tick = () => { const now = performance.now(); window.gaps.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); "
            + "document.getElementById('networks').scrollIntoView({ block: 'center' }); return null; })()");
        await Task.Delay(500);
        var box = await opened.Ask<double[]>("(() => { const b = document.querySelector('#networks .nsewdrag').getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()");
        await opened.Ask<object>("(() => { window.gaps.length = 0; return null; })()");
        await opened.Page.Mouse.MoveAsync((decimal)box[0], (decimal)box[1]);
        await opened.Page.Mouse.DownAsync();
        for (var step = 1; step <= 60; step++)
            await opened.Page.Mouse.MoveAsync((decimal)(box[0] + 4 * step), (decimal)(box[1] + step));
        var panned = await opened.Ask<double[]>("window.gaps.splice(0)");
        await opened.Page.Mouse.UpAsync();
        await Task.Delay(700);
        var settled = await opened.Ask<double[]>("window.gaps.splice(0)");
        for (var step = 0; step < 5; step++)
        {
            await opened.Page.Keyboard.PressAsync("+");
            await Task.Delay(200);
        }

        var zoomed = await opened.Ask<double[]>("window.gaps.splice(0)");
        File.WriteAllLines(Path.Combine(OpenedPage.PicturesFolder, "frames.txt"),
        [
            Line("dragging", panned), Line("letting go", settled), Line("zooming by key", zoomed),
        ]);

        static string Line(string what, double[] gaps) =>
            FormattableString.Invariant($"{what}: {gaps.Length} frames, median {gaps.Order().ElementAt(gaps.Length / 2):0.0} ms, longest {gaps.Max():0.0} ms");
    }
}
