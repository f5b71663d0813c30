// Draws every figure of the page in the colours of the reader's light or dark theme.
(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function axis(own) {
    return { gridcolor: color('--grid'), linecolor: color('--rule'), zerolinecolor: color('--grid'), showline: true, ticks: 'outside', tickcolor: color('--rule'), automargin: true, ...own, title: { standoff: 12, font: { size: 13 }, ...own.title } };
  }

  function draw() {
    for (const source of document.querySelectorAll('script[data-chart]')) {
      const figure = JSON.parse(source.textContent);
      const layout = {
        ...figure.layout,
        xaxis: axis(figure.layout.xaxis),
        yaxis: axis(figure.layout.yaxis),
        font: { family: 'system-ui, sans-serif', size: 13, color: color('--text') },
        paper_bgcolor: 'rgba(0,0,0,0)',
        plot_bgcolor: 'rgba(0,0,0,0)',
        hoverlabel: { bgcolor: color('--card'), font: { color: color('--text') } },
        legend: { x: 1.01, y: 1, tracegroupgap: 0, font: { size: 12 } },
        modebar: { bgcolor: 'rgba(0,0,0,0)', color: color('--rule'), activecolor: color('--accent') },
        // The buttons of plotly.js stand in the top margin, above the legend.
        margin: { l: 70, r: 20, t: 32, b: 55 },
      };
      Plotly.react(source.dataset.chart, figure.data, layout, { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['select2d', 'lasso2d'] });
    }
  }

  draw();
  dark.addEventListener('change', draw);
})();
