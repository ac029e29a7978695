"use strict";
// What the run is measured against: lines in the equity chart, a table of figures, and whether the
// days of entry mattered.

const BENCHMARK_NUMBERS = ["buy_hold_market", "buy_hold_symbol", "put_write", "random_low",
                           "random_median", "random_high"];

// Columns of benchmarks.csv that are lines of the chart: the colour's name, and dashes so that
// colour is not all that tells them apart.
const BENCHMARK_LINES = [
  {key: "buy_hold_market", colour: "hold", dash: "solid"},
  {key: "buy_hold_symbol", colour: "hold-symbol", dash: [7, 3]},
  {key: "put_write", colour: "put-write", dash: [2, 2]},
  {key: "random_median", colour: "random", dash: [4, 4]},
];

const RANDOM_BAND = "Random entry, 9 of 10 draws";

function benchmarkName(key, summary) {
  const symbol = summary.benchmarks?.[key]?.symbol ?? "";
  const names = {
    buy_hold_market: `Buy and hold ${symbol}`, buy_hold_symbol: `Buy and hold ${symbol}`,
    put_write: `Put-write ${symbol}`, random_median: "Random entry, median",
    random_entry: "Random entry, median of each figure",
  };
  return names[key] ?? spaced(key);
}

const hasLine = (days, key) => days.some((day) => !isAbsent(day[key]));

// Lines that this run has, with their names.
function benchmarkLines({benchmarks, summary}) {
  return BENCHMARK_LINES.filter(({key}) => hasLine(benchmarks, key))
    .map((line) => ({...line, name: benchmarkName(line.key, summary)}));
}

// The band lies between two stacked lines that are not drawn themselves.
function bandOfDraws(colours, days) {
  const edge = (name, value, area) => ({
    name, type: "line", stack: "random", stackStrategy: "all", symbol: "none", silent: true,
    tooltip: {show: false}, lineStyle: {opacity: 0}, itemStyle: {color: colours.random}, z: 1,
    data: days.map((day) => [utc(day.date), value(day)]),
    areaStyle: area ? {color: withAlpha(colours.random, 0.2)} : undefined,
  });
  return [edge(RANDOM_BAND, (day) => day.random_low, false),
          edge(RANDOM_BAND, (day) => day.random_high - day.random_low, true)];
}

function benchmarkSeries(colours, run) {
  const series = benchmarkLines(run).map(({key, name, colour, dash}) =>
    lineSeries(run.benchmarks, 0, (day) => day[key], colours[colour],
               {name, z: 2, symbol: run.benchmarks.length === 1 ? "circle" : "none", lineStyle: {width: 1.4, color: colours[colour], type: dash}}));
  const band = hasLine(run.benchmarks, "random_low") ? bandOfDraws(colours, run.benchmarks) : [];
  return [...band, ...series];
}

// A legend that switches lines off and on; one line high, so that a narrow page scrolls it.
function benchmarkLegend(colours, run) {
  const lines = benchmarkLines(run);
  if (lines.length === 0) return {show: false};
  const names = ["This run", ...lines.map((line) => line.name)];
  if (hasLine(run.benchmarks, "random_low")) names.push({name: RANDOM_BAND, icon: "roundRect"});
  return {
    type: "scroll", top: 0, left: 0, right: 0, itemWidth: 22, itemHeight: 8, data: names,
    textStyle: {color: colours.text, fontSize: 12.5}, inactiveColor: colours.line,
    pageTextStyle: {color: colours.muted}, pageIconColor: colours.muted,
    pageIconInactiveColor: colours.line,
  };
}

function benchmarkPairs(run) {
  const lines = benchmarkLines(run);
  const byDate = new Map(run.benchmarks.map((day) => [day.date, day]));
  return (date) => lines.map(({key, name}) => [name, money(byDate.get(date)?.[key])]);
}

// ---- The table -------------------------------------------------------------------------------

function benchmarkTerms(key, figures) {
  if (key === "run") return "after all costs";
  if (key === "put_write") {
    return `one month at the money, secured by cash, sold at the bid, settled in cash; ` +
      figures.terms;
  }
  if (key === "random_entry") {
    return `${count(figures.draws)} draws, each trade at ${money(figures.risk_per_trade)} of max risk`;
  }
  return figures.terms;
}

function benchmarkNameCell(row) {
  return el("span", {class: "fill-name"}, el("b", {}, row.name),
            row.key === "run" ? el("span", {class: "pill"}, "this run") : null,
            el("span", {class: "muted small"}, benchmarkTerms(row.key, row)));
}

function benchmarksSection({summary}) {
  const found = summary.benchmarks;
  if (!found || Object.keys(found).length === 0) return null;
  const rows = [{key: "run", name: "The strategy", ...summary},
                ...Object.entries(found).map(([key, figures]) =>
                  ({key, name: benchmarkName(key, summary), ...figures}))];
  const columns = [
    {label: "Same money, same days", text: benchmarkNameCell},
    {label: "Total return", end: true, tone: (row) => row.total_return,
     text: (row) => signedPercent(row.total_return, 2)},
    {label: "CAGR", end: true, text: (row) => signedPercent(row.cagr)},
    {label: "Volatility", end: true, text: (row) => percent(row.volatility)},
    {label: "Sharpe", end: true, text: (row) => fixed(row.sharpe)},
    {label: "Max drawdown", end: true, text: (row) => percent(row.max_drawdown, 2)},
  ];
  return section("benchmarks", "Measured against",
                 note("Buy and hold is bought at the first session's close, without costs. Random " +
                      "entry takes the strategy's own structures, fills and exits on days drawn " +
                      "blindly, without the limits of a book."),
                 plainTable(columns, rows, {label: "Benchmarks side by side",
                                            rowClass: (row) => (row.key === "run" ? "own" : null)}));
}

// ---- Did the days matter? --------------------------------------------------------------------

const DAYS_MATTERED = 0.05;

function permutationWords({permutation: test}) {
  const unmatched = test.unmatched_trades === 0 ? ""
    : ` ${plural(test.unmatched_trades, "trade")} had no candidate to stand for and did not count.`;
  const verdict = Math.max(test.p_value, test.shifted_p_value) <= DAYS_MATTERED
    ? "The days of entry seem to have mattered"
    : "Nothing here says that the days of entry were chosen well";
  return `Entering on random days with the same structures and exits would have done as well in ` +
    `${share(test.p_value)} of ${count(test.draws)} draws from ` +
    `${plural(test.candidates, "possible entry", "possible entries")}; days as bunched as the ` +
    `run's, in ${share(test.shifted_p_value)}. ${verdict}.${unmatched}`;
}

function permutationParagraph({benchmarks, permutation}) {
  if (permutation) return el("p", {}, permutationWords({permutation}));
  if (!benchmarks) return null;
  return el("p", {}, "Whether the days of entry mattered cannot be said: there was no trade, or " +
                     "no other day to enter on.");
}
