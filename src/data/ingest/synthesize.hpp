// Synthesize: simulated records into a lake, marked as such for ever after.
//
// Two forms. A whole market goes into a lake of its own (kind "synthetic", the lake marked).
// Anchored chains go beside the real bars of a lake (kind "anchored"), only for sessions of which
// it holds no chain. Either becomes visible in one commit at the end; a stopped run leaves the lake
// as it was. The same request on a lake that holds its result already changes nothing and says so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "data/store/source_ranking.hpp"

namespace aots::data {

struct SynthesisRequest {
  std::vector<Symbol> symbols;
  Date from;
  Date to;
  std::uint64_t seed = 1;
  // Contracts that every symbol of a market lists on every session, at least; 0: as its profile
  // says.
  int contracts_min = 0;
  // Of an anchored request: a session gets a chain unless a source that ranks before `anchored`
  // holds one. By default every recorded source does.
  SourceRanking sources = {};
};

// What was written of one symbol. Contracts are quotes of a chain: calls and puts.
struct SynthesizedChains {
  Symbol symbol;
  std::int64_t sessions = 0;
  std::int64_t rows = 0;
  std::int64_t contracts_min = 0;
  std::int64_t contracts_max = 0;
  Date first;
  Date last;
  // Sessions of an anchored request that got no chain, by reason.
  std::int64_t held_already = 0;   // the lake has a chain
  std::int64_t without_bar = 0;    // no price of the underlying
  std::int64_t without_level = 0;  // no volatility index, or too little history to model one
  std::int64_t without_rate = 0;   // no interest rate was known
};

struct SynthesisReport {
  std::string kind;            // "synthetic" or "anchored"
  bool already_there = false;  // nothing was written
  std::int64_t rows = 0;       // of all tables
  std::vector<SynthesizedChains> chains;
};

// Errors: kUsage for a span of dates that cannot be simulated; kData for an unknown symbol and for
// a lake that holds anything else; kInterrupted; those of the lake.
Result<SynthesisReport> synthesize_market(const Path& lake, const SynthesisRequest& request,
                                          const calendar::ExchangeCalendar& calendar,
                                          WorkObserver& observer);

// Chains on the bars of the symbols that the lake holds: SPX and SPY on VIX, QQQ on VXN, others on
// their own realized vol and reports. Errors: kData for a lake without the bars that are needed,
// for a synthetic lake and for sessions that an earlier anchoring covers; as above otherwise.
Result<SynthesisReport> synthesize_anchored(const Path& lake, const SynthesisRequest& request,
                                            const calendar::ExchangeCalendar& calendar,
                                            WorkObserver& observer);

}  // namespace aots::data
