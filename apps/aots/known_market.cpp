#include "known_market.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/market_state.hpp"
#include "run_settings.hpp"

namespace aots::app {

namespace {

constexpr int kBarDays = 400;  // a year of dividends, and bars that cover it

template <class Record>
void append(std::vector<MarketEvent>& events, const std::vector<Record>& records) {
  events.insert(events.end(), records.begin(), records.end());
}

}  // namespace

Result<data::Lake> open_lake(const CommonOptions& common) {
  AOTS_TRY(config, load_run_config(common));
  return open_lake(config);
}

Result<OptionChain> find_chain(const data::Lake& lake, const Symbol& symbol, Date session) {
  AOTS_TRY(sessions, lake.chain_sessions(symbol));
  if (sessions.empty()) {
    return fail(
        ErrorCode::kData,
        "the lake {} holds no chains of {}, it holds those of {}; import some with `aots data "
        "import`, or name one of these",
        lake.root().string(), symbol.str(), names_of(lake.chain_symbols()));
  }
  AOTS_TRY(chain, lake.chain(symbol, session));
  if (chain) return *std::move(chain);
  const auto after = std::ranges::lower_bound(sessions, session);
  const Date nearest = after == sessions.end()     ? sessions.back()
                       : after == sessions.begin() ? sessions.front()
                                                   : *std::prev(after);
  return fail(
      ErrorCode::kData,
      "the lake holds no chain of {} on {}; it holds {} sessions from {} to {}, try --date {}",
      symbol.str(), to_string(session), sessions.size(), to_string(sessions.front()),
      to_string(sessions.back()), to_string(nearest));
}

Result<analytics::CarryInputs> carry_as_known(const data::Lake& lake, const Symbol& symbol,
                                              Date session, Timestamp as_of,
                                              const calendar::ExchangeCalendar& calendar) {
  const Date from = session - Days{kBarDays};
  AOTS_TRY(rates, lake.rates(session - Days{2 * analytics::kRateAgeDaysMax}, session, as_of));
  AOTS_TRY(dividends, lake.dividends(symbol, as_of));
  AOTS_TRY(splits, lake.splits(symbol, as_of));
  AOTS_TRY(bars, lake.bars(symbol, from, session, as_of));
  std::vector<MarketEvent> events;
  append(events, rates);
  append(events, dividends);
  append(events, splits);
  append(events, bars);
  std::stable_sort(events.begin(), events.end(), ordered_before);
  features::MarketState state({}, calendar);
  for (const MarketEvent& event : events) state.apply(event);
  return state.carry(symbol, session);
}

Result<Date> parse_covered_date(const std::string& flag, const std::string& text) {
  AOTS_TRY(date, parse_date_option(flag, text));
  if (date >= calendar::ExchangeCalendar::first_date() &&
      date <= calendar::ExchangeCalendar::last_date()) {
    return date;
  }
  return fail(ErrorCode::kData,
              "{} is {}, outside the exchange calendar; expected a date from {} to {}", flag, text,
              to_string(calendar::ExchangeCalendar::first_date()),
              to_string(calendar::ExchangeCalendar::last_date()));
}

Result<std::pair<std::optional<Date>, std::optional<Date>>> parse_range(
    const RangeOptions& options) {
  std::pair<std::optional<Date>, std::optional<Date>> range;
  if (!options.from.empty()) {
    AOTS_TRY(from, parse_date_option("--from", options.from));
    range.first = from;
  }
  if (!options.to.empty()) {
    AOTS_TRY(to, parse_date_option("--to", options.to));
    range.second = to;
  }
  if (range.first && range.second && *range.first > *range.second) {
    return fail(ErrorCode::kUsage, "--from is {}, after --to, which is {}; expected from <= to",
                options.from, options.to);
  }
  return range;
}

Result<DateRange> within_lake(const std::pair<std::optional<Date>, std::optional<Date>>& asked,
                              Date first, Date last, std::string_view what) {
  const DateRange range{.from = asked.first.value_or(first), .to = asked.second.value_or(last)};
  if (range.from > last || range.to < first) {
    return fail(
        ErrorCode::kData,
        "the lake holds {} from {} to {}, nothing between {} and {}; ask for dates within, or "
        "import more with `aots data import`",
        what, to_string(first), to_string(last), to_string(range.from), to_string(range.to));
  }
  return DateRange{.from = std::max(range.from, first), .to = std::min(range.to, last)};
}

tl::unexpected<Error> no_session(std::string_view what, DateRange range) {
  return fail(
      ErrorCode::kData,
      "there is no session with {} from {} to {}; ask for a longer range, `aots data status` "
      "lists the gaps",
      what, to_string(range.from), to_string(range.to));
}

Result<Symbol> market_index(const data::Lake& lake) {
  const std::vector<Symbol> bars = lake.bar_symbols();
  const auto holds = [&](const char* name) { return std::ranges::count(bars, Symbol(name)) > 0; };
  const char* const found = holds("SPY") ? "SPY" : holds("SPX") ? "SPX" : nullptr;
  if (found == nullptr || !holds("VIX")) {
    return fail(ErrorCode::kData,
                "the regime rests on bars of {}, the lake {} holds bars of {}; import them with "
                "`aots data import`",
                found == nullptr ? "SPY or SPX" : "VIX", lake.root().string(), names_of(bars));
  }
  return Symbol(found);
}

std::string names_of(const std::vector<Symbol>& symbols) {
  std::vector<std::string> names;
  for (const Symbol& symbol : symbols) names.push_back(symbol.str());
  return names.empty() ? "nothing" : join(names, ", ");
}

}  // namespace aots::app
