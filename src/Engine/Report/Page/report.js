// Draws every figure of the page in the colours of the reader's light or dark theme, and gives each a keyboard, a table and a file of its values.
(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const narrow = window.matchMedia('(max-width: 640px)');
  const paper = window.matchMedia('print');
  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figures = new Map();

  // ---- what is drawn -------------------------------------------------------------------------------------------------------------------

  function axis(own) {
    return { gridcolor: color('--grid'), linecolor: color('--rule'), zerolinecolor: color('--grid'), showline: true, ticks: 'outside', tickcolor: color('--rule'), automargin: true, ...own, title: { standoff: 12, font: { size: 13 }, ...own.title } };
  }

  // Names stand beside the chart where there is room, on a narrow screen above it, or below where they are many.
  const manyNames = 6;
  const namesOf = figure => figure.data.filter(trace => trace.showlegend !== false).length;
  const isBelow = figure => narrow.matches && namesOf(figure) > manyNames;
  const legend = figure => isBelow(figure)
    ? { orientation: 'h', x: 0, xanchor: 'left', y: -0.4, yanchor: 'top', tracegroupgap: 0, font: { size: 11 } }
    : narrow.matches
    ? { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom', tracegroupgap: 0, font: { size: 11 } }
    : { x: 1.01, y: 1, tracegroupgap: 0, font: { size: 12 } };

  function layoutOf(figure) {
    const isNarrow = narrow.matches;
    // More names would leave a chart no room: the dots and the table have them all.
    const showlegend = namesOf(figure) > 1 && namesOf(figure) <= 20;
    return {
      ...figure.layout,
      // The chart is drawn anew before the browser lays out the paper, where two share a page (report.css).
      ...(paper.matches && { height: 330 }),
      xaxis: axis(figure.layout.xaxis),
      yaxis: axis(figure.layout.yaxis),
      showlegend,
      font: { family: 'system-ui, sans-serif', size: isNarrow ? 11 : 13, color: color('--text') },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      hoverlabel: { bgcolor: color('--card'), bordercolor: color('--rule'), font: { color: color('--text') } },
      legend: legend(figure),
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: color('--rule'), activecolor: color('--accent') },
      // The buttons of plotly.js stand in the top margin, above the legend.
      margin: isNarrow ? { l: 54, r: 8, t: showlegend && !isBelow(figure) ? 60 : 16, b: 50 } : { l: 70, r: 20, t: 32, b: 55 },
    };
  }

  function show(id, figure) {
    figures.set(id, figure);
    const place = document.getElementById(id);
    for (const trace of figure.data)
      if (trace.meta === 'cloud' && !trace.all)
        trace.all = { x: trace.x, y: trace.y, text: trace.text };
    thin(place, figure, figure.layout);
    // A line for every two names.
    place.style.height = isBelow(figure) && !paper.matches ? `${340 + 22 * Math.ceil(namesOf(figure) / 2)}px` : '';
    const config = { responsive: true, displaylogo: false, displayModeBar: narrow.matches ? false : 'hover', modeBarButtonsToRemove: ['select2d', 'lasso2d'] };
    return Plotly.react(place, figure.data, layoutOf(figure), config);
  }

  // ---- tens of thousands of dots ----------------------------------------------------------------------------------------------------------

  // One dot for each square of the view that holds any, so that a frame of panning or zooming moves hundreds of dots and not every run.
  const dotsAcross = 44, dotsDown = 20, margin = 0.1, logs = new WeakMap();

  function thin(place, figure, layout) {
    const clouds = figure.data.filter(trace => trace.all);
    if (clouds.length === 0) return;
    const [x0, x1] = layout.xaxis.range, [y0, y1] = layout.yaxis.range;
    for (const trace of clouds) {
      if (!logs.has(trace.all))
        logs.set(trace.all, { x: Float64Array.from(trace.all.x, Math.log10), y: Float64Array.from(trace.all.y, Math.log10) });
      const { x, y } = logs.get(trace.all), squares = new Map();
      // A tenth of the view to either side, so that panning does not run into the void at once.
      for (let i = 0; i < x.length; i++) {
        const column = Math.floor((x[i] - x0) / (x1 - x0) * dotsAcross), row = Math.floor((y[i] - y0) / (y1 - y0) * dotsDown);
        if (column < -margin * dotsAcross || column >= (1 + margin) * dotsAcross || row < -margin * dotsDown || row >= (1 + margin) * dotsDown) continue;
        const key = column * 1000 + row, square = squares.get(key);
        if (square) { square.n++; square.x += x[i]; square.y += y[i]; } else squares.set(key, { n: 1, i, x: x[i], y: y[i] });
      }
      const dots = [...squares.values()];
      trace.x = dots.map(dot => dot.n === 1 ? trace.all.x[dot.i] : Math.pow(10, dot.x / dot.n));
      trace.y = dots.map(dot => dot.n === 1 ? trace.all.y[dot.i] : Math.pow(10, dot.y / dot.n));
      trace.text = dots.map(dot => dot.n === 1 ? `${trace.all.text[dot.i]}<br>${trace.all.x[dot.i].toLocaleString('en')} parameters<br>${trace.all.y[dot.i]}` : `${dot.n} networks`);
      trace.marker = { ...trace.marker, size: dots.map(dot => Math.min(9, 4 + Math.log2(dot.n))) };
    }
  }

  // The dots of a view, as plotly.js takes changes of data.
  function dotsOf(figure) {
    const indices = figure.data.map((trace, index) => trace.all ? index : -1).filter(index => index >= 0), traces = indices.map(index => figure.data[index]);
    return [{ x: traces.map(t => t.x), y: traces.map(t => t.y), text: traces.map(t => t.text), 'marker.size': traces.map(t => t.marker.size) }, indices];
  }

  // View and dots change in one pass; otherwise the chart would be drawn twice.
  function move(place, view) {
    const figure = figures.get(place.id);
    if (!figure.data.some(trace => trace.all)) return Plotly.relayout(place, view);
    const shown = place._fullLayout;
    thin(place, figure, { xaxis: { range: view['xaxis.range'] ?? shown.xaxis.range }, yaxis: { range: view['yaxis.range'] ?? shown.yaxis.range } });
    const [data, indices] = dotsOf(figure);
    return Plotly.update(place, data, view, indices);
  }

  function followView(place, id) {
    let isBusy = false, isStale = false;
    const follow = () => {
      // A view that changes while dots are being drawn is followed once they are.
      if (isBusy) { isStale = true; return; }
      isBusy = true;
      requestAnimationFrame(async () => {
        const figure = figures.get(id), view = place._fullLayout;
        thin(place, figure, { xaxis: { range: view.xaxis.range }, yaxis: { range: view.yaxis.range } });
        await Plotly.restyle(place, ...dotsOf(figure));
        isBusy = false;
        if (isStale) { isStale = false; follow(); }
      });
    };
    place.on('plotly_relayout', change => {
      if (figures.get(id).data.some(trace => trace.all) && Object.keys(change).some(key => /axis/.test(key))) follow();
    });
  }

  // ---- values as a file and as a table ------------------------------------------------------------------------------------------------------

  const plain = text => String(text ?? '').replace(/<br>/g, '; ').replace(/<[^>]*>/g, '');

  function rowsOf(figure) {
    const title = axis => plain(axis.title?.text ?? axis.title ?? '');
    const head = ['series', title(figure.layout.xaxis) || 'x', title(figure.layout.yaxis) || 'y', 'note'], rows = [];
    for (const trace of figure.data) {
      if (trace.hoverinfo === 'skip') continue;
      const { x, y, text } = trace.all ?? trace;
      for (let i = 0; i < (x?.length ?? 0); i++)
        rows.push([plain(trace.name), x[i], y[i] ?? '', plain(Array.isArray(text) ? text[i] : '')]);
    }
    return { head, rows };
  }

  function download(id) {
    const { head, rows } = rowsOf(figures.get(id));
    const cell = value => /[",;\n]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value);
    const text = [head, ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n';
    const link = document.createElement('a');
    const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    link.setAttribute('href', address);
    link.download = `${id}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  const mostRows = 500;

  function fillTable(details, id) {
    const { head, rows } = rowsOf(figures.get(id)), table = document.createElement('table');
    const line = (cells, tag) => {
      const row = document.createElement('tr');
      for (const value of cells) {
        const cell = document.createElement(tag);
        cell.textContent = typeof value === 'number' ? Number(value.toPrecision(6)).toLocaleString('en', { maximumSignificantDigits: 6 }) : value;
        if (typeof value === 'number') cell.className = 'number';
        row.append(cell);
      }
      return row;
    };
    table.createTHead().append(line(head, 'th'));
    const body = table.createTBody();
    for (const row of rows.slice(0, mostRows)) body.append(line(row, 'td'));
    const scroll = document.createElement('div');
    scroll.className = 'scroll';
    scroll.tabIndex = 0;
    scroll.append(table);
    const note = document.createElement('p');
    note.className = 'quiet';
    note.textContent = rows.length > mostRows ? `The first ${mostRows} of ${rows.length.toLocaleString('en')} values; the file has all.` : '';
    details.replaceChildren(details.firstElementChild, note, scroll);
  }

  function addTools(place, id, title) {
    const tools = document.createElement('div');
    tools.className = 'tools';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Download CSV';
    button.setAttribute('aria-label', `Download the values of ${title} as CSV`);
    button.addEventListener('click', () => download(id));
    const details = document.createElement('details'), summary = document.createElement('summary');
    summary.textContent = 'Values as a table';
    details.append(summary);
    details.addEventListener('toggle', () => { if (details.open) fillTable(details, id); });
    tools.append(button, details);
    place.after(tools);
  }

  // ---- keyboard -----------------------------------------------------------------------------------------------------------------------------

  function addKeys(place, title) {
    place.tabIndex = 0;
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', `Chart: ${title}. Arrow keys move the view, plus and minus zoom, 0 shows all. The values follow as a table.`);
    place.addEventListener('keydown', event => {
      if (event.target !== place || event.ctrlKey || event.metaKey || event.altKey) return;
      const { xaxis, yaxis } = place._fullLayout, [x0, x1] = xaxis.range, [y0, y1] = yaxis.range, dx = (x1 - x0) / 10, dy = (y1 - y0) / 10;
      const views = {
        ArrowLeft: [[x0 - dx, x1 - dx], [y0, y1]], ArrowRight: [[x0 + dx, x1 + dx], [y0, y1]],
        ArrowUp: [[x0, x1], [y0 + dy, y1 + dy]], ArrowDown: [[x0, x1], [y0 - dy, y1 - dy]],
        '+': [[x0 + dx, x1 - dx], [y0 + dy, y1 - dy]], '-': [[x0 - dx, x1 + dx], [y0 - dy, y1 + dy]],
      };
      const layout = figures.get(place.id).layout;
      const home = { 'xaxis.range': layout.xaxis.range, 'xaxis.autorange': !layout.xaxis.range, 'yaxis.range': layout.yaxis.range, 'yaxis.autorange': !layout.yaxis.range };
      const view = event.key === '0' ? home : views[event.key] && { 'xaxis.range': views[event.key][0], 'yaxis.range': views[event.key][1] };
      if (!view) return;
      event.preventDefault();
      move(place, view);
    });
  }

  // ---- other caches -------------------------------------------------------------------------------------------------------------------------

  // Shares of a working set that each level serves: what fits into it and not into those before; the last holds the rest.
  function shares(set, levels) {
    const total = set.replicated + set.distributed, out = [];
    let capacity = 0, before = 0;
    levels.forEach((level, index) => {
      capacity += level.capacity ?? Infinity;
      const wanted = set.replicated + set.distributed / level.instances;
      const held = index === levels.length - 1 || wanted <= capacity ? 1 : Math.max(before, capacity / wanted);
      out.push(total === 0 ? 0 : held - before);
      before = held;
    });
    return out;
  }

  function perDatum(model, levels) {
    return model.networks.map(network => {
      let seconds = network.fixed;
      for (const set of network.sets) {
        const served = shares(set, levels);
        set.weights.forEach((weight, kind) => served.forEach((share, level) => { seconds += weight * share * levels[level].costs[kind]; }));
      }
      return seconds / model.rows;
    });
  }

  const bytes = value => {
    const power = Math.min(4, Math.max(0, Math.floor(Math.log2(value) / 10)));
    return `${Number((value / Math.pow(1024, power)).toPrecision(3))} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
  };

  function startWhatIf() {
    const source = document.getElementById('whatif-model');
    if (!source) return;
    const model = JSON.parse(source.textContent), sliders = [...document.querySelectorAll('.sliders input')], result = document.getElementById('whatif-result');
    const before = perDatum(model, model.levels);
    const update = () => {
      const levels = model.levels.map(level => ({ ...level, costs: [...level.costs] }));
      for (const slider of sliders) {
        const level = levels[slider.dataset.level], factor = Math.pow(2, slider.value);
        if (slider.dataset.what === 'capacity') level.capacity *= factor;
        else level.costs = level.costs.map(cost => cost * factor);
        const text = slider.dataset.what === 'capacity' ? bytes(level.capacity) : `× ${Number(factor.toPrecision(3))}`;
        slider.nextElementSibling.textContent = text;
        slider.setAttribute('aria-valuetext', text);
      }
      const after = perDatum(model, levels), ratios = after.map((value, index) => value / before[index]), figure = figures.get('whatif');
      figure.data[1].y = after;
      const least = Math.min(...ratios), most = Math.max(...ratios), x = figure.data[0].x;
      result.textContent = Math.abs(least - 1) < 5e-4 && Math.abs(most - 1) < 5e-4
        ? (sliders.every(slider => Number(slider.value) === 0) ? 'Move a slider: the dashed curve is the changed machine.' : 'No size costs anything else.')
        : `Cost of a datum, changed over this machine: ${least.toFixed(3)} at ${Math.round(x[ratios.indexOf(least)]).toLocaleString('en')} parameters to `
          + `${most.toFixed(3)} at ${Math.round(x[ratios.indexOf(most)]).toLocaleString('en')}.`;
      Plotly.restyle('whatif', { y: [after] }, [1]);
    };
    sliders.forEach(slider => slider.addEventListener('input', update));
    document.getElementById('whatif-reset').addEventListener('click', () => { sliders.forEach(slider => { slider.value = 0; }); update(); });
    update();
  }

  // ---- start --------------------------------------------------------------------------------------------------------------------------------

  function choose(select) {
    const id = select.dataset.for, source = document.querySelector(`script[data-choice="${id}"][data-index="${select.value}"]`);
    document.getElementById(id).closest('figure').querySelector('figcaption').textContent = source.dataset.caption;
    return show(id, JSON.parse(source.textContent));
  }

  function start() {
    for (const source of document.querySelectorAll('script[data-chart]'))
      show(source.dataset.chart, JSON.parse(source.textContent));
    for (const select of document.querySelectorAll('select[data-for]')) {
      choose(select);
      select.addEventListener('change', () => choose(select));
    }
    for (const place of document.querySelectorAll('.chart')) {
      const title = place.closest('figure').querySelector('h3').textContent;
      addTools(place, place.id, title);
      addKeys(place, title);
      followView(place, place.id);
    }
    startWhatIf();
  }

  const redraw = () => figures.forEach((figure, id) => show(id, figure));
  start();
  for (const query of [dark, narrow, paper]) query.addEventListener('change', redraw);
})();
