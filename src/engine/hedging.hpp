// Hedging: keeps the shares of a desk's trades: brings a trade back to delta-neutral when it has
// left the band of its strategy, and sells what hedged it when its options are gone.
//
// Deltas in shares. What is not known trades nothing and is counted: a chain without a spot, an
// option without a quote or a delta.
#pragma once

#include <string>

#include "analytics/chain_view.hpp"
#include "base/result.hpp"
#include "engine/book_events.hpp"
#include "engine/funnel.hpp"
#include "engine/journal.hpp"
#include "trading/broker/sim/sim_shares.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::engine {

struct HedgingParts {
  const trading::RiskConfig& risk;  // read once
  trading::FillDelay delay = trading::FillDelay::kSameSnapshot;
  trading::ShareCosts costs;
  trading::Portfolio& portfolio;  // these outlive the hedging
  Funnel& funnel;
  Journal* journal = nullptr;        // may be null
  BookListener* listener = nullptr;  // may be null
  trading::SpotLookup spot_of;
  const trading::StressMarket* stress_market = nullptr;  // may be null
};

class Hedging {
 public:
  explicit Hedging(HedgingParts parts);

  // Books what waited for the chain.
  Status on_chain(const OptionChain& chain);
  // Trades the net delta of options and shares away where it is more than `band`. Where the gate
  // refuses to turn the shares round, those that are held are given up.
  Status keep_within(double band, PositionId id, const analytics::ChainView& view);
  // Sells or buys back the shares of a trade that has no option left, but those that wait for the
  // next open.
  Status leave(PositionId id, const std::string& reason, Timestamp now);
  // Whatever waits for the trade.
  void cancel(PositionId id);

 private:
  enum class When { kAsConfigured, kNow };
  Status trade(const trading::ShareRequest& request, When when);
  Status book(const ShareFill& fill);

  HedgingParts parts_;
  trading::ShareGate gate_;
  trading::SimShares shares_;
};

}  // namespace aots::engine
