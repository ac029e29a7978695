#include "backtest/market_side.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace aots::backtest {
namespace {

std::string key_with(std::string_view assignment) {
  RunConfig config;
  ConfigBinder binder;
  bind(binder, config);
  const auto done = binder.set(assignment);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
  return market_key(config);
}

TEST(MarketKey, ChangesWithWhatChoosesTheData) {
  std::set<std::string> keys = {market_key({})};
  for (const char* assignment :
       {"backtest.symbols=SPX", "backtest.from=2019-04-25", "backtest.to=2019-04-25",
        "universe.file=tickers.yaml", "data.lake=other", "data.sources.chains=cboe_spx_2019",
        "strategy.earnings_window_days=7"}) {
    EXPECT_TRUE(keys.insert(key_with(assignment)).second) << assignment;
  }
}

TEST(MarketKey, DoesNotKnowWhatDecides) {
  for (const char* assignment :
       {"strategy.name=router", "strategy.iv_rank.sell_threshold=0.9", "risk.max_positions=2",
        "execution.cancel_after_minutes=9", "fill.model=mid", "account.initial_equity=5000",
        "seed=9", "backtest.books=configured", "note=mine", "data.liquidity.max_spread_pct=0.5"}) {
    EXPECT_EQ(key_with(assignment), market_key({})) << assignment;
  }
}

}  // namespace
}  // namespace aots::backtest
