// ExpiryTime: where one expiry stands in time, seen from the moment of its chain.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"
#include "domain/types.hpp"

namespace aots::analytics {

struct ExpiryTime {
  int dte = 0;                    // calendar days to the settlement date; negative once past it
  std::optional<double> years{};  // ACT/365 to the cut-off; absent once past it
  SettlementPrint settlement = SettlementPrint::kPm;
  bool adjusted = false;  // a deliverable that nobody here knows (calendar/option_class.hpp)
};

inline ExpiryTime expiry_time(const calendar::ExchangeCalendar& calendar,
                              const calendar::OptionClass& option_class, Date label, Date session,
                              Timestamp event_time) {
  return {.dte = calendar::dte(calendar, option_class, label, session),
          .years = calendar::years_to_cutoff(calendar, option_class, label, event_time),
          .settlement = option_class.settlement,
          .adjusted = option_class.adjusted};
}

}  // namespace aots::analytics
