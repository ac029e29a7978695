#include "backtest/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::backtest {
namespace {

const Money kInitial = Money::from_double(100'000.0);

// Session-end equities on consecutive days from 2 January 2019 on.
std::vector<engine::EquityRecord> equity_of(const std::vector<double>& values) {
  std::vector<engine::EquityRecord> days;
  Date date = make_date(2019, 1, 2);
  for (const double value : values) {
    engine::EquityRecord day;
    day.date = date;
    day.equity = Money::from_double(value);
    days.push_back(day);
    date += Days(1);
  }
  return days;
}

Position trade_of(double pnl, PositionStatus status = PositionStatus::kClosed) {
  Position position;
  position.status = status;
  position.entry_time = Timestamp(std::chrono::hours(24));
  position.quantity = 2;
  position.entry_net = Price::from_double(-1.5);
  position.signal.multiplier = 100;
  position.signal.symbol = Symbol("SPX");
  position.signal.strategy = "iv_rank_buy";
  position.signal.regime = Regime::kLowVol;
  position.exit_reason = status == PositionStatus::kClosed ? "stop_loss" : "";
  position.fees = Money::from_double(2.6);
  position.slippage = Money::from_double(10.0);
  (status == PositionStatus::kClosed ? position.realized : position.unrealized) =
      Money::from_double(pnl);
  return position;
}

TEST(Statistics, ReturnsStartFromTheInitialEquity) {
  const auto returns = session_returns(equity_of({101'000.0, 100'495.0, 102'504.9}), kInitial);
  ASSERT_EQ(returns.size(), 3U);
  EXPECT_NEAR(returns[0], 0.01, 1e-12);
  EXPECT_NEAR(returns[1], -0.005, 1e-12);
  EXPECT_NEAR(returns[2], 0.02, 1e-12);
}

TEST(Statistics, MatchATableComputedByHand) {
  auto days = equity_of({101'000.0, 100'495.0, 102'504.9});
  days[2].date = make_date(2019, 1, 6);  // four calendar days after the first
  days[1].open_positions = 1;
  const EquityStatistics s = equity_statistics(days, kInitial);
  // Returns 1%, -0.5%, 2%: mean 0.00833333, sample deviation 0.01258306, downside 0.00288675.
  EXPECT_NEAR(s.total_return.value(), 0.025049, 1e-12);
  EXPECT_NEAR(s.volatility.value(), 0.19974984355438172, 1e-10);
  EXPECT_NEAR(s.sharpe.value(), 10.513149660756938, 1e-8);
  EXPECT_NEAR(s.sortino.value(), 45.82575694955840, 1e-8);
  EXPECT_NEAR(s.cagr.value(), 8.574556981541111, 1e-8);
  EXPECT_NEAR(s.max_drawdown.value(), 0.005, 1e-12);
  EXPECT_EQ(s.max_drawdown_days.value(), 4);
  EXPECT_NEAR(s.calmar.value(), 1714.911396308222, 1e-5);
  EXPECT_NEAR(s.exposure.value(), 1.0 / 3.0, 1e-12);
}

TEST(Statistics, WithoutASessionEverythingIsAbsent) {
  const EquityStatistics s = equity_statistics({}, kInitial);
  EXPECT_FALSE(s.total_return || s.cagr || s.volatility || s.sharpe || s.sortino || s.calmar ||
               s.max_drawdown || s.max_drawdown_days || s.exposure);
}

TEST(Statistics, OneSessionHasAReturnButNoRatios) {
  const EquityStatistics s = equity_statistics(equity_of({99'000.0}), kInitial);
  EXPECT_NEAR(s.total_return.value(), -0.01, 1e-12);
  EXPECT_NEAR(s.max_drawdown.value(), 0.01, 1e-12);
  EXPECT_FALSE(s.cagr || s.volatility || s.sharpe || s.sortino || s.calmar);
}

TEST(Statistics, ABookThatNeverMovesHasNoRatios) {
  const EquityStatistics s =
      equity_statistics(equity_of({100'000.0, 100'000.0, 100'000.0}), kInitial);
  EXPECT_EQ(s.total_return.value(), 0.0);
  EXPECT_EQ(s.max_drawdown.value(), 0.0);
  EXPECT_EQ(s.max_drawdown_days.value(), 0);
  EXPECT_FALSE(s.sharpe || s.sortino || s.calmar);
}

// Bug: equal returns that differ in their last bit gave a Sharpe ratio of 10^16.
TEST(Statistics, EqualReturnsHaveNoSharpe) {
  const EquityStatistics s =
      equity_statistics(equity_of({170'000.0, 289'000.0, 491'300.0}), kInitial);
  EXPECT_FALSE(s.sharpe);
  EXPECT_FALSE(s.sortino);  // and no loss to divide by
}

TEST(Statistics, ARuinedBookHasNoGrowthRate) {
  const EquityStatistics s = equity_statistics(equity_of({50'000.0, -10.0}), kInitial);
  EXPECT_NEAR(s.total_return.value(), -1.0001, 1e-12);
  EXPECT_FALSE(s.cagr || s.calmar);
}

struct BruteDrawdown {
  double depth = 0.0;
  int days = 0;
};

// Every peak against every later session.
BruteDrawdown brute_drawdown(const std::vector<double>& values) {
  BruteDrawdown worst;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t recovered = i + 1;
    double depth = 0.0;
    while (recovered < values.size() && values[recovered] < values[i]) {
      depth = std::max(depth, 1.0 - values[recovered] / values[i]);
      ++recovered;
    }
    if (depth <= worst.depth) continue;
    worst.depth = depth;
    worst.days = static_cast<int>(std::min(recovered, values.size() - 1) - i);
  }
  return worst;
}

TEST(Statistics, DrawdownAgreesWithBruteForce) {
  Rng rng(20190425);
  for (int path = 0; path < 200; ++path) {
    std::vector<double> values{100'000.0};
    const auto length = 2 + rng.below(60);
    while (values.size() < length) {
      values.push_back(std::round(values.back() * std::exp(0.02 * rng.normal()) * 100.0) / 100.0);
    }
    const BruteDrawdown expected = brute_drawdown(values);
    const EquityStatistics s = equity_statistics(equity_of(values), kInitial);
    EXPECT_NEAR(s.max_drawdown.value(), expected.depth, 1e-12) << "path " << path;
    EXPECT_EQ(s.max_drawdown_days.value(), expected.days) << "path " << path;
  }
}

TEST(Statistics, WithoutATradeItsFiguresAreAbsent) {
  Position never_filled = trade_of(0.0, PositionStatus::kNeverFilled);
  never_filled.entry_time.reset();
  const TradeStatistics s = trade_statistics({never_filled});
  EXPECT_EQ(s.trades + s.open_trades, 0);
  EXPECT_FALSE(s.win_rate || s.profit_factor || s.avg_win || s.avg_loss || s.expectancy);
  EXPECT_TRUE(s.fees.is_zero());
}

TEST(Statistics, TradesMatchATableComputedByHand) {
  const TradeStatistics s =
      trade_statistics({trade_of(120.0), trade_of(-80.0), trade_of(0.0), trade_of(40.0),
                        trade_of(-15.0, PositionStatus::kOpen)});
  EXPECT_EQ(s.trades, 4);
  EXPECT_EQ(s.open_trades, 1);
  EXPECT_DOUBLE_EQ(s.win_rate.value(), 0.5);  // a trade without a profit is no win
  EXPECT_DOUBLE_EQ(s.profit_factor.value(), 2.0);
  EXPECT_DOUBLE_EQ(s.avg_win.value(), 80.0);
  EXPECT_DOUBLE_EQ(s.avg_loss.value(), -80.0);
  EXPECT_DOUBLE_EQ(s.expectancy.value(), 20.0);
  EXPECT_EQ(s.pnl, Money::from_double(80.0));
  EXPECT_EQ(s.unrealized, Money::from_double(-15.0));
  EXPECT_EQ(s.fees, Money::from_double(13.0));
  EXPECT_EQ(s.slippage, Money::from_double(50.0));
  EXPECT_EQ(s.premium, Money::from_double(1500.0));  // five times 1.50 x 2 x 100
}

TEST(Statistics, WithoutALossThereIsNoProfitFactor) {
  const TradeStatistics s = trade_statistics({trade_of(10.0)});
  EXPECT_FALSE(s.profit_factor);
  EXPECT_FALSE(s.avg_loss);
  EXPECT_DOUBLE_EQ(s.avg_win.value(), 10.0);
}

TEST(Statistics, BreakdownsAddUpToTheWhole) {
  Position other = trade_of(30.0);
  other.signal.symbol = Symbol("SPY");
  other.signal.regime = Regime::kHighVol;
  other.exit_reason = "expiry";
  const std::vector<Position> all{trade_of(120.0), other, trade_of(-5.0, PositionStatus::kOpen)};
  EXPECT_EQ(by_symbol(all).at("SPY").pnl, Money::from_double(30.0));
  EXPECT_EQ(by_symbol(all).at("SPX").pnl, Money::from_double(120.0));
  EXPECT_EQ(by_regime(all).at("high_vol").trades, 1);
  EXPECT_EQ(by_strategy(all).at("iv_rank_buy").trades, 2);
  EXPECT_EQ(by_exit_reason(all).at("open").unrealized, Money::from_double(-5.0));
  EXPECT_EQ(by_exit_reason(all).at("expiry").pnl, Money::from_double(30.0));
  EXPECT_EQ(by_exit_reason(all).size(), 3U);
}

}  // namespace
}  // namespace aots::backtest
