"use strict";
// A figure of the trials over the swept keys: a map of cells over two keys that have values, dots
// where a key was drawn from a range, a line over a single key.

const LOWER_IS_BETTER = new Set(["volatility", "max_drawdown", "max_drawdown_days", "fees",
                                 "slippage", "refusals"]);

const better = (name, a, b) => (LOWER_IS_BETTER.has(name) ? a < b : a > b);

// One number for all trials of a cell, by the reader's choice.
function summarise(name, values, how) {
  const known = values.filter((value) => !isAbsent(value));
  if (known.length === 0) return null;
  if (how === "mean") return known.reduce((sum, value) => sum + value, 0) / known.length;
  return known.reduce((best, value) => (better(name, value, best) ? value : best));
}

// "#rrggbb" between two colours.
function mixed(from, to, share) {
  const channel = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `#${[0, 1, 2].map((i) =>
    Math.round(channel(from, i) + (channel(to, i) - channel(from, i)) * share)
      .toString(16).padStart(2, "0")).join("")}`;
}

// Gains and losses part at 0; a figure of one sign runs from pale to the accent.
function colourScale(values, colours) {
  const known = values.filter((value) => !isAbsent(value));
  const low = Math.min(...known, 0);
  const high = Math.max(...known, 0);
  if (low < 0) {
    const most = Math.max(-low, high);
    return {min: -most, max: most, colors: [mixed(colours.surface, colours.loss, 0.75),
                                            mixed(colours.surface, colours.line, 0.6),
                                            mixed(colours.surface, colours.gain, 0.75)]};
  }
  const least = known.length > 0 ? Math.min(...known) : 0;
  return {min: least, max: high > least ? high : least + 1,
          colors: [mixed(colours.surface, colours.accent, 0.08),
                   mixed(colours.surface, colours.accent, 0.6)]};
}

function visualMap(scale, colours, format, dimension) {
  return {
    min: scale.min, max: scale.max, dimension, inRange: {color: scale.colors},
    orient: "horizontal", left: "center", bottom: 0, itemWidth: 12, itemHeight: 120,
    calculable: false, text: [format(scale.max), format(scale.min)],
    textStyle: {color: colours.muted, fontSize: 11.5},
  };
}

const nameAxis = (colours, name, more = {}) => ({
  name: name.split(".").pop(), nameLocation: "middle",
  nameTextStyle: {color: colours.text, fontSize: 12.5, fontWeight: 600},
  axisLine: {lineStyle: {color: colours.line}}, axisTick: {show: false},
  axisLabel: {color: colours.muted, fontSize: 11.5, hideOverlap: true}, ...more,
});

const wordsOf = (values) => values.map(String);

// The trials of one cell share the values of both keys.
function cellsOf({x, y, figure, how}, trials) {
  return x.values.flatMap((xValue, column) => y.values.map((yValue, row) => {
    const members = trials.filter((t) => t[x.name] === xValue && t[y.name] === yValue);
    return {column, row, xValue, yValue, members,
            value: summarise(figure.name, members.map((t) => t[figure.name]), how)};
  }));
}

function cellTip(choice, cell) {
  const {x, y, figure} = choice;
  return tooltipNode(figure.label, [
    [x.name, String(cell.xValue)], [y.name, String(cell.yValue)],
    ["Trials", count(cell.members.length)],
    [cell.members.length > 1 ? sentence(choice.how) : "Value", figure.format(cell.value)],
  ]);
}

function mapOption(choice, trials) {
  const {x, y, figure} = choice;
  const cells = cellsOf(choice, trials);
  return (colours) => ({
    grid: {left: 84, right: 16, top: 10, bottom: 92},
    tooltip: tooltip(colours, {formatter: ({dataIndex}) => cellTip(choice, cells[dataIndex])}),
    xAxis: {type: "category", data: wordsOf(x.values),
            ...nameAxis(colours, x.name, {nameGap: 28})},
    yAxis: {type: "category", data: wordsOf(y.values),
            ...nameAxis(colours, y.name, {nameGap: 58})},
    visualMap: visualMap(colourScale(cells.map((cell) => cell.value), colours), colours,
                         figure.format, 2),
    series: [{
      type: "heatmap", data: cells.map((cell) => [cell.column, cell.row, cell.value ?? "-"]),
      label: {show: true, color: colours.text, fontSize: 11.5,
              formatter: ({dataIndex}) => figure.format(cells[dataIndex].value)},
      labelLayout: {hideOverlap: true},
      itemStyle: {borderColor: colours.surface, borderWidth: 2, borderRadius: 3},
      emphasis: {itemStyle: {borderColor: colours.accent}},
    }],
  });
}

function axisOf(colours, key, gap) {
  if (key.values.length > 0) {
    return {type: "category", data: wordsOf(key.values), ...nameAxis(colours, key.name, {nameGap: gap})};
  }
  return {type: key.inLogarithm ? "log" : "value", scale: true,
          splitLine: {lineStyle: {color: colours.grid}},
          ...nameAxis(colours, key.name, {nameGap: gap})};
}

const placeOn = (key, value) => (key.values.length > 0 ? String(value) : value);

function trialTip(trial, keys, figure) {
  return tooltipNode(`Trial ${trial.trial}`, [
    ...keys.map((key) => [key.name, String(trial[key.name])]),
    [figure.label, figure.format(trial[figure.name])]]);
}

function dotsOption({x, y, figure}, trials, keys) {
  const shown = trials.filter((trial) => !isAbsent(trial[figure.name]));
  return (colours) => ({
    grid: {left: 84, right: 24, top: 14, bottom: 92},
    tooltip: tooltip(colours, {formatter: ({dataIndex}) => trialTip(shown[dataIndex], keys, figure)}),
    xAxis: axisOf(colours, x, 28), yAxis: axisOf(colours, y, 58),
    visualMap: visualMap(colourScale(shown.map((t) => t[figure.name]), colours), colours,
                         figure.format, 2),
    series: [{
      type: "scatter", symbolSize: 13, itemStyle: {borderColor: colours.muted, borderWidth: 0.6},
      data: shown.map((t) => [placeOn(x, t[x.name]), placeOn(y, t[y.name]), t[figure.name]]),
    }],
  });
}

// One key alone: a dot a trial.
function singleOption({x, figure}, trials, keys) {
  const shown = trials.filter((trial) => !isAbsent(trial[figure.name]));
  return (colours) => ({
    grid: {left: 64, right: 24, top: 14, bottom: 48},
    tooltip: tooltip(colours, {formatter: ({dataIndex}) => trialTip(shown[dataIndex], keys, figure)}),
    xAxis: axisOf(colours, x, 28), yAxis: valueAxis(colours, figure.format, {scale: true}),
    series: [{type: "scatter", symbolSize: 12,
              itemStyle: {color: (point) => (point.value[1] < 0 ? colours.loss : colours.accent)},
              data: shown.map((t) => [placeOn(x, t[x.name]), t[figure.name]])}],
  });
}

// Whether two keys make cells: both have values, none was drawn from a range.
const isGrid = (x, y) => y !== null && x.values.length > 0 && y.values.length > 0;

function figureOption(choice, trials, keys) {
  if (!choice.y) return singleOption(choice, trials, keys);
  return isGrid(choice.x, choice.y) ? mapOption(choice, trials) : dotsOption(choice, trials, keys);
}
