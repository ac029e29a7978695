#include "backtest/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace aots::backtest {
namespace {

constexpr double kSessionsPerYear = 252.0;
constexpr double kDaysPerYear = 365.25;

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_deviation(const std::vector<double>& values) {
  const double centre = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double downside_deviation(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += std::min(value, 0.0) * std::min(value, 0.0);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// Equal returns may differ in their last bit; that is no variance to divide by.
bool varies(const std::vector<double>& values, double deviation) {
  constexpr double kRoundingError = 1e-12;
  const double largest =
      std::abs(*std::ranges::max_element(values, {}, [](double value) { return std::abs(value); }));
  return deviation > kRoundingError * largest;
}

// The fall from a peak that was deepest, and how long it took to come back.
struct Drawdown {
  double depth = 0.0;
  int days = 0;
};

Drawdown deepest_drawdown(const std::vector<engine::EquityRecord>& equity, Money initial_equity) {
  Drawdown worst;
  double peak = initial_equity.to_double();
  Date peak_date = equity.front().date;
  double depth = 0.0;  // below the current peak
  const auto note = [&](Date until) {
    if (depth > worst.depth) worst = {depth, days_between(peak_date, until)};
  };
  for (const engine::EquityRecord& day : equity) {
    const double value = day.equity.to_double();
    if (value >= peak) {
      note(day.date);
      peak = value;
      peak_date = day.date;
      depth = 0.0;
    } else if (peak > 0.0) {
      depth = std::max(depth, 1.0 - value / peak);
    }
  }
  note(equity.back().date);
  return worst;
}

TradeBreakdown breakdown(const std::vector<Position>& positions,
                         const std::function<std::string(const Position&)>& key) {
  std::map<std::string, std::vector<Position>> groups;
  for (const Position& position : positions) {
    if (was_filled(position)) groups[key(position)].push_back(position);
  }
  TradeBreakdown result;
  for (const auto& [name, members] : groups) result.emplace(name, trade_statistics(members));
  return result;
}

}  // namespace

std::vector<double> session_returns(const std::vector<engine::EquityRecord>& equity,
                                    Money initial_equity) {
  std::vector<double> returns;
  double before = initial_equity.to_double();
  for (const engine::EquityRecord& day : equity) {
    if (before <= 0.0) break;
    const double now = day.equity.to_double();
    returns.push_back(now / before - 1.0);
    before = now;
  }
  return returns;
}

EquityStatistics equity_statistics(const std::vector<engine::EquityRecord>& equity,
                                   Money initial_equity) {
  EquityStatistics result;
  if (equity.empty() || !initial_equity.is_positive()) return result;
  const double growth = equity.back().equity.to_double() / initial_equity.to_double();
  result.total_return = growth - 1.0;
  const int days = days_between(equity.front().date, equity.back().date);
  if (days > 0 && growth > 0.0) {
    result.cagr = std::pow(growth, kDaysPerYear / static_cast<double>(days)) - 1.0;
  }
  const std::vector<double> returns = session_returns(equity, initial_equity);
  if (returns.size() >= 2) {
    const double deviation = sample_deviation(returns);
    result.volatility = deviation * std::sqrt(kSessionsPerYear);
    if (varies(returns, deviation))
      result.sharpe = mean(returns) / deviation * std::sqrt(kSessionsPerYear);
    const double downside = downside_deviation(returns);
    if (downside > 0.0) result.sortino = mean(returns) / downside * std::sqrt(kSessionsPerYear);
  }
  const Drawdown worst = deepest_drawdown(equity, initial_equity);
  result.max_drawdown = worst.depth;
  result.max_drawdown_days = worst.days;
  if (result.cagr && worst.depth > 0.0) result.calmar = *result.cagr / worst.depth;
  const auto invested = std::ranges::count_if(
      equity, [](const engine::EquityRecord& day) { return day.open_positions > 0; });
  result.exposure = static_cast<double>(invested) / static_cast<double>(equity.size());
  return result;
}

bool was_filled(const Position& position) { return position.entry_time.has_value(); }

Money pnl_of(const Position& position) {
  return position.status == PositionStatus::kClosed ? position.realized : position.unrealized;
}

TradeStatistics trade_statistics(const std::vector<Position>& positions) {
  TradeStatistics result;
  Money won, lost;
  std::int64_t wins = 0, losses = 0;
  for (const Position& position : positions) {
    if (!was_filled(position)) continue;
    result.fees += position.fees;
    result.slippage += position.slippage;
    result.premium +=
        notional(position.entry_net.abs(), position.quantity, position.signal.multiplier);
    if (position.status != PositionStatus::kClosed) {
      ++result.open_trades;
      result.unrealized += position.unrealized;
      continue;
    }
    ++result.trades;
    result.pnl += position.realized;
    if (position.realized.is_positive()) {
      won += position.realized;
      ++wins;
    } else if (position.realized.is_negative()) {
      lost += position.realized;
      ++losses;
    }
  }
  if (result.trades > 0) {
    const auto trades = static_cast<double>(result.trades);
    result.win_rate = static_cast<double>(wins) / trades;
    result.expectancy = result.pnl.to_double() / trades;
  }
  if (wins > 0) result.avg_win = won.to_double() / static_cast<double>(wins);
  if (losses > 0) {
    result.avg_loss = lost.to_double() / static_cast<double>(losses);
    result.profit_factor = won.to_double() / -lost.to_double();
  }
  return result;
}

TradeBreakdown by_regime(const std::vector<Position>& positions) {
  return breakdown(positions,
                   [](const Position& p) { return std::string(to_string(p.signal.regime)); });
}

TradeBreakdown by_symbol(const std::vector<Position>& positions) {
  return breakdown(positions, [](const Position& p) { return p.signal.symbol.str(); });
}

TradeBreakdown by_strategy(const std::vector<Position>& positions) {
  return breakdown(positions, [](const Position& p) { return p.signal.strategy; });
}

TradeBreakdown by_exit_reason(const std::vector<Position>& positions) {
  return breakdown(positions, [](const Position& p) {
    return p.status == PositionStatus::kClosed ? p.exit_reason : std::string("open");
  });
}

}  // namespace aots::backtest
