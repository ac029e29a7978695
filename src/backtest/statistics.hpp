// Statistics of a book: returns from session-end equity, and the record of its closed trades.
//
// A figure that is undefined (no trades, no variance, fewer than two sessions) is absent, never 0.
// Returns are simple, session to session, the first against the initial equity; annualised with 252
// sessions. The risk-free rate in Sharpe and Sortino is 0. Sortino divides by the root mean square
// of the negative returns over all sessions. Fractions, not percent; dollars where it says money.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/trading.hpp"
#include "engine/desk.hpp"

namespace aots::backtest {

struct EquityStatistics {
  std::optional<double> total_return;  // last equity / initial equity - 1
  std::optional<double> cagr;          // per 365.25 days from the first session to the last
  std::optional<double> volatility;    // sample standard deviation x sqrt(252)
  std::optional<double> sharpe;        // mean / sample standard deviation x sqrt(252)
  std::optional<double> sortino;
  std::optional<double> calmar;          // cagr / max_drawdown
  std::optional<double> max_drawdown;    // largest fall from a peak, as a positive fraction of it
  std::optional<int> max_drawdown_days;  // calendar days from that peak to its recovery or the end
  std::optional<double> exposure;        // share of sessions that ended with an open position
};

EquityStatistics equity_statistics(const std::vector<engine::EquityRecord>& equity,
                                   Money initial_equity);

// Simple returns by session, as described above.
std::vector<double> session_returns(const std::vector<engine::EquityRecord>& equity,
                                    Money initial_equity);

struct TradeStatistics {
  std::int64_t trades = 0;              // closed
  std::int64_t open_trades = 0;         // still open at the end
  std::optional<double> win_rate;       // share of closed trades with a profit after costs
  std::optional<double> profit_factor;  // sum of wins / sum of losses; absent without losses
  std::optional<double> avg_win;        // dollars
  std::optional<double> avg_loss;       // dollars, negative
  std::optional<double> expectancy;     // mean profit of a closed trade, dollars
  Money pnl;                            // closed trades, after fees
  Money unrealized;                     // open trades, after the fees paid so far
  Money fees;                           // of all trades
  Money slippage;                       // of all trades, against mid
  Money premium;                        // absolute entry premium traded, for turnover
};

// Positions that never filled are left out.
TradeStatistics trade_statistics(const std::vector<Position>& positions);

using TradeBreakdown = std::map<std::string, TradeStatistics>;
TradeBreakdown by_regime(const std::vector<Position>& positions);  // at entry
TradeBreakdown by_symbol(const std::vector<Position>& positions);
TradeBreakdown by_strategy(const std::vector<Position>& positions);
TradeBreakdown by_exit_reason(const std::vector<Position>& positions);  // "open" where still open

// Whether the position was ever held.
bool was_filled(const Position& position);
// Closed: realized; open: unrealized.
Money pnl_of(const Position& position);

}  // namespace aots::backtest
