"use strict";
// The charts of the report. Colours come from the style sheet, so that a change of theme redraws
// them.

const charts = [];

// A box that shows a chart; `option` makes its description from the colours of the theme.
function chartBox(label, height, option, group) {
  const box = el("div", {class: "chart", role: "img", "aria-label": label,
                         style: {height: `${height}px`}});
  charts.push({box, option, group, instance: null});
  return box;
}

function themeColours() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const named = {};
  for (const name of ["text", "muted", "line", "grid", "surface", "accent", "gain", "loss", "hold",
                      "hold-symbol", "put-write", "random"]) {
    named[name] = colour(name);
  }
  named.font = getComputedStyle(document.body).fontFamily;
  named.regime = Object.fromEntries(REGIMES.map((r) => [r, colour(r.replaceAll("_", "-"))]));
  return named;
}

// Draws a chart and resolves when it stands.
function drawChart(chart, colours) {
  return new Promise((resolve) => {
    chart.instance?.dispose();
    chart.instance = echarts.init(chart.box, null, {renderer: "svg"});
    chart.instance.on("finished", resolve);
    if (chart.group) chart.instance.group = chart.group;
    chart.instance.setOption({...baseOption(colours), ...chart.option(colours)});
  });
}

async function drawCharts() {
  const colours = themeColours();
  const drawn = Promise.all(charts.map((chart) => drawChart(chart, colours)));
  echarts.connect("time");
  await drawn;
}

// Draws again what a reader's choice has changed.
function redraw(box) {
  const chart = charts.find((candidate) => candidate.box === box);
  return drawChart(chart, themeColours());
}

function followSizes() {
  const observer = new ResizeObserver((entries) => {
    for (const {target} of entries) {
      charts.find((chart) => chart.box === target)?.instance?.resize();
    }
  });
  for (const chart of charts) observer.observe(chart.box);
}

// ---- Parts -----------------------------------------------------------------------------------

function baseOption(colours) {
  return {
    animation: false,
    useUTC: true,
    textStyle: {fontFamily: colours.font, color: colours.muted},
    tooltip: tooltip(colours),
  };
}

function tooltip(colours, more = {}) {
  return {
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: {color: colours.text, fontSize: 12.5, fontFamily: colours.font},
    extraCssText: "box-shadow: 0 4px 16px rgba(0,0,0,.16); border-radius: 8px;",
    ...more,
  };
}

// A node for the tooltip: a title and pairs of label and value.
function tooltipNode(title, pairs) {
  const rows = pairs.map(([label, value]) =>
    el("tr", {}, el("th", {}, label), el("td", {}, value)));
  return el("div", {class: "tip"}, el("strong", {}, title), el("table", {}, rows));
}

function valueAxis(colours, format, more = {}) {
  return {
    type: "value",
    splitNumber: 4,
    axisLabel: {color: colours.muted, fontSize: 11.5, formatter: format},
    axisLine: {show: false},
    axisTick: {show: false},
    splitLine: {lineStyle: {color: colours.grid}},
    ...more,
  };
}

function timeAxis(colours, days, more = {}) {
  return {
    type: "time",
    min: utc(days[0].date),
    max: utc(days[days.length - 1].date) + DAY_MS,
    axisLabel: {color: colours.muted, fontSize: 11.5, hideOverlap: true,
                formatter: {year: "{yyyy}", month: "{MMM}", day: "{d} {MMM}"}},
    axisLine: {lineStyle: {color: colours.line}},
    axisTick: {show: false},
    splitLine: {show: false},
    axisPointer: {lineStyle: {color: colours.muted, type: "dashed"}, label: {show: false}},
    ...more,
  };
}

const DAY_MS = 86_400_000;

// Wheel and drag zoom into the time axis; the wheel asks for Ctrl, so that the page still scrolls.
function insideZoom(axes) {
  return {type: "inside", xAxisIndex: axes, filterMode: "weakFilter", zoomOnMouseWheel: "ctrl",
          moveOnMouseWheel: false, preventDefaultMouseMove: false};
}

function sliderZoom(colours, axes) {
  return {
    type: "slider", xAxisIndex: axes, filterMode: "weakFilter", height: 22, bottom: 6,
    showDataShadow: false, brushSelect: false, showDetail: false, borderColor: colours.line,
    backgroundColor: "transparent", fillerColor: withAlpha(colours.accent, 0.14),
    handleStyle: {color: colours.surface, borderColor: colours.accent},
    moveHandleStyle: {color: colours.accent, opacity: 0.5},
    emphasis: {handleStyle: {borderColor: colours.accent},
               moveHandleStyle: {color: colours.accent, opacity: 0.8}},
  };
}

// "#rrggbb" with an alpha.
function withAlpha(hex, alpha) {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

// ---- Equity and drawdown ---------------------------------------------------------------------

// Stretches of sessions in one regime, from the first one's date to the next stretch's.
function regimeSpans(days) {
  const spans = [];
  for (const day of days) {
    const last = spans[spans.length - 1];
    if (last) last.to = utc(day.date);
    if (!last || last.regime !== day.regime) {
      spans.push({regime: day.regime, from: utc(day.date), to: utc(day.date) + DAY_MS});
    }
  }
  if (spans.length > 0) spans[spans.length - 1].to += DAY_MS;
  return spans;
}

// Rectangles over the full height of a grid.
function bandSeries(colours, spans, axis, alpha) {
  return {
    type: "custom", xAxisIndex: axis, yAxisIndex: axis, silent: true, z: 0, clip: true,
    tooltip: {show: false},
    encode: {x: [0, 1]},
    data: spans.map((span) => [span.from, span.to, span.regime]),
    renderItem(params, api) {
      const area = params.coordSys;
      const left = Math.max(area.x, api.coord([api.value(0), 0])[0]);
      const right = Math.min(area.x + area.width, api.coord([api.value(1), 0])[0]);
      if (right <= left) return null;
      const regime = spans[params.dataIndex].regime;
      return {
        type: "rect",
        shape: {x: left, y: area.y, width: right - left, height: area.height},
        style: {fill: withAlpha(colours.regime[regime] ?? colours.muted, alpha)},
      };
    },
  };
}

function lineSeries(days, axis, value, colour, more = {}) {
  return {
    type: "line", xAxisIndex: axis, yAxisIndex: axis, showSymbol: days.length === 1,
    symbolSize: 6, data: days.map((day) => [utc(day.date), value(day)]),
    lineStyle: {width: 1.6, color: colour}, itemStyle: {color: colour}, ...more,
  };
}

function equityTooltip(days, run) {
  const against = benchmarkPairs(run);
  const byTime = new Map(days.map((day) => [utc(day.date), day]));
  return (params) => {
    const day = byTime.get(params[0]?.axisValue);
    if (!day) return "";
    return tooltipNode(longDate(day.date), [
      ["Equity", money(day.equity, 2)],
      ...against(day.date),
      ["Cash", money(day.cash, 2)],
      ["Unrealized", signedMoney(day.unrealized, 2)],
      ["Drawdown", percent(day.drawdown, 2)],
      ["Open positions", count(day.open_positions)],
      ["Regime", regimeWords(day.regime)],
    ]);
  };
}

// A line that never moves gets a little room on both sides; any other axis finds its own ends.
function roomForFlat(fraction) {
  const isFlat = (extent) => extent.min === extent.max;
  return {min: (extent) => (isFlat(extent) ? extent.min * (1 - fraction) : null),
          max: (extent) => (isFlat(extent) ? extent.max * (1 + fraction) : null)};
}

const EQUITY_HEIGHT = 530;

// Three strips on one time axis: equity and what it is measured against, the regime ribbon,
// drawdown.
function equityOption(run) {
  const days = run.equity;
  return (colours) => {
    const spans = regimeSpans(days);
    const left = 64;
    const right = 14;
    const hidden = {axisLabel: {show: false}, axisLine: {show: false}};
    const bare = {axisLabel: {show: false}, splitLine: {show: false}, min: 0, max: 1};
    const start = {silent: true, symbol: "none", label: {show: false},
                   lineStyle: {color: colours.muted, type: [5, 4]},
                   data: [{yAxis: run.summary.initial_equity}]};
    return {
      legend: benchmarkLegend(colours, run),
      grid: [{left, right, top: 42, height: 280}, {left, right, top: 330, height: 10},
             {left, right, top: 352, height: 108}],
      axisPointer: {link: [{xAxisIndex: "all"}]},
      tooltip: tooltip(colours, {trigger: "axis", formatter: equityTooltip(days, run)}),
      xAxis: [timeAxis(colours, days, {gridIndex: 0, ...hidden}),
              timeAxis(colours, days, {gridIndex: 1, ...hidden, axisPointer: {show: false}}),
              timeAxis(colours, days, {gridIndex: 2})],
      yAxis: [valueAxis(colours, compactMoney, {gridIndex: 0, scale: true, ...roomForFlat(0.01)}),
              valueAxis(colours, null, {gridIndex: 1, ...bare}),
              valueAxis(colours, (v) => percent(-v, Math.abs(v) < 0.1 ? 1 : 0),
                        {gridIndex: 2, inverse: true, min: 0, splitNumber: 3,
                         max: (extent) => (extent.max > 0 ? null : 0.06)})],
      dataZoom: [insideZoom([0, 1, 2]), sliderZoom(colours, [0, 1, 2])],
      series: [
        bandSeries(colours, spans, 0, 0.13), bandSeries(colours, spans, 1, 0.95),
        bandSeries(colours, spans, 2, 0.13),
        ...benchmarkSeries(colours, run),
        lineSeries(days, 0, (day) => day.equity, colours.accent,
                   {name: "This run", z: 3, markLine: start,
                    symbol: days.length === 1 ? "circle" : "none"}),
        lineSeries(days, 2, (day) => day.drawdown, colours.loss,
                   {areaStyle: {color: withAlpha(colours.loss, 0.16)}}),
      ],
    };
  };
}

// ---- Greeks ----------------------------------------------------------------------------------

function greekOption(days, key, format) {
  return (colours) => ({
    grid: {left: 56, right: 12, top: 12, bottom: 26},
    tooltip: tooltip(colours, {
      trigger: "axis",
      formatter: (params) => tooltipNode(isoDate(params[0].axisValue),
                                         [[sentence(key), format(params[0].value[1])]]),
    }),
    xAxis: timeAxis(colours, days),
    yAxis: valueAxis(colours, (v) => fixed(v, Math.abs(v) < 5 && v % 1 !== 0 ? 1 : 0)),
    dataZoom: [insideZoom([0])],
    series: [lineSeries(days, 0, (day) => day[key], colours.accent, {
      step: "end", lineStyle: {width: 1.2, color: colours.accent},
      areaStyle: {color: withAlpha(colours.accent, 0.12)},
    })],
  });
}

// ---- Distribution of trades ------------------------------------------------------------------

// A step of 1, 2 or 5 times a power of ten that gives about `bins` steps over the range.
function niceStep(range, bins) {
  const raw = range / bins;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((f) => f * power >= raw);
  return factor * power;
}

// Counts per step; 0 is always an edge, so that no bin holds both gains and losses. A result of
// exactly 0 counts with the losses, as it did not win.
function histogram(values, binsWanted) {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const step = niceStep(Math.max(high - low, 1e-9), binsWanted);
  const places = values.map((value) => Math.ceil(value / step) - 1);
  const first = places.reduce((least, place) => Math.min(least, place));
  const last = places.reduce((most, place) => Math.max(most, place));
  const bins = [];
  for (let i = first; i <= last; i++) {
    bins.push({from: i * step, to: (i + 1) * step, isGain: i >= 0, trades: 0});
  }
  for (const place of places) bins[place - first].trades++;
  return bins;
}

const roundTop = [3, 3, 0, 0];

// One bar from edge to edge; the clear column over its whole height makes a small one easy to meet.
function histogramBar(bins, colours) {
  return (params, api) => {
    const bin = bins[params.dataIndex];
    const area = params.coordSys;
    const [left, top] = api.coord([bin.from, bin.trades]);
    const right = api.coord([bin.to, 0])[0];
    const bottom = area.y + area.height;
    const shape = (y, r) => ({x: left + 1, y, width: Math.max(right - left - 2, 1),
                              height: bottom - y, r});
    return {
      type: "group",
      children: [
        {type: "rect", shape: shape(area.y, 0), style: {fill: "transparent"}},
        {type: "rect", shape: shape(top, roundTop),
         style: {fill: bin.isGain ? colours.gain : colours.loss}},
      ],
    };
  };
}

function histogramOption(values, format) {
  const bins = histogram(values, Math.min(32, Math.max(14, 3 * Math.sqrt(values.length))));
  const show = ({dataIndex}) => {
    const bin = bins[dataIndex];
    return tooltipNode(`${format(bin.from)} to ${format(bin.to)}`,
                       [["Trades", count(bin.trades)],
                        ["Share", share(bin.trades / values.length)]]);
  };
  return (colours) => ({
    grid: {left: 44, right: 22, top: 12, bottom: 28},
    tooltip: tooltip(colours, {trigger: "item", formatter: show}),
    xAxis: {
      type: "value", min: bins[0].from, max: bins[bins.length - 1].to,
      axisLabel: {color: colours.muted, fontSize: 11.5, hideOverlap: true, formatter: format,
                  showMinLabel: false, showMaxLabel: false},
      axisLine: {lineStyle: {color: colours.line}}, axisTick: {show: false},
      splitLine: {show: false},
    },
    yAxis: valueAxis(colours, count, {minInterval: 1}),
    series: [{
      type: "custom", encode: {x: [0, 1], y: 2}, renderItem: histogramBar(bins, colours),
      data: bins.map((bin) => [bin.from, bin.to, bin.trades]),
    }],
  });
}
