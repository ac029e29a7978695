// OptionDayReader: the OptionDay of a packed snapshot, without building a chain.
//
// The same bits as option_day() of a ChainView over the same quotes (features/option_summary.hpp),
// at a fraction of the cost: only the expiries that a number of the day rests on are unpacked, and
// of these only the quotes near enough to the money to matter are valued.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/carry.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/option_class.hpp"
#include "data/store/snapshot_view.hpp"
#include "features/option_day.hpp"
#include "features/store/packed_quotes.hpp"

namespace aots::features {

class OptionDayReader {
 public:
  // The calendar must outlive the reader, and cover every expiry that is read.
  explicit OptionDayReader(const calendar::ExchangeCalendar& calendar, TargetExpiry target = {});

  // `carry` as known at the snapshot's moment.
  OptionDay read(const data::SnapshotView& snapshot, const analytics::CarryInputs& carry);

 private:
  class PackedChain;

  const calendar::OptionClass& class_of(std::string_view root);

  const calendar::ExchangeCalendar& calendar_;
  TargetExpiry target_;
  std::vector<calendar::OptionClass> classes_;  // of the roots seen so far
  std::vector<PackedQuotes> quotes_;            // of the expiries of one snapshot, reused
};

}  // namespace aots::features
