// SmallMarket: a market of one stock, an index fund and a volatility index, record by record, and
// the lake that holds it. The same seed gives the same market.
#pragma once

#include <cstdint>
#include <vector>

#include "base/file.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "domain/market.hpp"

namespace aots::features::testing {

const calendar::ExchangeCalendar& nyse();

struct SmallMarket {
  std::vector<Bar> bars;            // of ACME, SPY and VIX
  std::vector<OptionChain> chains;  // of ACME, for the last sessions
  std::vector<RateObservation> rates;
  std::vector<Dividend> dividends;
  std::vector<Split> splits;
  std::vector<EarningsReport> earnings;
  std::vector<FomcDecision> fomc;
};

struct SmallMarketOptions {
  Date first = make_date(2021, 1, 4);
  int sessions = 330;
  int sessions_with_chains = 280;  // the last of them
  std::uint64_t seed = 1;
};

SmallMarket small_market(const SmallMarketOptions& options = {});

// Writes the records into a new lake, or adds them to the one that is there.
void write_lake(const Path& root, const SmallMarket& market);

}  // namespace aots::features::testing
