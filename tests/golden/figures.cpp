#include "tests/golden/figures.hpp"

#include <optional>

#include "backtest/statistics.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace aots::golden {
namespace {

constexpr std::size_t kNameWidth = 42;

std::string fraction(const std::optional<double>& value) {
  return value ? fmt::format("{:.8f}", *value) : std::string("absent");
}

void add(Figures& figures, std::string_view group,
         const std::map<std::string, std::int64_t>& counts) {
  for (const auto& [name, count] : counts) {
    figures[fmt::format("{}.{}", group, name)] = std::to_string(count);
  }
}

std::string rows_read(const backtest::RunResult& run) {
  std::string text;
  for (const data::DatasetHash& dataset : run.datasets) text += dataset.sha256;
  return sha256_hex(text).substr(0, 16);
}

void add_funnel(Figures& figures, const engine::Funnel& funnel) {
  figures["funnel.decision_points"] = std::to_string(funnel.decision_points);
  figures["funnel.signals"] = std::to_string(funnel.signals);
  figures["funnel.orders"] = std::to_string(funnel.orders);
  figures["funnel.fills"] = std::to_string(funnel.fills);
  figures["funnel.partially_filled"] = std::to_string(funnel.partially_filled);
  figures["funnel.closing_orders"] = std::to_string(funnel.closing_orders);
  figures["funnel.closing_fills"] = std::to_string(funnel.closing_fills);
  add(figures, "no_signal", funnel.no_signal);
  add(figures, "refused", funnel.refusals);
  add(figures, "unfilled", funnel.unfilled);
  add(figures, "hedge_refused", funnel.hedges_refused);
  if (funnel.hedge_orders == 0) return;
  figures["funnel.hedge_orders"] = std::to_string(funnel.hedge_orders);
  figures["funnel.hedge_fills"] = std::to_string(funnel.hedge_fills);
}

void add_trades(Figures& figures, const std::vector<Position>& positions) {
  const backtest::TradeStatistics trades = backtest::trade_statistics(positions);
  figures["trades.closed"] = std::to_string(trades.trades);
  figures["trades.open"] = std::to_string(trades.open_trades);
  figures["trades.win_rate"] = fraction(trades.win_rate);
  figures["money.pnl"] = to_string(trades.pnl);
  figures["money.unrealized"] = to_string(trades.unrealized);
  figures["money.fees"] = to_string(trades.fees);
  figures["money.slippage"] = to_string(trades.slippage);
  for (const auto& [reason, group] : backtest::by_exit_reason(positions)) {
    figures["exits." + reason] = std::to_string(group.trades + group.open_trades);
  }
  for (const auto& [name, group] : backtest::by_strategy(positions)) {
    figures["by_strategy." + name] = std::to_string(group.trades + group.open_trades);
  }
}

}  // namespace

Figures figures_of(const backtest::RunResult& run) {
  const engine::DeskRecord& desk = run.engine.desks.front();
  const auto equity =
      backtest::equity_statistics(desk.equity, Money::from_double(run.config.initial_equity));
  Figures figures;
  figures["data.rows"] = rows_read(run);
  figures["data.sessions"] = std::to_string(desk.equity.size());
  figures["equity.total_return"] = fraction(equity.total_return);
  figures["equity.max_drawdown"] = fraction(equity.max_drawdown);
  figures["equity.exposure"] = fraction(equity.exposure);
  figures["equity.last"] = to_string(desk.equity.back().equity);
  add_funnel(figures, desk.funnel);
  add_trades(figures, run.engine.positions.front());
  add(figures, "lifecycle", desk.lifecycle);
  return figures;
}

std::string to_text(const Figures& figures, std::string_view note) {
  std::string text = fmt::format("# {}\n", note);
  for (const auto& [name, value] : figures) {
    text += fmt::format("{:<{}}{}\n", name, kNameWidth, value);
  }
  return text;
}

Figures parse(std::string_view text) {
  Figures figures;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t end = line.find(' ');
    const std::size_t value = line.find_first_not_of(' ', end);
    if (value == std::string::npos) continue;
    figures[std::string(line.substr(0, end))] = std::string(line.substr(value));
  }
  return figures;
}

std::string difference(const Figures& expected, const Figures& found) {
  const auto value = [](const Figures& figures, const std::string& name) {
    const auto at = figures.find(name);
    return at == figures.end() ? std::string("nothing") : at->second;
  };
  Figures names = expected;
  names.insert(found.begin(), found.end());
  std::string text;
  for (const auto& [name, unused] : names) {
    const std::string before = value(expected, name);
    const std::string now = value(found, name);
    if (before == now) continue;
    text += fmt::format("  {:<{}}expected {}, found {}\n", name, kNameWidth, before, now);
  }
  return text;
}

}  // namespace aots::golden
