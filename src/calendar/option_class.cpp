#include "calendar/option_class.hpp"

#include <algorithm>
#include <array>

#include "calendar/exchange_calendar.hpp"

namespace aots::calendar {
namespace {

constexpr Price cents(std::int64_t count) { return Price::from_micros(count * 10'000); }

// D40. The package column is the net price of a multi-leg order (Cboe Rule 5.4(b): a cent or more,
// set class by class; 0.05 in SPX).
constexpr TickRule kNickel{cents(5), cents(10), cents(300), cents(5)};
constexpr TickRule kNickelStock{cents(5), cents(10), cents(300), cents(1)};
constexpr TickRule kPenny{cents(1), cents(5), cents(300), cents(1)};
constexpr TickRule kPennyThroughout{cents(1), cents(1), cents(300), cents(1)};

struct IndexRow {
  ShortText root;
  ShortText underlying;
  ExerciseStyle style;
  SettlementPrint settlement;
  TickRule tick;
};

constexpr auto kEuropean = ExerciseStyle::kEuropean;
constexpr auto kAmerican = ExerciseStyle::kAmerican;
constexpr auto kAm = SettlementPrint::kAm;
constexpr auto kPm = SettlementPrint::kPm;

// Cash-settled index classes, all with multiplier 100 and quotes to 16:15. XSP was AM-settled in
// its early years and SPXW until December 2010; the table holds what they have been since.
constexpr std::array kIndices{
    IndexRow{"SPX", "SPX", kEuropean, kAm, kNickel},
    IndexRow{"SPXW", "SPX", kEuropean, kPm, kNickel},
    IndexRow{"SPXPM", "SPX", kEuropean, kPm, kNickel},  // third Fridays, merged into SPXW in 2017
    IndexRow{"XSP", "XSP", kEuropean, kPm, kPennyThroughout},
    IndexRow{"NDX", "NDX", kEuropean, kAm, kNickel},
    IndexRow{"NDXP", "NDX", kEuropean, kPm, kNickel},
    IndexRow{"RUT", "RUT", kEuropean, kAm, kNickel},
    IndexRow{"RUTW", "RUT", kEuropean, kPm, kNickel},
    IndexRow{"MRUT", "MRUT", kEuropean, kPm, kPennyThroughout},
    IndexRow{"DJX", "DJX", kEuropean, kAm, kPenny},
    IndexRow{"VIX", "VIX", kEuropean, kAm, kNickel},
    IndexRow{"VIXW", "VIX", kEuropean, kAm, kNickel},
    IndexRow{"OEX", "OEX", kAmerican, kPm, kNickel},
    IndexRow{"XEO", "OEX", kEuropean, kPm, kNickel},
};

constexpr std::array<ShortText, 3> kPennyThroughoutRoots{"IWM", "QQQ", "SPY"};

// ETFs whose options quote to 16:15 (exchanges' notices on closing times), beside those above.
constexpr std::array<ShortText, 10> kLateEtfs{"DIA", "XLB", "XLE", "XLF", "XLI",
                                              "XLK", "XLP", "XLU", "XLV", "XLY"};

constexpr std::array<ShortText, 10> kPennyStocks{"AAPL", "AMZN", "FB",   "GOOG", "GOOGL",
                                                 "META", "MSFT", "NFLX", "NVDA", "TSLA"};

template <std::size_t N>
bool contains(const std::array<ShortText, N>& roots, const ShortText& root) {
  return std::ranges::find(roots, root) != roots.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

ShortText without_digits_at_end(std::string_view root) {
  while (!root.empty() && is_digit(root.back())) root.remove_suffix(1);
  return root;
}

}  // namespace

// No index root ends in a digit.
bool is_adjusted(const ShortText& root) { return !root.empty() && is_digit(root.back()); }

OptionClass option_class(const ShortText& root) {
  OptionClass result;
  result.root = root;
  const auto* index = std::ranges::find(kIndices, root, &IndexRow::root);
  if (index != kIndices.end()) {
    result.underlying = Symbol(index->underlying);
    result.style = index->style;
    result.delivery = Delivery::kCash;
    result.settlement = index->settlement;
    result.tick = index->tick;
    result.late_quotes = true;
    return result;
  }
  result.adjusted = is_adjusted(root);
  const ShortText stock = result.adjusted ? without_digits_at_end(root) : root;
  result.underlying = Symbol(stock);
  if (contains(kPennyThroughoutRoots, stock)) {
    result.tick = kPennyThroughout;
    result.late_quotes = true;
  } else if (contains(kLateEtfs, stock)) {
    result.tick = kPenny;
    result.late_quotes = true;
  } else {
    result.tick = contains(kPennyStocks, stock) ? kPenny : kNickelStock;
  }
  return result;
}

Price leg_tick(const OptionClass& option_class, Price premium) {
  const TickRule& tick = option_class.tick;
  return premium < tick.threshold ? tick.below : tick.from;
}

Price package_tick(const OptionClass& option_class) { return option_class.tick.package; }

Price net_tick(const OptionClass& option_class, std::size_t legs, Price net) {
  return legs == 1 ? leg_tick(option_class, net.abs()) : package_tick(option_class);
}

std::chrono::minutes trading_end_minutes(const OptionClass& option_class, TradingDay day) {
  switch (day) {
    case TradingDay::kOrdinary:
      return option_class.late_quotes ? kCloseMinutes + kLateQuoteMinutes : kCloseMinutes;
    case TradingDay::kLastOfContract:
      // AM-settled contracts do not stop for a closing print: their last day is an ordinary one.
      return option_class.late_quotes && option_class.settlement == SettlementPrint::kAm
                 ? kCloseMinutes + kLateQuoteMinutes
                 : kCloseMinutes;
  }
  return kCloseMinutes;
}

}  // namespace aots::calendar
