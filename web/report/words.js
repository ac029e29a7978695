"use strict";
// Plain words for what a run records by name: rules, exits, fill models, regimes, IV sources.

// Shortest and longest time to expiry that the strategy opens, in days; the router's are those of
// its core.
function dteWindow(strategy) {
  const core = strategy?.name === "router" ? "iv_rank" : strategy?.name;
  const s = strategy?.[core] ?? {};
  return [s.target_dte_min ?? s.min_dte ?? s.near_dte_min,
          s.target_dte_max ?? s.max_dte ?? s.near_dte_max];
}

// Why the strategy gave no signal at a decision point.
function noSignalWords(rule, config) {
  const own = config.strategy?.[config.strategy?.name] ?? {};
  const s = config.strategy?.iv_rank ?? {};
  const report = config.strategy?.earnings ?? {};
  const [soonest, latest] = dteWindow(config.strategy);
  const words = {
    neutral_regime: "The market regime was neutral, in which the strategy opens nothing",
    unknown_regime: "The market regime was unknown: its inputs were missing or stale",
    iv_rank_absent: "No IV rank: too few sessions of implied volatility, or no source for it",
    no_expiry_in_window:
      `No expiry was listed ${soonest} to ${latest} days ahead ` +
      "(within the symbol's own bounds)",
    iv_rank_between_thresholds:
      `The IV rank lay between ${s.buy_threshold} (buy below) and ${s.sell_threshold} (sell above)`,
    buy_needs_expansion:
      "The IV rank was low enough to buy, but the regime gave no reason to expect a rise",
    forecast_declines: "The forecast saw too small a chance of profit",
    no_option_with_delta: "No option in the window had a delta that could be computed",
    no_protection_strike:
      `The protecting strike, ${s.max_spread_width} away, was not listed`,
    no_usable_quote: "A leg had no two-sided quote",
    no_credit: "The spread paid no credit at the quotes' far sides",
    credit_exceeds_width: "The credit was as large as the spread: quotes that cannot be right",
    no_debit: "The spread cost nothing: quotes that cannot be right",
    debit_exceeds_width: "The spread cost as much as it can ever pay",
    earnings_window: "An earnings report was near: not the core strategy's time",
    earnings_blackout: "Around the earnings report nothing is opened",
    iv_rank_too_low: `The IV rank was below ${own.min_iv_rank}: options were not dear`,
    iv_rank_too_high: `The IV rank was above ${own.max_iv_rank}: options were not cheap`,
    short_strikes_meet: "The put and the call to sell were at the same strike or had crossed",
    no_shares_to_hedge_with: "The underlying is an index: it has no shares to hedge with",
    no_strike_near_forward: "No strike was listed near the forward",
    no_later_expiry: "No expiry was listed far enough behind the one to sell",
    no_forward: "The forward could not be read from the quotes",
    no_spot: "The chain had no spot",
    no_option_with_vol: "A leg had no implied vol",
    no_profit_possible: "The position could not profit: quotes that cannot be right",
    no_loss_possible: "The position could not lose: quotes that cannot be right",
    illiquid_leg: "A leg was too thinly quoted or traded",
    no_earnings_ahead: "No earnings report was ahead",
    report_is_out_or_due_today: "The report was out or due on that day",
    iv_percentile_too_low:
      `The IV percentile was below ${report.min_iv_percentile}: options were not dear`,
    no_expiry_after_report: "No expiry was listed soon enough after the report",
    no_expected_move: "The straddle about the report had no two-sided quotes",
    expected_move_too_large:
      `The market expected a move of more than ${percent(report.max_expected_move, 0)}`,
  };
  return words[rule] ?? sentence(spaced(rule));
}

// Which limit of the risk gate stopped a signal.
function refusalWords(rule, config) {
  const r = config.risk ?? {};
  if (rule.startsWith("size_above_zero")) return sizeWords(rule.split(":")[1] ?? "", r);
  const words = {
    equity_positive: "No equity was left",
    max_drawdown: `The drawdown had reached ${percent(r.max_drawdown, 0)} of the peak`,
    max_positions: `${r.max_positions} positions were open already`,
    max_positions_per_cluster:
      `${r.max_positions_per_cluster} positions the same way in symbols that move together ` +
      "were open already",
    allow_undefined_risk: "The loss is not bounded, and such positions are not allowed",
    positive_max_risk: "The largest loss was not above zero: quotes that cannot be right",
    greeks_known: "Greeks of the book or of the order were unknown",
    net_price_of_legs: "The legs' quotes did not give the price that the signal claimed",
    shorts_are_covered: "A short leg outlived the long leg that should cover it",
    standard_series: "A leg was of a series that a corporate action had adjusted",
    no_adjustment_before_expiry: "A corporate action before expiry would make it untradable",
    min_confidence: `The confidence was below ${r.min_confidence}`,
    hard_max_risk_per_trade:
      `The order would risk more than ${percent(r.hard_max_risk_per_trade, 0)} of the equity`,
    max_portfolio_risk:
      `The book would risk more than ${percent(r.max_portfolio_risk, 0)} of the equity`,
    max_portfolio_delta: `The book's delta would pass ${r.max_portfolio_delta}${perEquity(r)}`,
    max_portfolio_gamma: `The book's gamma would pass ${r.max_portfolio_gamma}${perEquity(r)}`,
    max_portfolio_vega: `The book's vega would pass ${r.max_portfolio_vega}${perEquity(r)}`,
    max_portfolio_theta: `The book's theta would pass ${r.max_portfolio_theta}${perEquity(r)}`,
    max_risk_per_symbol:
      `Trades in one symbol would risk more than ${percent(r.max_risk_per_symbol, 0)} of the equity`,
    max_risk_per_expiry:
      `Trades in one expiry would risk more than ${percent(r.max_risk_per_expiry, 0)} of the equity`,
    max_daily_loss: `The session had lost ${percent(r.max_daily_loss, 0)} of the equity it began with`,
    max_orders_per_hour: `${r.max_orders_per_hour} orders had been sent within the hour`,
    max_quote_age_minutes: `The quotes were older than ${r.max_quote_age_minutes} minutes`,
    regime_known: "The market regime was unknown",
    earnings_blackout: "A report was near, and the trade was no play on it",
    conflicting_structure: "A live trade in the symbol contradicted it",
    max_price_give_up: "The limit price gave up more than is sane against the mid",
    max_packages: `More than ${r.max_packages} packages were taken for a mistake`,
    max_notional: `A leg of more than ${r.max_notional} times the equity was taken for a mistake`,
    margin_known: r.margin === "portfolio"
      ? "Its margin was unknown: no price or yield of an underlying, or no vol of an option"
      : "Its margin was unknown without a price of the underlying",
    buying_power: r.margin === "portfolio"
      ? "The order needed more than the equity above the requirement, or its debit more than the cash"
      : "The order needed more cash for its margin than no position tied up",
  };
  return words[rule] ?? sentence(spaced(rule));
}

const perEquity = (risk) => (risk.greeks_limit_per_100k ? " per $100,000 of equity" : "");

// Why the size came out as no contract at all.
function sizeWords(limitedBy, risk) {
  const words = {
    max_risk_per_trade: `one contract risks more than ${percent(risk.max_risk_per_trade, 0)} ` +
      "of the equity",
    hard_max_risk_per_trade: "even one contract risks more than " +
      `${percent(risk.hard_max_risk_per_trade, 0)} of the equity`,
    regime_sizing: "the regime's factor leaves less than one contract",
    min_confidence: `the confidence was below ${risk.min_confidence}`,
    no_risk_budget: "there was no risk budget",
  };
  return `No contract fits: ${words[limitedBy] ?? spaced(limitedBy)}`;
}

// Why a trade was not hedged at a decision point.
function unhedgedWords(rule) {
  const words = {
    delta_known: "an option had no quote or delta",
    spot_known: "the chain had no spot",
    underlying_trades: "the underlying is an index",
    hedge_size: "the options cannot deliver as many shares",
    equity_positive: "no equity was left",
    margin_known: "the margin was unknown",
    buying_power: "the shares needed more cash than was free",
  };
  return words[rule] ?? spaced(rule);
}

// How an opening order ended that did not fill.
function unfilledWords(state) {
  const words = {
    expired: "The day ended before the quotes met the order's limit",
    cancelled: "The order was cancelled before the quotes met its limit or had size for it",
    rejected: "The broker rejected the order",
  };
  return words[state] ?? sentence(spaced(state));
}

const EXITS = {
  profit_target: "profit target",
  stop_loss: "stop loss",
  time_exit: "time exit",
  regime_shift: "regime shift",
  split_ahead: "split ahead",
  expiry: "held to expiry",
  open: "still open",
};
const exitWords = (reason) => EXITS[reason] ?? spaced(reason);

// What the strategy of the run can open.
function structuresOf(config) {
  const {name, earnings} = config.strategy ?? {};
  const core = ["sell_put_credit_spread", "buy_call_debit_spread"];
  const report = earnings?.protect_with_wings ? ["sell_iron_butterfly", "sell_iron_condor"]
    : ["sell_straddle", "sell_strangle"];
  const structures = {
    iv_rank: core,
    earnings: report,
    router: [...core, ...report],
    iron_condor: ["sell_iron_condor"],
    butterfly: ["buy_put_butterfly"],
    calendar_spread: ["buy_put_calendar"],
    hedged_strangle: ["sell_strangle"],
  };
  return structures[name] ?? [];
}

// Expiry beside its own rules; a split is no rule that every run must meet.
function exitRulesOf(config) {
  const core = ["profit_target", "stop_loss", "time_exit", "regime_shift", "expiry"];
  const report = ["profit_target", "stop_loss", "earnings_announced", "beyond_expected_move",
                  "after_earnings", "expiry"];
  if (config.strategy?.name === "earnings") return report;
  return config.strategy?.name === "router" ? [...new Set([...core, ...report])] : core;
}

const ACTIONS = {
  sell_put_credit_spread: "put credit spread",
  buy_call_debit_spread: "call debit spread",
  sell_straddle: "short straddle",
  sell_strangle: "short strangle",
  sell_iron_butterfly: "iron butterfly",
  sell_iron_condor: "iron condor",
  buy_put_butterfly: "put butterfly",
  buy_put_calendar: "put calendar",
};
const actionWords = (action) => ACTIONS[action] ?? spaced(action);

const STRATEGIES = {iv_rank_sell: "IV rank, sell", iv_rank_buy: "IV rank, buy"};
const strategyWords = (name) => STRATEGIES[name] ?? spaced(name);

const REGIMES = ["low_vol", "iv_contraction", "neutral", "iv_expansion", "high_vol", "unknown"];
const REGIME_NAMES = {
  low_vol: "low vol",
  high_vol: "high vol",
  iv_expansion: "IV expansion",
  iv_contraction: "IV contraction",
};
const regimeWords = (regime) => REGIME_NAMES[regime] ?? spaced(regime);

function ivSourceWords(source) {
  if (source === "own") return "its own 30-day at-the-money implied volatility";
  if (source === "none") return "none in the data, so it has no IV rank and gives no signals";
  return `the ${source} index`;
}

// ---- Fills -----------------------------------------------------------------------------------

function fillPriceWords(model, fraction) {
  if (model === "mid") return "every leg fills at the middle of its quote";
  if (model === "fraction") {
    return `every leg pays ${percent(fraction, 0)} of the way from the middle of its quote ` +
      "to the far side";
  }
  return "it crosses the spread: it sells at the bid and buys at the ask";
}

// The fill assumption of a configuration, in whole sentences.
function fillSentences(fill) {
  const prices = fillPriceWords(fill.model, fill.fraction);
  const cost = fill.commission_per_contract + fill.fees_per_contract;
  const costs = `Costs are ${money(cost, 2)} per contract and leg.`;
  if (fill.delay === "next_snapshot") {
    return "An order decided on a snapshot of the option chain rests until the next snapshot of " +
      `its symbol (on daily chains, the next session) and meets those quotes; ${prices}. ${costs}`;
  }
  return "An order decided on a snapshot of the option chain meets the same snapshot " +
    `${count(fill.latency_ms)} ms later, with no newer quote in between; ${prices}. ${costs}`;
}

// The rows of the sensitivity table.
function fillModelWords(name, fill) {
  const words = {
    cross: "sells at the bid, buys at the ask",
    half: "pays half of the half-spread",
    mid: "fills at the mid: kinder than most markets",
    next_snapshot: "crosses the quotes of the next snapshot",
  };
  return words[name] ?? `${fill.model}, ${spaced(fill.delay)}`;
}

// ---- Why so few trades -----------------------------------------------------------------------

const total = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);
const byCount = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1]);

const HARDLY = 0.1;  // trades per session below which a run hardly traded: one in two weeks

// A headline and reasons when a run did not trade or hardly did; null otherwise.
function fewTradesStory(funnel, config, sessions, symbols) {
  const points = funnel.decision_points;
  if (points === 0) {
    return {
      headline: "This run had nothing to decide on.",
      reasons: ["No chain of the traded symbols fell into the period, so there was no decision " +
        "point."],
    };
  }
  if (funnel.fills > 0 && funnel.fills >= HARDLY * sessions) return null;
  const headline = funnel.fills === 0
    ? `This run opened no trade in ${plural(points, "decision point")}.`
    : `This run hardly traded: ${plural(funnel.fills, "trade")} from ` +
      `${plural(points, "decision point")}.`;
  return {headline, reasons: [...missingChains(points, sessions, symbols),
                              ...noSignalReasons(funnel, config),
                              ...laterReasons(funnel, config)]};
}

// Sessions for which the data holds no chain cannot trade.
function missingChains(points, sessions, symbols) {
  if (points >= sessions * symbols) return [];
  if (symbols === 1) {
    return [`The data holds a chain for ${count(points)} of ${plural(sessions, "session")}.`];
  }
  return [`The data holds a chain for ${count(points)} of ${count(sessions * symbols)} pairs of ` +
    "session and symbol."];
}

function noSignalReasons(funnel, config) {
  const points = funnel.decision_points;
  const reasons = byCount(funnel.no_signal).slice(0, 3).map(([rule, n]) =>
    `${share(n / points)} of decision points (${count(n)}): ` +
    `${lowerFirst(noSignalWords(rule, config))}.`);
  if (funnel.signals === 0) reasons.push("No signal was left for the risk gate to judge.");
  return reasons;
}

function laterReasons(funnel, config) {
  if (funnel.signals === 0) return [];
  const reasons = byCount(funnel.refusals).slice(0, 2).map(([rule, n]) =>
    `Of ${plural(funnel.signals, "signal")} the risk gate refused ${count(n)}: ` +
    `${lowerFirst(refusalWords(rule, config))}.`);
  const unfilled = total(funnel.unfilled);
  if (unfilled > 0) {
    reasons.push(`Of ${plural(funnel.orders, "order")} ${count(unfilled)} did not fill.`);
  }
  return reasons;
}

// Names such as "IV rank" keep their capitals.
function lowerFirst(text) {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
