// What the lake tells about the market as known at a moment, for commands that look at single
// sessions.
#pragma once

#include <string_view>

#include "analytics/carry.hpp"
#include "calendar/exchange_calendar.hpp"
#include "command.hpp"
#include "data/store/lake.hpp"

namespace aots::app {

// The lake of --lake, or of data.lake in the configuration.
Result<data::Lake> open_lake(const CommonOptions& common);

// The session's chain; kData with what the lake holds instead where it has none.
Result<OptionChain> find_chain(const data::Lake& lake, const Symbol& symbol, Date session);

// Rate and dividend yield of a symbol for a chain of `session`, from what was known by `as_of`.
Result<analytics::CarryInputs> carry_as_known(const data::Lake& lake, const Symbol& symbol,
                                              Date session, Timestamp as_of,
                                              const calendar::ExchangeCalendar& calendar);

// The date, if the calendar covers it; ErrorCode::kData otherwise.
Result<Date> parse_covered_date(const std::string& flag, const std::string& text);

// --from and --to of a command, both optional.
struct RangeOptions {
  std::string from;
  std::string to;
};
struct DateRange {
  Date from;
  Date to;
};
// Both dates, `first` and `last` (what the lake holds of `what`) where an option is empty. kUsage
// for a malformed date and for from > to; kData where the lake holds nothing between them.
Result<std::pair<std::optional<Date>, std::optional<Date>>> parse_range(
    const RangeOptions& options);
Result<DateRange> within_lake(const std::pair<std::optional<Date>, std::optional<Date>>& asked,
                              Date first, Date last, std::string_view what);

// Why a range within what the lake holds of `what` shows nothing.
tl::unexpected<Error> no_session(std::string_view what, DateRange range);

// SPY where the lake holds its bars, else SPX (D28); kData where it holds neither, or no VIX.
Result<Symbol> market_index(const data::Lake& lake);

// "SPY, QQQ, VIX", or "nothing".
std::string names_of(const std::vector<Symbol>& symbols);

}  // namespace aots::app
