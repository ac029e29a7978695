#include "backtest/run_documents.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "backtest/statistics.hpp"
#include "backtest/trust.hpp"
#include "base/hash.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json time_or_null(const std::optional<Timestamp>& value) {
  return value ? Json(to_string(*value)) : Json(nullptr);
}

Json iv_sources(const RunResult& result) {
  Json sources = Json::object();
  for (const auto& [symbol, source] : result.iv_sources) sources[symbol.str()] = source.name();
  return sources;
}

Json trade_figures(const TradeStatistics& trades) {
  return {{"trades", trades.trades},
          {"open_trades", trades.open_trades},
          {"win_rate", or_null(trades.win_rate)},
          {"profit_factor", or_null(trades.profit_factor)},
          {"avg_win", or_null(trades.avg_win)},
          {"avg_loss", or_null(trades.avg_loss)},
          {"expectancy", or_null(trades.expectancy)},
          {"pnl", trades.pnl.to_double()},
          {"unrealized", trades.unrealized.to_double()},
          {"fees", trades.fees.to_double()},
          {"slippage", trades.slippage.to_double()}};
}

Json breakdown(const TradeBreakdown& groups) {
  Json json = Json::object();
  for (const auto& [name, trades] : groups) json[name] = trade_figures(trades);
  return json;
}

// Premium that was traded at entry, in multiples of the mean session-end equity.
Json turnover(const TradeStatistics& trades, const std::vector<engine::EquityRecord>& equity) {
  if (equity.empty()) return nullptr;
  double sum = 0.0;
  for (const engine::EquityRecord& day : equity) sum += day.equity.to_double();
  if (sum <= 0.0) return nullptr;
  return trades.premium.to_double() / (sum / static_cast<double>(equity.size()));
}

Json book_figures(const engine::DeskRecord& desk, const std::vector<Position>& positions,
                  Money initial_equity) {
  const EquityStatistics equity = equity_statistics(desk.equity, initial_equity);
  const TradeStatistics trades = trade_statistics(positions);
  Json json = {{"total_return", or_null(equity.total_return)},
               {"cagr", or_null(equity.cagr)},
               {"volatility", or_null(equity.volatility)},
               {"sharpe", or_null(equity.sharpe)},
               {"sortino", or_null(equity.sortino)},
               {"calmar", or_null(equity.calmar)},
               {"max_drawdown", or_null(equity.max_drawdown)},
               {"max_drawdown_days", or_null(equity.max_drawdown_days)}};
  json.update(trade_figures(trades));
  json["exposure"] = or_null(equity.exposure);
  json["turnover"] = turnover(trades, desk.equity);
  return json;
}

Json funnel(const engine::Funnel& funnel) {
  return {{"decision_points", funnel.decision_points},
          {"no_signal", funnel.no_signal},
          {"signals", funnel.signals},
          {"refusals", funnel.refusals},
          {"orders", funnel.orders},
          {"fills", funnel.fills},
          {"unfilled", funnel.unfilled},
          {"partially_filled", funnel.partially_filled},
          {"closing_orders", funnel.closing_orders},
          {"closing_fills", funnel.closing_fills},
          {"fills_without_size", funnel.fills_without_size},
          {"late_fills", funnel.late_fills},
          {"duplicate_fills", funnel.duplicate_fills},
          {"hedge_orders", funnel.hedge_orders},
          {"hedge_fills", funnel.hedge_fills},
          {"hedges_refused", funnel.hedges_refused}};
}

Json data_shares(const engine::QuoteShares& quotes) {
  const std::int64_t total = quotes.real + quotes.reconstructed + quotes.synthetic;
  const auto share = [&](std::int64_t count) {
    return total == 0 ? Json(nullptr)
                      : Json(static_cast<double>(count) / static_cast<double>(total));
  };
  return {{"quotes", total},
          {"real", share(quotes.real)},
          {"reconstructed", share(quotes.reconstructed)},
          {"synthetic", share(quotes.synthetic)}};
}

Json regime_sessions(const std::vector<engine::EquityRecord>& equity) {
  std::map<std::string, std::int64_t> sessions;
  for (const engine::EquityRecord& day : equity) ++sessions[std::string(to_string(day.regime))];
  return sessions;
}

Json margin_figures(const std::vector<engine::EquityRecord>& equity, const std::string& system) {
  std::optional<double> highest;
  for (const engine::EquityRecord& day : equity) {
    if (!day.margin || !day.equity.is_positive()) continue;
    highest = std::max(highest.value_or(0.0), day.margin->to_double() / day.equity.to_double());
  }
  return {{"system", system}, {"highest_use", or_null(highest)}};
}

Json sensitivity(const RunResult& result, Money initial_equity) {
  Json json = Json::object();
  for (std::size_t i = 0; i < result.engine.desks.size(); ++i) {
    const engine::DeskRecord& desk = result.engine.desks[i];
    json[desk.name] = book_figures(desk, result.engine.positions[i], initial_equity);
  }
  return json;
}

Json interval(const research::Interval& interval) {
  return Json::array({interval.low, interval.high});
}

Json bootstrap(const std::optional<research::BootstrapReport>& report) {
  if (!report) return nullptr;
  return {{"resamples", report->resamples},
          {"mean_block_sessions", report->block},
          {"sharpe", report->sharpe ? interval(*report->sharpe) : Json(nullptr)},
          {"total_return", interval(report->total_return)},
          {"max_drawdown", interval(report->max_drawdown)},
          {"ruin_probability", report->ruin_probability}};
}

// How far the figures can be trusted; intervals hold 90% of the resamples.
Json trust(const RunResult& result) {
  const Trust trust = trust_of(result);
  return {{"trials", result.search ? Json(result.search->trials) : Json(nullptr)},
          {"probabilistic_sharpe", or_null(trust.probabilistic_sharpe)},
          {"deflated_sharpe", or_null(trust.deflated_sharpe)},
          {"expected_best_sharpe", or_null(trust.expected_best)},
          {"skew", trust.moments ? Json(trust.moments->skew) : Json(nullptr)},
          {"kurtosis", trust.moments ? Json(trust.moments->kurtosis) : Json(nullptr)},
          {"sessions_needed", or_null(trust.sessions_needed)},
          {"bootstrap", bootstrap(trust.bootstrap)}};
}

Json line_figures(const EquityStatistics& figures) {
  return {{"total_return", or_null(figures.total_return)},
          {"cagr", or_null(figures.cagr)},
          {"volatility", or_null(figures.volatility)},
          {"sharpe", or_null(figures.sharpe)},
          {"max_drawdown", or_null(figures.max_drawdown)}};
}

// By name, the lines of benchmarks.csv; null where there are none.
Json benchmarks(const RunResult& result) {
  if (!result.benchmarks) return nullptr;
  Json json = Json::object();
  for (const BenchmarkLine& line : result.benchmarks->lines) {
    Json figures = {{"symbol", line.symbol.str()}, {"terms", line.terms}};
    figures.update(line_figures(
        line_statistics(result.benchmarks->dates, line.equity, result.config.initial_equity)));
    json[line.name] = figures;
  }
  if (const auto& random = result.benchmarks->entries.random) {
    Json figures = {{"draws", random->draws}, {"risk_per_trade", random->risk_per_trade}};
    figures.update(line_figures(random->figures));
    json["random_entry"] = figures;
  }
  return json;
}

Json permutation(const RunResult& result) {
  if (!result.benchmarks || !result.benchmarks->entries.permutation) return nullptr;
  const research::PermutationReport& report = *result.benchmarks->entries.permutation;
  return {
      {"draws", report.draws},           {"trades", report.chosen},
      {"candidates", report.candidates}, {"unmatched_trades", result.benchmarks->entries.unmatched},
      {"mean_result", report.observed},  {"mean_of_draws", report.expected},
      {"p_value", report.p_value},       {"shifted_p_value", report.shifted_p_value}};
}

// What counts as tries before this one is part of what decided the page.
Json search(const std::optional<research::Search>& search) {
  if (!search) return nullptr;
  return {{"trials", search->trials}, {"sharpe_variance", or_null(search->variance)}};
}

}  // namespace

std::string portable_config(const RunConfig& config) {
  RunConfig portable = config;
  portable.lake.clear();
  portable.ledger.clear();
  if (!portable.universe_file.empty()) {
    portable.universe_file = Path(portable.universe_file).filename().string();
  }
  ConfigBinder binder;
  bind(binder, portable);
  return binder.to_json();
}

std::string manifest_json(const RunResult& result, const ProgramVersion& version) {
  const std::string config = portable_config(result.config);
  Json datasets = Json::array();
  for (const data::DatasetHash& dataset : result.datasets) {
    datasets.push_back({{"table", dataset.table},
                        {"kind", dataset.kind},
                        {"symbol", dataset.symbol},
                        {"sha256", dataset.sha256}});
  }
  Json symbols = Json::array();
  for (const Symbol& symbol : result.symbols) symbols.push_back(symbol.str());
  const Json manifest = {{"version", version.version},
                         {"git_commit", version.git_commit},
                         {"config_sha256", sha256_hex(config)},
                         {"config", Json::parse(config)},
                         {"universe_sha256", result.universe_sha256},
                         {"seed", result.config.seed},
                         {"symbols", symbols},
                         {"iv_sources", iv_sources(result)},
                         {"datasets", datasets},
                         {"simulated_start", time_or_null(result.engine.simulated_start)},
                         {"simulated_end", time_or_null(result.engine.simulated_end)},
                         {"search", search(result.search)}};
  return manifest.dump(2) + "\n";
}

std::string summary_json(const RunResult& result) {
  const engine::DeskRecord& book = result.engine.desks.front();
  const std::vector<Position>& positions = result.engine.positions.front();
  const Money initial_equity = Money::from_double(result.config.initial_equity);
  Json summary = book_figures(book, positions, initial_equity);
  summary["initial_equity"] = result.config.initial_equity;
  summary["final_equity"] = book.equity.empty() ? Json(result.config.initial_equity)
                                                : Json(book.equity.back().equity.to_double());
  summary["sessions"] = book.equity.size();
  summary["by_regime"] = breakdown(by_regime(positions));
  summary["by_symbol"] = breakdown(by_symbol(positions));
  summary["by_strategy"] = breakdown(by_strategy(positions));
  summary["by_exit_reason"] = breakdown(by_exit_reason(positions));
  summary["regime_sessions"] = regime_sessions(book.equity);
  summary["funnel"] = funnel(book.funnel);
  summary["lifecycle"] = book.lifecycle;
  summary["fill_model"] = book.name;
  summary["sensitivity"] = sensitivity(result, initial_equity);
  summary["benchmarks"] = benchmarks(result);
  summary["permutation"] = permutation(result);
  summary["trust"] = trust(result);
  summary["data"] = data_shares(result.engine.quotes);
  summary["iv_sources"] = iv_sources(result);
  summary["margin"] = margin_figures(book.equity, result.config.risk.margin);
  summary["warnings"] = book.warnings;
  return summary.dump(2) + "\n";
}

}  // namespace aots::backtest
