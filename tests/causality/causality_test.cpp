// Nothing decided up to a moment may depend on what became known after it: every record known later
// is scrambled, and every journal line up to that moment must stay byte-identical.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/engine/toy_market.hpp"

namespace aots {
namespace {

const Date kFirst = make_date(2017, 1, 3);
const Date kChainsFrom = make_date(2018, 3, 1);
const Date kLast = make_date(2018, 8, 31);

Price scrambled(Price price, Rng& rng) {
  return Price::from_double(std::round(price.to_double() * rng.uniform(0.8, 1.25) * 100.0) / 100.0);
}

void scramble(Bar& bar, Rng& rng) {
  const Price base = scrambled(bar.close, rng);
  bar.open = bar.close = base;
  bar.high = base + Price::from_double(1.0);
  bar.low = base;
}

void scramble(OptionChain& chain, Rng& rng) {
  if (chain.spot) chain.spot = scrambled(*chain.spot, rng);
  for (ExpiryChain& slice : chain.expiries) {
    for (OptionQuote& quote : slice.quotes) {
      const Price bid = scrambled(*quote.bid, rng);
      quote.ask = bid + Price::from_double(0.05);
      quote.bid = bid;
    }
  }
}

// The same history up to `moment`; every later record carries other values.
std::vector<MarketEvent> scrambled_after(std::vector<MarketEvent> events, Timestamp moment,
                                         std::uint64_t seed) {
  Rng rng(seed);
  for (MarketEvent& event : events) {
    if (known_time(event) <= moment) continue;
    if (auto* bar = std::get_if<Bar>(&event)) scramble(*bar, rng);
    if (auto* chain = std::get_if<OptionChain>(&event)) scramble(*chain, rng);
    if (auto* rate = std::get_if<RateObservation>(&event)) rate->rate = rng.uniform(0.0, 0.08);
  }
  return events;
}

std::string time_of_line(const std::string& line) {
  const std::string key = "\"time\":\"";
  const auto start = line.find(key) + key.size();
  return line.substr(start, line.find('"', start) - start);
}

std::vector<std::string> lines_until(const std::vector<std::string>& journal, Timestamp moment) {
  std::vector<std::string> lines;
  for (const std::string& line : journal) {
    const auto time = parse_timestamp(time_of_line(line));
    if (time.has_value() && *time <= moment) lines.push_back(line);
  }
  return lines;
}

struct Verdict {
  std::size_t lines = 0;      // decided up to the moments, over all moments
  int differing_moments = 0;  // moments at which the past changed with the future
  int differing_futures = 0;  // moments after which the journals differ, as they should
};

// `make_strategy` is given the history, as a look-ahead bug would have it.
template <class MakeStrategy>
Verdict probe(MakeStrategy make_strategy) {
  const calendar::ExchangeCalendar calendar;
  const auto events = testing::toy_market(calendar, kFirst, kChainsFrom, kLast);
  const auto whole = testing::run_toy(calendar, events, kChainsFrom, make_strategy(events));
  Verdict verdict;
  std::uint64_t seed = 20180301;
  for (const Date session :
       {make_date(2018, 4, 2), make_date(2018, 5, 15), make_date(2018, 7, 3)}) {
    for (const Timestamp moment :
         {calendar.close_time(session), calendar.bars_known_time(session)}) {
      const auto other = scrambled_after(events, moment, ++seed);
      const auto run = testing::run_toy(calendar, other, kChainsFrom, make_strategy(other));
      const auto expected = lines_until(whole.journal, moment);
      const auto actual = lines_until(run.journal, moment);
      verdict.lines += expected.size();
      verdict.differing_moments += expected == actual ? 0 : 1;
      verdict.differing_futures += whole.journal == run.journal ? 0 : 1;
    }
  }
  return verdict;
}

TEST(Causality, NoDecisionDependsOnWhatBecameKnownLater) {
  const Verdict verdict =
      probe([](const std::vector<MarketEvent>&) { return testing::eager_strategy(); });
  EXPECT_GT(verdict.lines, 200U);
  EXPECT_EQ(verdict.differing_moments, 0);
  // The scrambling reaches the decisions that follow, or the test would prove nothing.
  EXPECT_EQ(verdict.differing_futures, 6);
}

// A strategy with a planted look-ahead bug: it trades only when the next session's close is higher.
class PeekingStrategy final : public strategy::Strategy {
 public:
  explicit PeekingStrategy(const std::vector<MarketEvent>& history) {
    for (const MarketEvent& event : history) {
      const auto* bar = std::get_if<Bar>(&event);
      if (bar != nullptr && bar->symbol == Symbol("SPY")) closes_[bar->date] = bar->close;
    }
  }

  std::string_view name() const override { return "peeking"; }
  strategy::Decision evaluate(const strategy::MarketView& view) const override {
    const auto today = closes_.find(view.session);
    const auto tomorrow = today == closes_.end() ? today : std::next(today);
    if (tomorrow == closes_.end() || tomorrow->second <= today->second) {
      return strategy::NoSignal{"tomorrow_is_lower", std::nullopt, std::nullopt};
    }
    return honest_->evaluate(view);
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext& context) const override {
    return honest_->exit_reason(context);
  }

 private:
  std::shared_ptr<const strategy::Strategy> honest_ = testing::eager_strategy();
  std::map<Date, Price> closes_;
};

TEST(Causality, CatchesAPlantedLookAheadBug) {
  const Verdict verdict = probe([](const std::vector<MarketEvent>& history) {
    return std::make_shared<const PeekingStrategy>(history);
  });
  EXPECT_GT(verdict.differing_moments, 0);
}

}  // namespace
}  // namespace aots
