// Enrichment: own forwards, vols, Greeks and what follows from them, for every chain of a lake.
//
// The figures of a chain follow from its quotes and from the rate, dividends and closes known at
// its moment, so they are kept as derived tables (data/store/derived.hpp), a month of a symbol a
// file, under a key of all of these. A month whose key is held is left alone; one whose chains,
// rates or dividends changed is computed again. So the order of imports never matters, and what the
// tables say is what `aots chain` says.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

struct EnrichRequest {
  bool check_files = false;  // read what is held and compute again what is damaged
  int jobs = 2;
};

struct EnrichReport {
  std::int64_t months_held = 0;  // of a symbol; their figures were there already
  std::int64_t months_computed = 0;
  std::int64_t chains = 0;  // snapshots computed
  std::int64_t quotes = 0;
  std::int64_t with_iv = 0;        // quotes of these that have a vol of their own
  std::int64_t files_removed = 0;  // stale or damaged
};

// Needs the lake's writer only as the proof that nobody else writes. Errors: those of the lake and
// of the disk; kInterrupted.
Result<EnrichReport> enrich(const Lake& lake, const LakeWriter& lock, const EnrichRequest& request,
                            const calendar::ExchangeCalendar& calendar, WorkObserver& observer);

}  // namespace aots::data
