#include "sweep/trial_result.hpp"

#include <algorithm>
#include <numeric>

#include <nlohmann/json.hpp>

#include "backtest/statistics.hpp"
#include "base/contract.hpp"

namespace aots::sweep {
namespace {

using Json = nlohmann::json;

std::size_t place_of(std::string_view name) {
  const auto at = std::ranges::find(kFigures, name, &FigureSpec::name);
  AOTS_EXPECTS(at != kFigures.end());
  return static_cast<std::size_t>(at - kFigures.begin());
}

// Fills the figures by name, so that their order is written down once.
class Figures {
 public:
  void set(std::string_view name, std::optional<double> value) { values_[place_of(name)] = value; }
  void set(std::string_view name, Money value) { set(name, value.to_double()); }
  void count(std::string_view name, std::int64_t value) { set(name, static_cast<double>(value)); }

  std::vector<std::optional<double>> take() { return std::move(values_); }

 private:
  std::vector<std::optional<double>> values_ = std::vector<std::optional<double>>(kFigures.size());
};

void set_equity(Figures& figures, const backtest::EquityStatistics& equity) {
  figures.set("total_return", equity.total_return);
  figures.set("cagr", equity.cagr);
  figures.set("volatility", equity.volatility);
  figures.set("sharpe", equity.sharpe);
  figures.set("sortino", equity.sortino);
  figures.set("calmar", equity.calmar);
  figures.set("max_drawdown", equity.max_drawdown);
  if (equity.max_drawdown_days) figures.count("max_drawdown_days", *equity.max_drawdown_days);
  figures.set("exposure", equity.exposure);
}

void set_trades(Figures& figures, const backtest::TradeStatistics& trades) {
  figures.count("trades", trades.trades);
  figures.count("open_trades", trades.open_trades);
  figures.set("win_rate", trades.win_rate);
  figures.set("profit_factor", trades.profit_factor);
  figures.set("avg_win", trades.avg_win);
  figures.set("avg_loss", trades.avg_loss);
  figures.set("expectancy", trades.expectancy);
  figures.set("pnl", trades.pnl);
  figures.set("unrealized", trades.unrealized);
  figures.set("fees", trades.fees);
  figures.set("slippage", trades.slippage);
}

void set_funnel(Figures& figures, const engine::Funnel& funnel) {
  std::int64_t refusals = 0;
  for (const auto& [rule, count] : funnel.refusals) refusals += count;
  figures.count("decision_points", funnel.decision_points);
  figures.count("signals", funnel.signals);
  figures.count("refusals", refusals);
  figures.count("orders", funnel.orders);
  figures.count("fills", funnel.fills);
}

Json date_or_null(const std::optional<Date>& date) {
  return date ? Json(to_string(*date)) : Json(nullptr);
}

std::optional<Date> date_of(const Json& json) {
  return json.is_null() ? std::nullopt : parse_date(json.get<std::string>());
}

TrialResult read_result(const Json& json) {
  TrialResult result;
  json.at("key").get_to(result.key);
  result.first = date_of(json.at("first"));
  result.last = date_of(json.at("last"));
  json.at("sessions").get_to(result.sessions);
  for (const Json& figure : json.at("figures")) {
    result.figures.push_back(figure.is_null() ? std::nullopt : std::optional(figure.get<double>()));
  }
  json.at("returns").get_to(result.returns);
  return result;
}

}  // namespace

std::optional<double> TrialResult::figure(std::string_view name) const {
  return figures[place_of(name)];
}

TrialResult result_of(std::string key, const engine::DeskRecord& desk,
                      const std::vector<Position>& positions, Money initial_equity) {
  TrialResult result;
  result.key = std::move(key);
  result.sessions = static_cast<std::int64_t>(desk.equity.size());
  if (!desk.equity.empty()) {
    result.first = desk.equity.front().date;
    result.last = desk.equity.back().date;
  }
  Figures figures;
  set_equity(figures, backtest::equity_statistics(desk.equity, initial_equity));
  set_trades(figures, backtest::trade_statistics(positions));
  set_funnel(figures, desk.funnel);
  figures.set("final_equity", desk.equity.empty() ? initial_equity : desk.equity.back().equity);
  result.figures = figures.take();
  result.returns = backtest::session_returns(desk.equity, initial_equity);
  return result;
}

std::string to_json(const std::vector<TrialResult>& results) {
  Json trials = Json::array();
  for (const TrialResult& result : results) {
    Json figures = Json::array();
    for (const auto& figure : result.figures) {
      figures.push_back(figure ? Json(*figure) : Json(nullptr));
    }
    trials.push_back({{"key", result.key},
                      {"first", date_or_null(result.first)},
                      {"last", date_or_null(result.last)},
                      {"sessions", result.sessions},
                      {"figures", std::move(figures)},
                      {"returns", result.returns}});
  }
  return trials.dump();
}

std::optional<std::vector<TrialResult>> read_results(const std::string& json) {
  const Json trials = Json::parse(json, nullptr, false);
  if (!trials.is_array()) return std::nullopt;
  std::vector<TrialResult> results;
  try {
    for (const Json& trial : trials) results.push_back(read_result(trial));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  const auto is_whole = [](const TrialResult& r) { return r.figures.size() == kFigures.size(); };
  if (!std::ranges::all_of(results, is_whole)) return std::nullopt;
  return results;
}

}  // namespace aots::sweep
