"use strict";
// Puts the report together: reads the run and adds its sections.

// ---- The run ---------------------------------------------------------------------------------

const TRADE_NUMBERS = ["trade_id", "quantity", "entry_price", "exit_price", "pnl", "pnl_pct",
                       "fees", "slippage", "iv_rank", "confidence", "max_risk"];
const LEG_NUMBERS = ["trade_id", "leg", "strike", "quantity", "entry_price", "exit_price",
                     "entry_bid", "entry_ask", "exit_bid", "exit_ask"];
const EQUITY_NUMBERS = ["equity", "cash", "unrealized", "drawdown", "open_positions", "delta",
                        "gamma", "theta", "vega", "margin"];
const SIGNAL_NUMBERS = ["confidence", "iv_rank", "vix", "observed", "limit"];

function readRun() {
  const raw = JSON.parse(document.getElementById("run").textContent);
  return {
    manifest: raw.manifest,
    summary: raw.summary,
    trades: readTable(raw.trades, TRADE_NUMBERS),
    legs: readTable(raw.legs, LEG_NUMBERS),
    equity: readTable(raw.equity, EQUITY_NUMBERS),
    benchmarks: raw.benchmarks ? readTable(raw.benchmarks, BENCHMARK_NUMBERS) : [],
    signals: readTable(raw.signals, SIGNAL_NUMBERS),
    payoffs: new Map((raw.payoffs?.trades ?? []).map((payoff) => [payoff.trade_id, payoff])),
  };
}

// ---- Trades and signals ----------------------------------------------------------------------

const unique = (values) => [...new Set(values)].sort();

function choice(label, rows, key, words = (value) => value) {
  const options = unique(rows.map((row) => row[key]).filter((value) => value !== ""))
    .map((value) => [value, words(value)]);
  return {label, options, matches: (row, value) => row[key] === value};
}

function tradeColumns() {
  const end = {end: true};
  return [
    field("trade_id", "#", String, end),
    field("symbol", "Symbol", String),
    field("action", "Structure", actionWords),
    field("entry_time", "Entry", dayOf),
    field("exit_time", "Exit", dayOf),
    field("quantity", "Qty", count, {end: true, hint: "Packages"}),
    field("entry_price", "In", price, {end: true, hint: "Net per share, credit positive"}),
    field("exit_price", "Out", price, {end: true, hint: "Net per share, credit positive"}),
    field("pnl", "P&L", (v) => signedMoney(v, 2), {end: true, tone: (row) => row.pnl,
                                                   hint: "After fees; unrealized while open"}),
    field("pnl_pct", "Of risk", signedPercent, {end: true, hint: "P&L as a share of max risk"}),
    {label: "Ended by", value: exitOf, text: (row) => exitWords(exitOf(row))},
    field("regime", "Regime", regimeWords),
    field("iv_rank", "IV rank", (v) => fixed(v), end),
    field("confidence", "Conf.", (v) => fixed(v), {end: true, hint: "Confidence of the signal"}),
    field("max_risk", "Max risk", money, {end: true, hint: "The most that could be lost"}),
  ];
}

const exitOf = (trade) => (trade.status === "closed" ? trade.exit_reason : "open");

const quoteWords = (bid, ask) =>
  (isAbsent(bid) && isAbsent(ask) ? ABSENT : `${price(bid)} × ${price(ask)}`);

// Whole contracts; shares come in parts of a lot too.
const lots = (quantity) => fixed(quantity, Number.isInteger(Number(quantity)) ? 0 : 2);

function legColumns() {
  return [
    field("leg", "Leg", count, {end: true}),
    {label: "", text: (leg) => `${leg.side} ${lots(leg.quantity)}`},
    field("contract", "Contract", code),
    {label: "Option", text: (leg) => (leg.right
      ? `${price(leg.strike)} ${leg.right}, ${leg.expiry}` : `lots of ${leg.contract} shares`)},
    field("entry_price", "In", price, {end: true}),
    {label: "Bid × ask in", end: true, text: (leg) => quoteWords(leg.entry_bid, leg.entry_ask)},
    field("exit_price", "Out", price, {end: true}),
    {label: "Bid × ask out", end: true, text: (leg) => quoteWords(leg.exit_bid, leg.exit_ask)},
    field("settlement", "Settlement", (value) => value || ABSENT),
  ];
}

function legsByTrade(legs) {
  const groups = new Map();
  for (const leg of legs) {
    if (!groups.has(leg.trade_id)) groups.set(leg.trade_id, []);
    groups.get(leg.trade_id).push(leg);
  }
  return groups;
}

// What a row of the table has no room for.
function tradeDetails(trade, legs, payoff) {
  const facts = [["Entry", `${minute(trade.entry_time)} UTC`],
                 ["Exit", trade.exit_time === "" ? ABSENT : `${minute(trade.exit_time)} UTC`],
                 ["Fees", money(trade.fees, 2)],
                 ["Slippage against mid", money(trade.slippage, 2)]];
  return el("div", {},
            el("dl", {class: "facts"}, facts.map(([label, value]) => pair(label, value))),
            plainTable(legColumns(), legs, {label: `Legs of trade ${trade.trade_id}`}),
            payoff ? payoffPanel(trade, payoff) : null);
}

function tradesSection({trades, legs, payoffs}) {
  if (trades.length === 0) return section("trades", "Trades", lead("There was no trade."));
  const groups = legsByTrade(legs);
  const outcome = {
    label: "Any result", options: [["win", "wins"], ["loss", "losses"], ["open", "still open"]],
    matches: (row, value) => (value === "open" ? row.status === "open"
      : row.status === "closed" && (value === "win" ? row.pnl > 0 : row.pnl < 0)),
  };
  const table = new DataTable({
    columns: tradeColumns(), rows: trades, label: "Trades", noun: "trade",
    filters: [choice("Any symbol", trades, "symbol"),
              choice("Any structure", trades, "action", actionWords),
              choice("Any exit", trades, "exit_reason", exitWords),
              choice("Any regime", trades, "regime", regimeWords), outcome],
    search: (t) => [t.trade_id, t.symbol, actionWords(t.action), t.entry_time, t.exit_time,
                    exitWords(exitOf(t)), regimeWords(t.regime)].join(" "),
    unfold: (trade) => tradeDetails(trade, groups.get(trade.trade_id) ?? [],
                                   payoffs.get(trade.trade_id)),
  });
  return section("trades", "Trades", table.node);
}

function signalColumns(config) {
  return [
    field("time", "Time (UTC)", minute),
    field("symbol", "Symbol", String),
    field("action", "Structure", actionWords),
    field("decision", "Decision", String),
    {label: "Because", value: (row) => row.rule,
     text: (row) => (row.rule ? refusalWords(row.rule, config) : ABSENT)},
    field("observed", "Observed", compactNumber, {end: true}),
    field("limit", "Limit", compactNumber, {end: true}),
    field("confidence", "Conf.", (v) => fixed(v), {end: true}),
    field("iv_rank", "IV rank", (v) => fixed(v), {end: true}),
    field("vix", "VIX", (v) => fixed(v), {end: true}),
    field("regime", "Regime", regimeWords),
  ];
}

// Up to three decimals, as many as there are.
function compactNumber(value) {
  if (isAbsent(value)) return ABSENT;
  const text = String(Number(Math.abs(value).toFixed(3)));
  return fixed(value, (text.split(".")[1] ?? "").length);
}

function signalsSection({signals, manifest}) {
  if (signals.length === 0) return null;
  const table = new DataTable({
    columns: signalColumns(manifest.config), rows: signals, label: "Signals", noun: "signal",
    filters: [choice("Any decision", signals, "decision"),
              choice("Any symbol", signals, "symbol"), choice("Any rule", signals, "rule", spaced)],
    search: (s) => [s.time, s.symbol, actionWords(s.action), s.decision, spaced(s.rule)].join(" "),
  });
  return section("signals", "Signals", note("Every signal, whether it became an order or not."),
                 table.node);
}

// ---- Data and identity -----------------------------------------------------------------------

function ivSourceSection({summary}) {
  const rows = Object.entries(summary.iv_sources).map(([symbol, source]) => ({symbol, source}));
  if (rows.length === 0) return null;
  const columns = [
    {label: "Symbol", text: (row) => row.symbol},
    {label: "Source", text: (row) => code(row.source)},
    {label: "The implied volatility behind its IV rank", text: (row) => ivSourceWords(row.source)},
  ];
  return section("sources", "Source of implied volatility",
                 note("One source for each symbol and run, never a mixture."),
                 plainTable(columns, rows, {label: "IV source of each symbol"}));
}

const LIFECYCLE_WORDS = {
  settlement: "Legs settled at expiry", assignment: "Legs assigned before expiry",
  assignment_alert: "Alerts of a possible assignment", share_close: "Shares closed at an open",
  distribution: "Dividends on shares", borrow: "Borrow fees",
  corporate_action: "Splits and adjustments", carried_across: "Trades carried across one",
  warning: "Warnings",
};

// What happened to the book without an order.
function lifecycleSection({summary}) {
  const rows = Object.entries(summary.lifecycle ?? {});
  if (rows.length === 0) return null;
  const columns = [{label: "Event", text: ([kind]) => LIFECYCLE_WORDS[kind] ?? kind},
                   {label: "Times", end: true, text: ([, times]) => count(times)}];
  return section("lifecycle", "Without an order",
                 note("Exercise, assignment, shares and corporate actions."),
                 plainTable(columns, rows, {label: "What happened without an order"}));
}

const WARNINGS_SHOWN = 10;

function warningsSection({summary}) {
  const warnings = summary.warnings;
  if (warnings.length === 0) {
    return section("warnings", "Warnings",
                   lead("None: every position could be priced and settled."));
  }
  const list = (items) => el("ul", {class: "warnings"}, items.map((text) => el("li", {}, text)));
  const rest = warnings.slice(WARNINGS_SHOWN);
  return section("warnings", `Warnings (${count(warnings.length)})`,
                 list(warnings.slice(0, WARNINGS_SHOWN)),
                 rest.length === 0 ? null
                   : el("details", {}, el("summary", {}, `${count(rest.length)} more`),
                        list(rest)));
}

function manifestSection({manifest: m}) {
  const facts = [
    ["Version", `aots ${m.version}`], ["Commit", hash(m.git_commit)], ["Seed", String(m.seed)],
    ["Simulated from", m.simulated_start ?? ABSENT], ["Simulated to", m.simulated_end ?? ABSENT],
    ["Configuration (SHA-256)", hash(m.config_sha256)],
    ["Ticker file (SHA-256)", m.universe_sha256 ? hash(m.universe_sha256) : "the built-in one"],
  ];
  return section("manifest", "Manifest",
                 note("The same manifest gives the same result, byte for byte."),
                 el("dl", {class: "identity"}, facts.map(([label, value]) => pair(label, value))),
                 ...datasetsPart(m.datasets), configurationPart(m.config));
}

// ---- The page --------------------------------------------------------------------------------

const SECTIONS = [headerSection, noteSection, provenanceSection, fewTradesSection, figuresSection,
                  equitySection, benchmarksSection, monthsSection, breakdownSection, distributionSection,
                  funnelSection, fillsSection, trustSection, greeksSection, marginSection,
                  tradesSection, signalsSection, ivSourceSection, lifecycleSection, warningsSection,
                  manifestSection];
const LINKS = [["figures", "Figures"], ["equity", "Equity"],
               ["benchmarks", "Against"], ["months", "Months"],
               ["breakdown", "P&L"], ["distribution", "Distribution"], ["funnel", "Funnel"],
               ["fills", "Fills"], ["trust", "Trust"], ["greeks", "Greeks"], ["margin", "Margin"],
               ["trades", "Trades"],
               ["signals", "Signals"], ["sources", "IV source"], ["warnings", "Warnings"],
               ["manifest", "Manifest"]];

const run = readRun();
showPage(`${symbolsTitle(run.manifest.symbols)}: aots backtest`, SECTIONS, LINKS, run);
