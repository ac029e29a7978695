"use strict";
// The sections of the report, in the order of the page. Each takes the run and gives a node, or
// null where the run has nothing to show in it.

// ---- Top of the page -------------------------------------------------------------------------

function symbolsTitle(symbols) {
  if (symbols.length <= 4) return symbols.join(", ");
  return `${symbols.slice(0, 3).join(", ")} and ${symbols.length - 3} more`;
}

function periodWords(run) {
  const days = run.equity;
  if (days.length === 0) return "no session";
  const first = longDate(days[0].date);
  if (days.length === 1) return `${first} (one session)`;
  return `${first} to ${longDate(days[days.length - 1].date)} ` +
    `(${plural(days.length, "session")})`;
}

function headerSection({manifest, summary, ...run}) {
  const symbols = manifest.symbols;
  const facts = [["Preset", manifest.config.preset], ["Period", periodWords(run)],
                 ["Initial equity", money(summary.initial_equity)],
                 ["Fill model", spaced(summary.fill_model)]];
  if (symbols.length > 4) facts.push(["Symbols", symbols.join(", ")]);
  return el("header", {class: "top"},
            el("p", {class: "eyebrow"}, "Backtest"),
            el("h1", {}, symbolsTitle(symbols) || "No symbols"),
            el("dl", {class: "facts"}, facts.map(([label, value]) =>
              el("div", {}, el("dt", {}, label), el("dd", {}, value)))),
            storyLine(summary, run));
}

// The run in one sentence.
function storyLine(summary, run) {
  if (run.equity.length === 0) return null;
  const traded = summary.trades + summary.open_trades;
  const end = `${money(summary.initial_equity)} ended as ${money(summary.final_equity)}`;
  if (traded === 0) return el("p", {class: "story"}, `No trade was opened: ${end}.`);
  const costs = `${money(summary.fees)} of fees and ${money(summary.slippage)} of slippage ` +
    "against mid";
  return el("p", {class: "story"}, `${end} after ${plural(traded, "trade")}: `,
            el("b", {class: tone(summary.total_return)}, signedPercent(summary.total_return, 2)),
            `, with ${costs} already inside.`);
}

const ORIGINS = [
  ["real", "recorded in the market"],
  ["reconstructed", "rebuilt from other records"],
  ["synthetic", "simulated"],
];

function originBar(shares) {
  const label = ORIGINS.map(([name]) => `${name} ${share(shares[name])}`).join(", ");
  return el("div", {class: "origins", role: "img", "aria-label": label},
            ORIGINS.filter(([name]) => shares[name] > 0).map(([name]) =>
              el("i", {class: name, style: {flexGrow: String(shares[name])}})));
}

function originWords(shares) {
  if (!shares.quotes) return "No quote was looked at for a decision.";
  const looked = `${plural(shares.quotes, "quote")} stood at the decision points.`;
  if (!shares.synthetic) return looked;
  return `${looked} Synthetic quotes show how the machinery behaves, not what a market would ` +
    "have paid.";
}

function provenanceSection({manifest, summary}) {
  const shares = summary.data;
  const legend = ORIGINS.map(([name, meaning]) =>
    el("li", {title: meaning}, el("i", {class: name}),
       el("b", {}, share(shares[name])), ` ${name}`));
  return el("section", {class: "pair", "aria-label": "Data and fills"},
            el("div", {class: "card"}, el("h2", {}, "Where the quotes come from"),
               originBar(shares), el("ul", {class: "legend"}, legend), note(originWords(shares))),
            el("div", {class: "card"}, el("h2", {}, "How orders are filled"),
               el("p", {}, fillSentences(manifest.config.fill)),
               note("The same run under other assumptions: ",
                    el("a", {href: "#fills"}, "fill models"), ".")));
}

function noteSection({manifest}) {
  const text = manifest.config.note;
  return text ? el("p", {class: "callout warn", role: "note"}, text) : null;
}

function fewTradesSection({manifest, summary}) {
  const story = fewTradesStory(summary.funnel, manifest.config, summary.sessions,
                               manifest.symbols.length);
  if (!story) return null;
  return el("section", {class: "callout", "aria-label": "Why so few trades"},
            el("h2", {}, story.headline),
            el("ul", {}, story.reasons.map((reason) => el("li", {}, reason))),
            note("Every decision point is accounted for in ",
                 el("a", {href: "#funnel"}, "the funnel"), "."));
}

// ---- Figures ---------------------------------------------------------------------------------

function tile(label, value, sub, colour = "") {
  return el("div", {class: "tile"}, el("span", {class: "label"}, label),
            el("span", {class: `value ${colour}`}, value), el("span", {class: "sub"}, sub));
}


function underWater(days) {
  if (isAbsent(days)) return "no session";
  return days === 0 ? "never below a peak" : `${plural(days, "day")} under water`;
}

function mainTiles(s) {
  const costs = s.fees + s.slippage;
  return el("div", {class: "tiles"},
            tile("Total return", signedPercent(s.total_return, 2),
                 `final equity ${money(s.final_equity)}`, tone(s.total_return)),
            tile("Max drawdown", percent(s.max_drawdown, 2), underWater(s.max_drawdown_days)),
            tile("Sharpe", fixed(s.sharpe), `Sortino ${fixed(s.sortino)}`),
            tile("Trades", count(s.trades + s.open_trades), `win rate ${percent(s.win_rate)}`),
            tile("Per trade", signedMoney(s.expectancy), `profit factor ${fixed(s.profit_factor)}`,
                 tone(s.expectancy)),
            tile("Costs", money(costs), `${money(s.fees)} fees, ${money(s.slippage)} slippage`));
}

const SHORT_SESSIONS = 126;  // half a year: annualised figures say little below it

function figuresSection({summary: s}) {
  const rest = el("dl", {class: "rest"},
                  pair("CAGR", signedPercent(s.cagr)), pair("Volatility", percent(s.volatility)),
                  pair("Calmar", fixed(s.calmar)), pair("Average win", signedMoney(s.avg_win)),
                  pair("Average loss", signedMoney(s.avg_loss)),
                  pair("Closed P&L", signedMoney(s.pnl)),
                  pair("Unrealized", signedMoney(s.unrealized)),
                  pair("Sessions with positions", percent(s.exposure)),
                  pair("Turnover", isAbsent(s.turnover) ? ABSENT : `${fixed(s.turnover)}×`));
  const short = s.sessions < SHORT_SESSIONS
    ? note(`Sharpe, Sortino, CAGR, volatility and Calmar are annualised from only ` +
           `${plural(s.sessions, "session")}: read them with care.`)
    : null;
  return el("section", {class: "figures", id: "figures", "aria-label": "Figures"},
            mainTiles(s), el("div", {class: "card"}, rest, short));
}

// ---- Time ------------------------------------------------------------------------------------

function regimeLegend(sessions) {
  const all = total(sessions);
  const chips = REGIMES.filter((name) => sessions[name]).map((name) =>
    el("li", {}, el("i", {class: name}), `${regimeWords(name)} `,
       el("b", {}, share(sessions[name] / all))));
  return el("ul", {class: "legend", "aria-label": "Sessions by regime"}, chips);
}

function equitySection(run) {
  const {equity, summary} = run;
  if (equity.length === 0) {
    return section("equity", "Equity and drawdown", lead("The run has no session to show."));
  }
  const label = `Equity from ${longDate(equity[0].date)} to ` +
    `${longDate(equity[equity.length - 1].date)}: ${money(summary.initial_equity)} to ` +
    `${money(summary.final_equity)}, largest drawdown ${percent(summary.max_drawdown)}`;
  return section("equity", "Equity and drawdown",
                 note("Background: the market's volatility regime of each session."),
                 regimeLegend(summary.regime_sessions),
                 chartBox(label, EQUITY_HEIGHT, equityOption(run),
                          "time"),
                 el("p", {class: "muted small screen"},
                    "Drag the handles to zoom, or hold Ctrl and turn the wheel. The dashed line " +
                    `is the initial equity.${run.benchmarks.length === 0 ? ""
                      : " A click on a name above hides its line, and the scale follows."}`));
}

// Returns by year and month: the last equity of each against the last before it.
function monthlyReturns(equity, initialEquity) {
  const years = new Map();
  let before = initialEquity;
  let yearStart = initialEquity;
  equity.forEach((day, i) => {
    const month = day.date.slice(0, 7);
    if (equity[i + 1]?.date.slice(0, 7) === month) return;
    const year = month.slice(0, 4);
    if (!years.has(year)) {
      years.set(year, {months: Array(12).fill(null), total: null});
      yearStart = before;
    }
    const row = years.get(year);
    row.months[Number(month.slice(5)) - 1] = before > 0 ? day.equity / before - 1 : null;
    row.total = yearStart > 0 ? day.equity / yearStart - 1 : null;
    before = day.equity;
  });
  return years;
}

function monthsSection({equity, summary}) {
  if (equity.length === 0) return null;
  const years = [...monthlyReturns(equity, summary.initial_equity)];
  const sizes = years.flatMap(([, row]) => row.months.map((r) => Math.abs(r ?? 0)));
  const largest = Math.max(...sizes);
  const largestYear = Math.max(...years.map(([, row]) => Math.abs(row.total ?? 0)));
  const head = el("tr", {}, el("th", {scope: "col"}, "Year"),
                  MONTHS.map((m) => el("th", {scope: "col", class: "end"}, m)),
                  el("th", {scope: "col", class: "end"}, "Year"));
  const rows = years.map(([year, row]) =>
    el("tr", {}, el("th", {scope: "row"}, year), row.months.map((r) => heatCell(r, largest)),
       heatCell(row.total, largestYear)));
  const table = el("table", {class: "months"}, el("thead", {}, head), el("tbody", {}, rows));
  return section("months", "Monthly returns", scrollable(table, "Monthly returns"));
}

const GREEKS = [
  ["delta", "shares", (v) => `${fixed(v, 1)} shares`],
  ["gamma", "shares per $1", (v) => `${fixed(v, 2)} shares per $1`],
  ["theta", "dollars per day", (v) => `${signedMoney(v, 2)} per day`],
  ["vega", "dollars per vol point", (v) => `${signedMoney(v, 2)} per vol point`],
];

function greeksSection({equity, trades}) {
  if (trades.length === 0) return null;
  if (!equity.some((day) => day.open_positions > 0)) {
    return section("greeks", "Greeks over time",
                   lead("No session ended with an open position, so there are no Greeks to show."));
  }
  const boxes = GREEKS.map(([key, unit, format]) =>
    el("figure", {}, el("figcaption", {}, sentence(key), el("span", {class: "muted"}, ` ${unit}`)),
       chartBox(`${sentence(key)} of the book at each session's end, in ${unit}`, 190,
                greekOption(equity, key, format), "time")));
  return section("greeks", "Greeks over time",
                 note("Of the whole book at each session's end, summed over its symbols."),
                 el("div", {class: "four"}, boxes));
}

const MARGIN_SYSTEMS = {
  reg_t: {title: "Reg-T maintenance margin",
          note: "Reg-T maintenance by strategy at the marks, each underlying by itself, " +
                "premium received not deducted."},
  portfolio: {title: "Portfolio margin",
              note: "Portfolio margin: the worst that shocks of spot and vol would take, every option " +
                    "repriced, each underlying by itself. The equity has to cover it."},
};

function marginSection({equity, trades, manifest}) {
  const system = MARGIN_SYSTEMS[manifest.config.risk.margin];
  const unknown = equity.every((day) => isAbsent(day.margin));
  if (!system || trades.length === 0 || unknown) return null;
  const highest = Math.max(...equity.map((day) => (day.equity > 0 ? day.margin / day.equity : 0)));
  return section("margin", "Margin in use",
                 lead(`At most ${percent(highest)} of equity was tied up at a session's end.`),
                 chartBox(`${system.title} of the book at each session's end, in dollars`,
                          190, greekOption(equity, "margin", (v) => money(v)), "time"),
                 note(system.note));
}

// ---- Where the result comes from -------------------------------------------------------------

const groupPnl = (figures) => figures.pnl + figures.unrealized;

function breakdownTable(title, groups, words, order) {
  const rows = Object.entries(groups).map(([name, figures]) => ({name, ...figures}));
  if (order) rows.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  else rows.sort((a, b) => groupPnl(b) - groupPnl(a));
  const scale = barScale(rows.map(groupPnl));
  const columns = [
    {label: title, text: (row) => words(row.name)},
    {label: "", wide: true, text: (row) => divergingBar(groupPnl(row), scale)},
    {label: "P&L", end: true, tone: groupPnl, text: (row) => signedMoney(groupPnl(row))},
    {label: "Trades", end: true, text: (row) => count(row.trades + row.open_trades)},
    {label: "Win rate", end: true, text: (row) => percent(row.win_rate, 0)},
    {label: "Per trade", end: true, text: (row) => signedMoney(row.expectancy)},
  ];
  return plainTable(columns, rows, {label: `P&L by ${title.toLowerCase()}`});
}

// What the strategy can do and this run never did.
function neverSeen({trades, manifest}) {
  const actions = new Set(trades.map((trade) => trade.action));
  const exits = new Set(trades.map((trade) => trade.exit_reason));
  const structures = structuresOf(manifest.config)
    .filter((name) => !actions.has(name)).map(actionWords);
  const rules = exitRulesOf(manifest.config).filter((name) => !exits.has(name)).map(exitWords);
  const sentences = [];
  if (structures.length > 0) sentences.push(`Structures never opened: ${structures.join(", ")}.`);
  if (rules.length > 0) sentences.push(`Exits that never occurred: ${rules.join(", ")}.`);
  if (sentences.length === 0) return "Every structure and every exit rule occurred.";
  return sentences.join(" ");
}

function breakdownSection(run) {
  const s = run.summary;
  if (run.trades.length === 0) return null;
  const regimes = breakdownTable("Regime", s.by_regime, regimeWords, REGIMES);
  const exits = breakdownTable("Exit", s.by_exit_reason, exitWords);
  const symbols = breakdownTable("Symbol", s.by_symbol, (name) => name);
  const strategies = breakdownTable("Strategy", s.by_strategy, strategyWords);
  const isLong = Object.keys(s.by_symbol).length > 6;
  return section("breakdown", "Where the result comes from",
                 note("Net of fees; trades still open count at their last mark. Regime is the " +
                      `one at entry. ${neverSeen(run)}`),
                 el("div", {class: "two breakdown"},
                    el("div", {}, regimes, isLong ? exits : strategies, isLong ? strategies : null),
                    el("div", {}, isLong ? symbols : exits, isLong ? null : symbols)));
}

function distributionSection({trades}) {
  if (trades.length === 0) return null;
  const closed = trades.filter((trade) => trade.status === "closed");
  if (closed.length === 0) {
    return section("distribution", "Distribution of trades", lead("No trade was closed."));
  }
  const dollars = closed.map((trade) => trade.pnl);
  const shares = closed.map((trade) => trade.pnl_pct).filter((value) => !isAbsent(value));
  const figure = (title, label, values, format) =>
    el("figure", {}, el("figcaption", {}, title),
       chartBox(label, 240, histogramOption(values, format)));
  return section("distribution", "Distribution of trades",
                 note(`${plural(closed.length, "closed trade")}, by profit after fees.`),
                 el("div", {class: "two"},
                    figure("P&L in dollars", "Number of trades by profit in dollars", dollars,
                           (v) => money(v, Math.abs(v % 1) > 0.001 ? 2 : 0)),
                    shares.length === 0 ? null
                      : figure("P&L as a share of the most that could be lost",
                               "Number of trades by profit as a share of the largest possible loss",
                               shares, (v) => percent(v, 0))));
}

// ---- Funnel ----------------------------------------------------------------------------------

function funnelRow(kind, words, rule, n, points, barKind) {
  return el("tr", {class: kind},
            el(kind === "stage" ? "th" : "td", kind === "stage" ? {scope: "row"} : {},
               words, rule ? [" ", code(rule)] : null),
            el("td", {class: "end"}, count(n)),
            el("td", {class: "end"}, points > 0 ? share(n / points) : ABSENT),
            el("td", {class: "wide"}, shareBar(points > 0 ? n / points : 0, barKind)));
}

function funnelRows(funnel, config) {
  const points = funnel.decision_points;
  const stage = (words, n) => funnelRow("stage", words, null, n, points, "kept");
  const losses = (counts, words) => byCount(counts).map(([rule, n]) =>
    funnelRow("drop", words(rule, config), rule, n, points, "lost"));
  return [
    stage("Decision points: a symbol's chain was looked at", points),
    ...losses(funnel.no_signal, noSignalWords),
    stage("Signals: the strategy wanted to open", funnel.signals),
    ...losses(funnel.refusals, refusalWords),
    stage("Orders: the risk gate approved", funnel.orders),
    ...losses(funnel.unfilled, unfilledWords),
    stage("Fills: trades opened", funnel.fills),
  ];
}

// Nothing for a strategy that does not hedge.
function hedgeNote(funnel) {
  const refused = Object.entries(funnel.hedges_refused ?? {});
  const orders = funnel.hedge_orders ?? 0;
  if (orders === 0 && refused.length === 0) return null;
  const why = refused.map(([rule, n]) => `${count(n)} because ${unhedgedWords(rule)}`);
  return note(`To stay delta-neutral, ${plural(orders, "order")} for shares went out and ` +
              `${count(funnel.hedge_fills)} filled, those that left a hedge included.` +
              (why.length === 0 ? "" : ` Hedges that were not made: ${why.join("; ")}.`));
}

function funnelSection({manifest, summary}) {
  const funnel = summary.funnel;
  const head = el("tr", {}, el("th", {scope: "col"}, "From decision to fill"),
                  el("th", {scope: "col", class: "end"}, "Count"),
                  el("th", {scope: "col", class: "end"}, "Share"),
                  el("th", {scope: "col", class: "wide"},
                     el("span", {class: "unseen"}, "Share of decision points")));
  const table = el("table", {class: "funnel"}, el("thead", {}, head),
                   el("tbody", {}, funnelRows(funnel, manifest.config)));
  const closing = funnel.closing_orders === 0 ? ""
    : ` To leave, ${plural(funnel.closing_orders, "closing order")} went out and ` +
      `${count(funnel.closing_fills)} filled.`;
  const partial = (funnel.partially_filled ?? 0) === 0 ? ""
    : ` Of the orders that filled, ${count(funnel.partially_filled)} filled in part.`;
  const unsized = (funnel.fills_without_size ?? 0) === 0 ? ""
    : ` ${plural(funnel.fills_without_size, "fill")} met quotes that carry no size, and no ` +
      "size limited them.";
  return section("funnel", "Why so few trades? From decision points to fills",
                 note("Shares are of all decision points; each one is counted once, at the first " +
                      `rule that stopped it.${closing}${partial}${unsized}`),
                 scrollable(table, "Funnel"), hedgeNote(funnel));
}

// ---- Fill models -----------------------------------------------------------------------------

function sensitivityWords(rows) {
  const returns = rows.map((row) => row.total_return).filter((value) => !isAbsent(value));
  if (returns.length < 2 || rows.every((row) => row.trades + row.open_trades === 0)) return "";
  const low = Math.min(...returns);
  const high = Math.max(...returns);
  const range = `Between these assumptions the total return goes from ${signedPercent(low, 2)} ` +
    `to ${signedPercent(high, 2)}.`;
  return low < 0 && high > 0 ? `${range} Whether the run made money depends on them.` : range;
}

function fillNameCell(name, own, fill) {
  return el("span", {class: "fill-name"}, el("b", {}, spaced(name)),
            name === own ? el("span", {class: "pill"}, "this run") : null,
            el("span", {class: "muted small"}, fillModelWords(name, fill)));
}

function fillsSection({manifest, summary}) {
  const own = summary.fill_model;
  const rows = Object.entries(summary.sensitivity).map(([name, book]) => ({name, ...book}));
  const order = ["configured", "cross", "half", "mid", "next_snapshot"];
  rows.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const columns = [
    {label: "Fill model", text: (row) => fillNameCell(row.name, own, manifest.config.fill)},
    {label: "Trades", end: true, text: (row) => count(row.trades + row.open_trades)},
    {label: "Win rate", end: true, text: (row) => percent(row.win_rate)},
    {label: "Total return", end: true, tone: (row) => row.total_return,
     text: (row) => signedPercent(row.total_return, 2)},
    {label: "Sharpe", end: true, text: (row) => fixed(row.sharpe)},
    {label: "Max drawdown", end: true, text: (row) => percent(row.max_drawdown, 2)},
    {label: "Fees", end: true, text: (row) => money(row.fees)},
    {label: "Slippage", end: true, text: (row) => money(row.slippage),
     hint: "What the fills cost against the mid of every leg; it is inside the prices"},
  ];
  return section("fills", "Fill models",
                 note("Independent books on the same events: a fill changes equity, and equity " +
                      `changes sizes. ${sensitivityWords(rows)}`),
                 plainTable(columns, rows, {
                   label: "Fill models side by side",
                   rowClass: (row) => (row.name === own ? "own" : null),
                 }));
}
