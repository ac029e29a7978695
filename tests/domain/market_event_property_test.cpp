#include "domain/market_event.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

// Few values of everything, so that ties are common.
Date any_date() { return make_date(2019, 5, 1) + Days{*rc::gen::inRange(0, 2)}; }
Timestamp any_time() { return Timestamp{std::chrono::hours{*rc::gen::inRange(0, 3)}}; }
Symbol any_symbol() { return Symbol(*rc::gen::element<std::string>("QQQ", "SPY")); }
Origin any_origin() { return *rc::gen::element(Origin::kReal, Origin::kSynthetic); }
Price any_price() { return Price::from_micros(*rc::gen::inRange(0, 2)); }

OptionChain any_chain() {
  OptionChain chain{.underlying = any_symbol(),
                    .session = any_date(),
                    .event_time = any_time(),
                    .known_time = any_time(),
                    .origin = any_origin()};
  if (*rc::gen::arbitrary<bool>()) chain.spot = any_price();
  const int expiries = *rc::gen::inRange(0, 3);
  for (int i = 0; i < expiries; ++i) {
    ExpiryChain slice{.root = "SPY", .expiry = any_date()};
    const int quotes = *rc::gen::inRange(0, 3);
    for (int j = 0; j < quotes; ++j) {
      OptionQuote quote{.strike = any_price()};
      if (*rc::gen::arbitrary<bool>()) quote.bid = any_price();
      slice.quotes.push_back(quote);
    }
    chain.expiries.push_back(slice);
  }
  return chain;
}

MarketEvent any_event() {
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return RateObservation{.series = *rc::gen::element<std::string>("DGS1", "DTB3"),
                             .date = any_date(),
                             .known_time = any_time(),
                             .rate = *rc::gen::element(0.01, 0.02)};
    case 1:
      return FomcDecision{
          .date = any_date(), .scheduled = *rc::gen::arbitrary<bool>(), .known_time = any_time()};
    case 2:
      return EarningsReport{
          .symbol = any_symbol(), .report_date = any_date(), .known_time = any_time()};
    case 3:
      return Dividend{.symbol = any_symbol(),
                      .ex_date = any_date(),
                      .known_time = any_time(),
                      .amount = *rc::gen::element(0.5, 1.0)};
    case 4:
      return Split{.symbol = any_symbol(),
                   .ex_date = any_date(),
                   .known_time = any_time(),
                   .ratio = *rc::gen::element(2.0, 4.0)};
    case 5:
      return any_chain();
    case 6:
      return Bar{.symbol = any_symbol(),
                 .date = any_date(),
                 .known_time = any_time(),
                 .close = any_price(),
                 .origin = any_origin()};
    default:
      return SessionEnd{.session = any_date(), .known_time = any_time()};
  }
}

std::vector<MarketEvent> any_history(int longest) {
  const int count = *rc::gen::inRange(0, longest + 1);
  std::vector<MarketEvent> events;
  for (int i = 0; i < count; ++i) events.push_back(any_event());
  return events;
}

RC_GTEST_PROP(OrderedBeforeProperty, TheSameRecordsAreTheSameSequence, ()) {
  auto history = any_history(30);
  auto shuffled = history;
  for (std::size_t i = shuffled.size(); i > 1; --i) {
    std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  std::sort(history.begin(), history.end(), ordered_before);
  std::sort(shuffled.begin(), shuffled.end(), ordered_before);
  const bool is_same = history == shuffled;
  RC_ASSERT(is_same);
}

RC_GTEST_PROP(OrderedBeforeProperty, ExactlyOneOfTwoDifferentRecordsComesFirst, ()) {
  const auto history = any_history(12);
  for (const auto& a : history) {
    for (const auto& b : history) {
      const bool is_first = ordered_before(a, b);
      const bool is_second = ordered_before(b, a);
      if (a == b) {
        RC_ASSERT(!is_first);
        RC_ASSERT(!is_second);
      } else {
        RC_ASSERT(is_first != is_second);
      }
    }
  }
}

RC_GTEST_PROP(OrderedBeforeProperty, TheOrderIsTransitive, ()) {
  const auto history = any_history(10);
  for (const auto& a : history) {
    for (const auto& b : history) {
      for (const auto& c : history) {
        if (ordered_before(a, b) && ordered_before(b, c)) RC_ASSERT(ordered_before(a, c));
      }
    }
  }
}

RC_GTEST_PROP(OrderedBeforeProperty, ASortedHistoryNeverGoesBackInKnownTime, ()) {
  auto history = any_history(30);
  std::sort(history.begin(), history.end(), ordered_before);
  for (std::size_t i = 1; i < history.size(); ++i) {
    RC_ASSERT(known_time(history[i - 1]) <= known_time(history[i]));
  }
}

}  // namespace
}  // namespace aots
