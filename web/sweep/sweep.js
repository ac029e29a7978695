"use strict";
// Puts the page of a sweep together: what was tried, what to think of the best, and every trial.

const FIGURE_WORDS = {
  total_return: "Total return", cagr: "CAGR", volatility: "Volatility", sharpe: "Sharpe",
  sortino: "Sortino", calmar: "Calmar", max_drawdown: "Max drawdown",
  max_drawdown_days: "Days in it", trades: "Trades", open_trades: "Still open",
  win_rate: "Win rate", profit_factor: "Profit factor", avg_win: "Average win",
  avg_loss: "Average loss", expectancy: "Expectancy", pnl: "P&L, closed",
  unrealized: "P&L, open", fees: "Fees", slippage: "Slippage", exposure: "Exposure",
  final_equity: "Final equity", decision_points: "Decision points", signals: "Signals",
  refusals: "Refusals", orders: "Orders", fills: "Fills", deflated_sharpe: "Deflated Sharpe",
};

const FORMATS = {share: (value) => signedPercent(value, 2), ratio: (value) => fixed(value),
                 money: (value) => money(value), count};

// Shares that cannot be negative carry no sign.
const UNSIGNED = new Set(["volatility", "max_drawdown", "win_rate", "exposure", "deflated_sharpe"]);

function readSweep() {
  const raw = JSON.parse(document.getElementById("run").textContent);
  const figures = [...raw.figures, {name: "deflated_sharpe", kind: "share"}].map((f) => ({
    ...f, label: FIGURE_WORDS[f.name] ?? sentence(spaced(f.name)),
    format: UNSIGNED.has(f.name) ? (value) => percent(value, 1) : FORMATS[f.kind],
  }));
  const keys = raw.manifest.keys.map((key) => ({
    name: key.key, values: key.values ?? [], inLogarithm: key.in_logarithm === true,
    isNumber: key.low !== undefined || typeof key.values[0] === "number",
  }));
  const numeric = ["trial", "sessions", ...figures.map((f) => f.name),
                   ...keys.filter((key) => key.isNumber).map((key) => key.name)];
  return {manifest: raw.manifest, summary: raw.summary, figures, keys,
          trials: readTable(raw.trials, numeric)};
}

// ---- Top of the page -------------------------------------------------------------------------

function headerSection({manifest, summary, keys, trials}) {
  const period = summary.first
    ? `${longDate(summary.first)} to ${longDate(summary.last)} (${plural(summary.sessions, "session")})`
    : "no session";
  const chosen = manifest.drawn > 0 ? `drawn at random, seed ${manifest.seed}` : "the whole grid";
  const facts = [["Preset", manifest.config.preset], ["Period", period], ["Trials", chosen],
                 ["Initial equity", money(manifest.config.account.initial_equity)],
                 ["Varied", keys.map((key) => key.name).join(", ")]];
  return el("header", {class: "top"}, el("p", {class: "eyebrow"}, "Sweep"),
            el("h1", {}, plural(trials.length, "trial")),
            el("dl", {class: "facts"}, facts.map(([label, value]) => pair(label, value))));
}

function tile(label, value, sub) {
  return el("div", {class: "tile"}, el("span", {class: "label"}, label),
            el("span", {class: "value"}, value), el("span", {class: "sub"}, sub));
}

function verdictSection({summary, trials}) {
  const {best, overfitting} = summary;
  const chance = overfitting.probability;
  const positive = trials.filter((trial) => trial.total_return > 0).length;
  const tiles = [
    tile("Best Sharpe", best ? fixed(best.sharpe) : ABSENT,
         best ? `trial ${best.trial}` : "no trial's equity moved"),
    tile("By luck alone", fixed(summary.expected_best_sharpe),
         isAbsent(summary.tries_on_lake) ? "tries were not counted"
           : `best of ${plural(summary.tries_on_lake, "try", "tries")} on this lake`),
    tile("More than luck", best ? percent(best.deflated_sharpe, 0) : ABSENT, "deflated Sharpe ratio"),
    tile("Overfitting", percent(chance, 0),
         isAbsent(chance) ? overfitting.reason : "probability that the pick is below the median"),
    tile("Trials with a gain", share(positive / trials.length), `${count(positive)} of ` +
         count(trials.length)),
  ];
  const warns = isAbsent(chance) || chance >= 0.5 || !best || !(best.deflated_sharpe >= 0.95);
  return el("section", {id: "verdict", "aria-label": "Verdict"},
            el("div", {class: "tiles verdict"}, tiles),
            el("div", {class: warns ? "callout warn" : "callout"},
               summary.words.map((words) => el("p", {}, words))));
}

// ---- The map ---------------------------------------------------------------------------------

function selectOf(label, options, chosen, onChange) {
  const nodes = options.map(([value, text]) =>
    el("option", {value, selected: value === chosen}, text));
  return el("label", {class: "choice"}, el("span", {}, label),
            el("select", {onchange: (event) => onChange(event.target.value)}, nodes));
}

class FigureMap {
  constructor(sweep) {
    this.sweep = sweep;
    this.figure = "sharpe";
    this.axes = [0, sweep.keys.length > 1 ? 1 : null];
    this.how = "best";
    this.held = new Map();  // key's name to the text of the value that the others are held at
    this.controls = el("div", {class: "controls"});
    this.box = chartBox("A figure of the trials over two keys", this.height(),
                        (colours) => this.option()(colours));
    this.listControls();
  }

  others() { return this.sweep.keys.filter((_, i) => !this.axes.includes(i)); }

  key(axis) { return this.axes[axis] === null ? null : this.sweep.keys[this.axes[axis]]; }

  height() {
    const rows = this.key(1)?.values.length ?? 0;
    return rows > 0 ? Math.max(260, 110 + 44 * rows) : 360;
  }

  trials() {
    return this.sweep.trials.filter((trial) =>
      [...this.held].every(([name, value]) => String(trial[name]) === value));
  }

  option() {
    const choice = {x: this.key(0), y: this.key(1), how: this.how,
                    figure: this.sweep.figures.find((f) => f.name === this.figure)};
    return figureOption(choice, this.trials(), this.sweep.keys);
  }

  change(apply) {
    apply();
    for (const name of [...this.held.keys()]) {
      if (!this.others().some((key) => key.name === name)) this.held.delete(name);
    }
    this.box.style.height = `${this.height()}px`;
    this.listControls();
    redraw(this.box);
  }

  // The other axis gives way, so that the two are never the same key.
  setAxis(axis, place) {
    if (this.axes[1 - axis] === place) this.axes[1 - axis] = this.axes[axis];
    this.axes[axis] = place;
  }

  listControls() {
    const {figures, keys} = this.sweep;
    const keyOptions = keys.map((key, i) => [String(i), key.name]);
    const axis = (label, i) => selectOf(label, keyOptions, String(this.axes[i]), (value) =>
      this.change(() => this.setAxis(i, Number(value))));
    const others = this.others().filter((key) => key.values.length > 0);
    const hasCells = isGrid(this.key(0), this.key(1));
    this.controls.replaceChildren(
      selectOf("Figure", figures.map((f) => [f.name, f.label]), this.figure, (value) =>
        this.change(() => { this.figure = value; })),
      axis("Across", 0), ...(keys.length > 1 ? [axis("Up", 1)] : []),
      ...(hasCells && this.others().length > 0 ? [selectOf("Several trials in a cell",
        [["best", "show the best"], ["mean", "show the mean"]], this.how, (value) =>
          this.change(() => { this.how = value; }))] : []),
      ...others.map((key) => selectOf(key.name,
        [["", "any"], ...wordsOf(key.values).map((value) => [value, value])],
        this.held.get(key.name) ?? "", (value) => this.change(() => {
          if (value === "") this.held.delete(key.name);
          else this.held.set(key.name, value);
        }))));
  }
}

function mapSection(sweep) {
  const map = new FigureMap(sweep);
  return section("map", "Over the keys",
                 note("A good place has good neighbours: a single bright cell among dark ones is " +
                      "luck more often than not."), map.controls, map.box);
}

function spreadSection({trials}) {
  const ratios = trials.map((trial) => trial.sharpe).filter((value) => !isAbsent(value));
  if (ratios.length < 3) return null;
  return section("spread", "Spread of the Sharpe ratio",
                 chartBox("How many trials have which Sharpe ratio", 220,
                          histogramOption(ratios, (value) => fixed(value, 1))));
}

// ---- Every trial -----------------------------------------------------------------------------

const TABLE_FIGURES = ["sharpe", "deflated_sharpe", "total_return", "cagr", "max_drawdown", "trades",
                       "win_rate", "profit_factor", "expectancy", "exposure", "fees", "refusals"];

function trialsSection({trials, keys, figures}) {
  const shown = TABLE_FIGURES.map((name) => figures.find((f) => f.name === name));
  const columns = [
    field("trial", "#", String, {end: true}),
    ...keys.map((key) => field(key.name, key.name.split(".").pop(), String,
                               {end: key.isNumber, hint: key.name})),
    ...shown.map((f) => field(f.name, f.label, f.format,
                              {end: true, tone: f.name === "total_return"
                                ? (row) => row.total_return : undefined})),
  ];
  const table = new DataTable({
    columns, rows: trials, label: "Trials", noun: "trial",
    search: (trial) => [trial.trial, ...keys.map((key) => trial[key.name])].join(" "),
  });
  table.sortBy(1 + keys.length);
  return section("trials", "Trials",
                 note("Each is the configured book of a backtest of its own; trials.csv and " +
                      "trials.parquet have every figure."), table.node);
}

function manifestSection({manifest: m}) {
  const facts = [["Version", `aots ${m.version}`], ["Commit", hash(m.git_commit)],
                 ["Seed", String(m.seed)], ["Sweep (SHA-256)", hash(m.sweep)],
                 ["Configuration (SHA-256)", hash(m.config_sha256)]];
  return section("manifest", "Manifest",
                 note("What all trials share; the same sweep gives the same figures, byte for byte."),
                 el("dl", {class: "identity"}, facts.map(([label, value]) => pair(label, value))),
                 ...datasetsPart(m.datasets), configurationPart(m.config));
}

showPage("aots sweep",
         [headerSection, verdictSection, mapSection, spreadSection, trialsSection, manifestSection],
         [["verdict", "Verdict"], ["map", "Map"], ["spread", "Spread"], ["trials", "Trials"],
          ["manifest", "Manifest"]], readSweep());
