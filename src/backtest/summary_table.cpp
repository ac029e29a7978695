// The result of a run for the terminal, at most 80 columns wide.
#include <algorithm>

#include "backtest/backtest.hpp"
#include "backtest/statistics.hpp"

namespace aots::backtest {
namespace {

std::string percent(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}%", 100.0 * *value) : "-";
}

std::string ratio(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "-";
}

std::string dollars(Money money) { return fmt::format("{:.0f}", money.to_double()); }

std::string fill_row(const engine::DeskRecord& desk, const std::vector<Position>& positions,
                     Money initial_equity) {
  const EquityStatistics equity = equity_statistics(desk.equity, initial_equity);
  const TradeStatistics trades = trade_statistics(positions);
  return fmt::format("  {:<14}{:>7}{:>10}{:>10}{:>9}{:>9}{:>9}{:>9}\n", desk.name,
                     trades.trades + trades.open_trades, percent(trades.win_rate),
                     percent(equity.total_return), ratio(equity.sharpe),
                     percent(equity.max_drawdown), dollars(trades.fees), dollars(trades.slippage));
}

std::string benchmark_row(const std::string& name, const EquityStatistics& figures) {
  return fmt::format("  {:<31}{:>10}{:>9}{:>9}\n", name, percent(figures.total_return),
                     ratio(figures.sharpe), percent(figures.max_drawdown));
}

// Below the books, in their columns: the same money on the same days.
std::string benchmark_rows(const Benchmarks& benchmarks, double initial_equity) {
  std::string text;
  for (const BenchmarkLine& line : benchmarks.lines) {
    const std::string name = line.name == "put_write" ? "put-write" : "buy and hold";
    text += benchmark_row(fmt::format("{} {}", name, line.symbol.str()),
                          line_statistics(benchmarks.dates, line.equity, initial_equity));
  }
  if (const auto& random = benchmarks.entries.random) {
    text += benchmark_row("random entry, median", random->figures);
  }
  if (const auto& test = benchmarks.entries.permutation) {
    text +=
        fmt::format("  random days did as well in {:.1f}% of {} draws; as bunched, in {:.1f}%\n",
                    100.0 * test->p_value, test->draws, 100.0 * test->shifted_p_value);
  }
  return text;
}

// The rules that stopped most, most frequent first.
std::string top_rules(const std::map<std::string, std::int64_t>& rules) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(rules.begin(), rules.end());
  std::ranges::stable_sort(sorted, std::ranges::greater{}, [](const auto& r) { return r.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(sorted.size(), 5); ++i) {
    text += fmt::format("    {:<44}{:>8}\n", sorted[i].first, sorted[i].second);
  }
  return text;
}

std::string data_line(const engine::QuoteShares& quotes) {
  const auto total = static_cast<double>(quotes.real + quotes.reconstructed + quotes.synthetic);
  if (total == 0.0) return "  quotes at decisions: none\n";
  return fmt::format(
      "  quotes at decisions: {:.1f}% real, {:.1f}% reconstructed, {:.1f}% synthetic\n",
      100.0 * static_cast<double>(quotes.real) / total,
      100.0 * static_cast<double>(quotes.reconstructed) / total,
      100.0 * static_cast<double>(quotes.synthetic) / total);
}

// As many symbols as a line holds.
std::string symbols_line(const std::vector<Symbol>& symbols) {
  constexpr std::size_t kColumnsMax = 66;
  std::string text;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (text.size() + symbols[i].str().size() > kColumnsMax) {
      return text + fmt::format(" and {} more", symbols.size() - i);
    }
    if (i > 0) text += ' ';
    text += symbols[i].str();
  }
  return text;
}

}  // namespace

std::string summary_table(const RunResult& result) {
  const engine::DeskRecord& book = result.engine.desks.front();
  const Money initial_equity = Money::from_double(result.config.initial_equity);
  std::string text =
      fmt::format("{}\n  preset {}", symbols_line(result.symbols), result.config.preset);
  if (!book.equity.empty()) {
    text += fmt::format(", {} to {}, {} sessions", to_string(book.equity.front().date),
                        to_string(book.equity.back().date), book.equity.size());
  }
  text += '\n' + data_line(result.engine.quotes);
  text += fmt::format("  {:<14}{:>7}{:>10}{:>10}{:>9}{:>9}{:>9}{:>9}\n", "fill model", "trades",
                      "win rate", "return", "Sharpe", "max DD", "fees $", "slip $");
  for (std::size_t i = 0; i < result.engine.desks.size(); ++i) {
    text += fill_row(result.engine.desks[i], result.engine.positions[i], initial_equity);
  }
  if (result.benchmarks) {
    text += benchmark_rows(*result.benchmarks, result.config.initial_equity);
  }
  const engine::Funnel& funnel = book.funnel;
  text += fmt::format("  decision points {}, signals {}, orders {}, fills {}\n",
                      funnel.decision_points, funnel.signals, funnel.orders, funnel.fills);
  if (!funnel.no_signal.empty()) text += "  no signal because\n" + top_rules(funnel.no_signal);
  if (!funnel.refusals.empty()) text += "  refused by\n" + top_rules(funnel.refusals);
  if (funnel.hedge_orders > 0) {
    text +=
        fmt::format("  orders for shares {}, fills {}\n", funnel.hedge_orders, funnel.hedge_fills);
  }
  if (!funnel.hedges_refused.empty()) {
    text += "  not hedged because of\n" + top_rules(funnel.hedges_refused);
  }
  if (const std::size_t count = book.warnings.size(); count > 0) {
    text += fmt::format("  {} {}, on the report\n", count, count == 1 ? "warning" : "warnings");
  }
  return text;
}

}  // namespace aots::backtest
