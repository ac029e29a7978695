#include "domain/market_event.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace aots {
namespace {

const Date kSession = make_date(2019, 5, 1);
const Timestamp kNoon = *parse_timestamp("2019-05-01T16:00:00Z");
const Timestamp kClose = *parse_timestamp("2019-05-01T20:15:00Z");

Bar bar(const char* symbol, Date date, Timestamp known) {
  Bar result;
  result.symbol = Symbol(symbol);
  result.date = date;
  result.known_time = known;
  return result;
}

OptionChain chain(const char* symbol, Timestamp known) {
  OptionChain result;
  result.underlying = Symbol(symbol);
  result.session = kSession;
  result.known_time = known;
  return result;
}

RateObservation rate(const char* series, Timestamp known) {
  return {.series = series, .date = kSession, .known_time = known};
}

void expect_order(const MarketEvent& first, const MarketEvent& second) {
  EXPECT_TRUE(ordered_before(first, second));
  EXPECT_FALSE(ordered_before(second, first));
  EXPECT_FALSE(ordered_before(first, first));
}

TEST(MarketEvent, KnowsWhenItBecameKnown) {
  EXPECT_EQ(known_time(bar("SPY", kSession, kClose)), kClose);
  EXPECT_EQ(known_time(chain("SPX", kNoon)), kNoon);
  EXPECT_EQ(known_time(SessionEnd{.session = kSession, .known_time = kClose}), kClose);
}

TEST(OrderedBefore, PutsWhatWasKnownEarlierFirstWhateverItIs) {
  expect_order(SessionEnd{.session = kSession, .known_time = kNoon}, rate("DTB3", kClose));
  // The date of the record does not matter, only when it was known.
  expect_order(bar("SPY", make_date(2019, 5, 2), kNoon), bar("SPY", kSession, kClose));
}

TEST(OrderedBefore, PutsTheKindsOfOneMomentInTheOrderOfTheirDeclaration) {
  const std::vector<MarketEvent> expected = {
      rate("DTB3", kClose),
      FomcDecision{.date = kSession, .known_time = kClose},
      EarningsReport{.symbol = Symbol("AAPL"), .report_date = kSession, .known_time = kClose},
      Dividend{.symbol = Symbol("AAPL"), .ex_date = kSession, .known_time = kClose},
      Split{.symbol = Symbol("AAPL"), .ex_date = kSession, .known_time = kClose},
      chain("AAPL", kClose),
      bar("AAPL", kSession, kClose),
      SessionEnd{.session = kSession, .known_time = kClose}};
  auto events = expected;
  std::reverse(events.begin(), events.end());
  std::sort(events.begin(), events.end(), ordered_before);
  EXPECT_EQ(events, expected);
}

TEST(OrderedBefore, PutsOneKindInTheOrderOfSymbolAndDate) {
  expect_order(bar("QQQ", kSession, kClose), bar("SPY", kSession, kClose));
  expect_order(bar("SPY", kSession, kClose), bar("SPY", make_date(2019, 5, 2), kClose));
  expect_order(bar("QQQ", make_date(2019, 5, 2), kClose), bar("SPY", kSession, kClose));
  expect_order(chain("SPX", kNoon), chain("SPY", kNoon));
  expect_order(rate("DGS10", kNoon), rate("DTB3", kNoon));
}

TEST(OrderedBefore, TellsRecordsApartThatDifferOnlyInTheirContent) {
  auto cheap = bar("SPY", kSession, kClose);
  auto dear = cheap;
  dear.close = *Price::parse("1");
  expect_order(cheap, dear);

  auto thin = chain("SPX", kNoon);
  auto thick = thin;
  thick.expiries = {{.root = "SPX", .expiry = kSession, .quotes = {OptionQuote{}}}};
  expect_order(thin, thick);
  auto quoted = thick;
  quoted.expiries[0].quotes[0].bid = *Price::parse("0.05");
  expect_order(thick, quoted);
}

TEST(OrderedBefore, TakesEqualRecordsForEquivalent) {
  const MarketEvent a = chain("SPX", kNoon);
  const MarketEvent b = chain("SPX", kNoon);
  EXPECT_FALSE(ordered_before(a, b));
  EXPECT_FALSE(ordered_before(b, a));
}

}  // namespace
}  // namespace aots
