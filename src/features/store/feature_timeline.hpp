// FeatureTimeline: what the feature rows of one symbol rest on, session by session.
//
// Each day is as it stood at the end of its session, when its bars are known. What became known of
// it later (a restated bar, a chain that came late) is a revision: rows from the end of the session
// at which it was known see it, rows before do not.
#pragma once

#include <cstddef>
#include <vector>

#include "analytics/carry.hpp"
#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "features/feature_day.hpp"
#include "features/feature_matrix.hpp"
#include "features/store/market_history.hpp"

namespace aots::features {

struct FeatureTimeline {
  struct Revision {
    std::size_t at = 0;   // index of the session at whose end it was known
    std::size_t day = 0;  // index of the day, before `at`
    FeatureDay now{};
  };

  std::vector<FeatureDay> days;     // sessions without holes
  std::vector<Revision> revisions;  // ascending by `at`

  // Whether the symbol had a bar or a chain that day: the others are no rows.
  static bool is_held(const FeatureDay& day) { return day.bar || day.options; }
};

// Reads the symbol's chains from the lake, one snapshot after the other. Safe to call from several
// threads.
Result<FeatureTimeline> read_timeline(const data::Lake& lake, const MarketHistory& history,
                                      const FeatureSubject& subject,
                                      const calendar::ExchangeCalendar& calendar);

// A row for every session of the timeline.
FeatureMatrix rows_of(const FeatureTimeline& timeline, const Symbol& symbol,
                      const calendar::ExchangeCalendar& calendar);

}  // namespace aots::features
