// For any records: what is written comes back identical, and what a reader sees as of a moment is
// what was known by then. Each case makes a lake on disk, so the cases are few and their seeds
// fixed.
#include "data/store/lake.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/exchange_calendar.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::at_hour;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kStart = make_date(2019, 5, 1);

// Records for consecutive dates, as `draw(date)` makes them.
template <class Draw>
auto draw_days(std::uint64_t count, Draw draw) {
  std::vector<decltype(draw(kStart))> records;
  for (std::uint64_t i = 0; i < count; ++i) {
    records.push_back(draw(kStart + Days(static_cast<int>(i))));
  }
  return records;
}

class Lakes : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  Rng rng_{GetParam()};
  TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Seeds, Lakes, ::testing::Range<std::uint64_t>(1, 21));

TEST_P(Lakes, ReturnDailyRecordsAsTheyWereWritten) {
  const auto count = 1 + rng_.below(GetParam() == 1 ? 5000 : 40);
  const auto draw = [&](auto make) {
    return draw_days(count, [&](Date date) { return make(rng_, "SPY", date); });
  };
  const auto bars = draw(testing::random_bar);
  const auto rates = draw(testing::random_rate);
  const auto dividends = draw(testing::random_dividend);
  const auto splits = draw(testing::random_split);
  const auto earnings = draw(testing::random_earnings);
  const auto decisions =
      draw_days(count, [&](Date date) { return testing::random_fomc(rng_, date); });

  auto writer = LakeWriter::open(folder_.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily_bars", "SPY"), bars));
  ASSERT_TRUE(writer.write_rates(provenance("rates", "SPY"), rates));
  ASSERT_TRUE(writer.write_dividends(provenance("actions", "SPY"), dividends));
  ASSERT_TRUE(writer.write_splits(provenance("actions", "SPY"), splits));
  ASSERT_TRUE(writer.write_earnings(provenance("earnings", "SPY"), earnings));
  ASSERT_TRUE(writer.write_fomc(provenance("fomc", ""), decisions));
  ASSERT_TRUE(writer.commit());

  const auto lake = Lake::open(folder_.path()).value();
  const auto end = kStart + Days(static_cast<int>(count));
  EXPECT_EQ(lake.bars(kSpy, kStart, end).value(), bars);
  EXPECT_EQ(lake.rates(kStart, end).value(), rates);
  EXPECT_EQ(lake.dividends(kSpy).value(), dividends);
  EXPECT_EQ(lake.splits(kSpy).value(), splits);
  EXPECT_EQ(lake.earnings().value(), earnings);
  EXPECT_EQ(lake.fomc().value(), decisions);
}

TEST_P(Lakes, ReturnChainsAsTheyWereWritten) {
  const auto expiries = 1 + static_cast<int>(rng_.below(12));
  const auto strikes = 1 + static_cast<int>(rng_.below(GetParam() == 1 ? 3000 : 150));
  const auto chains = draw_days(1 + rng_.below(5), [&](Date date) {
    return testing::random_chain(rng_, "SPY", date, expiries, strikes);
  });
  auto writer = LakeWriter::open(folder_.path()).value();
  ASSERT_TRUE(writer.write_chains(provenance("cboe", "SPY"), chains));
  ASSERT_TRUE(writer.commit());

  const auto lake = Lake::open(folder_.path()).value();
  auto stream = lake.chains(kSpy, kStart, kStart + Days(100)).value();
  for (const auto& expected : chains) {
    const auto chain = stream->next().value();
    ASSERT_TRUE(chain.has_value());
    EXPECT_TRUE(*chain == expected);
    EXPECT_TRUE(lake.chain(kSpy, expected.session).value() == expected);
  }
  EXPECT_FALSE(stream->next().value().has_value());
}

// What bars() must return, by trying every record: for each date the one that was known by then and
// became known last; of several that became known together, that of the part that reaches further,
// then of the fuller one.
std::vector<Bar> expected_bars(const std::vector<std::vector<Bar>>& parts, const Catalog& catalog,
                               Timestamp as_of) {
  using Rank = std::tuple<Timestamp, Date, std::int64_t, std::string>;
  std::map<Date, std::pair<Rank, Bar>> best;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = catalog.parts.at(i);
    for (const auto& one : parts[i]) {
      if (one.known_time > as_of) continue;
      const Rank rank{one.known_time, part.last.value(), part.rows, part.rows_sha256};
      const auto [found, added] = best.try_emplace(one.date, rank, one);
      if (!added && rank > found->second.first) found->second = {rank, one};
    }
  }
  std::vector<Bar> out;
  for (const auto& [date, entry] : best) out.push_back(entry.second);
  return out;
}

TEST_P(Lakes, ShowWhatWasKnownByAMomentAndNothingElse) {
  auto writer = LakeWriter::open(folder_.path()).value();
  std::vector<std::vector<Bar>> parts;
  const auto part_count = 1 + rng_.below(4);
  for (std::uint64_t p = 0; p < part_count; ++p) {
    auto& bars = parts.emplace_back();
    for (int day = 0; day < 20; ++day) {
      if (rng_.below(3) == 0 && day > 0) continue;
      // A vendor's corrections and our repairs become known days after their date, sometimes at the
      // same moment, and may stand beside the record that they replace.
      const auto close = at_hour(kStart + Days(day), 15);
      for (std::uint64_t late = rng_.below(2); late < 6; late += 1 + rng_.below(4)) {
        bars.push_back(testing::random_bar(rng_, "SPY", kStart + Days(day)));
        bars.back().known_time = close + std::chrono::hours(24 * late);
      }
    }
    const auto from = provenance("daily", "SPY", Origin::kReal, std::to_string(p) + ".csv");
    ASSERT_TRUE(writer.write_bars(from, bars));
  }
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder_.path()).value();
  ASSERT_EQ(lake.catalog().parts.size(), parts.size());
  for (int day = -1; day < 27; day += 3) {
    const auto as_of = at_hour(kStart + Days(day), 17);
    const auto bars = lake.bars(kSpy, kStart, kStart + Days(30), as_of).value();
    for (const auto& one : bars) EXPECT_LE(one.known_time, as_of);
    EXPECT_EQ(bars, expected_bars(parts, lake.catalog(), as_of));
  }
  const auto all = lake.bars(kSpy, kStart, kStart + Days(30)).value();
  EXPECT_EQ(all, expected_bars(parts, lake.catalog(), at_hour(kStart + Days(300), 0)));
}

// A reader of events that keeps the latest bar of each date holds, at every moment, what a read as
// of that moment returns.
TEST_P(Lakes, TellInEventsWhatAReadAsOfTheirMomentReturns) {
  const calendar::ExchangeCalendar calendar;
  auto writer = LakeWriter::open(folder_.path()).value();
  for (int p = 0; p < 3; ++p) {
    std::vector<Bar> bars;
    for (int day = 0; day < 8; ++day) {
      bars.push_back(testing::random_bar(rng_, "SPY", kStart + Days(day)));
      bars.back().known_time += std::chrono::hours(24 * rng_.below(8));
    }
    const auto from = provenance("daily", "SPY", Origin::kReal, std::to_string(p) + ".csv");
    ASSERT_TRUE(writer.write_bars(from, bars));
  }
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder_.path()).value();
  const auto last = kStart + Days(60);
  auto events = lake.events({.chains = {},
                             .bars = {kSpy},
                             .bars_from = kStart,
                             .chains_from = kStart,
                             .to = last},
                            calendar)
                    .value();
  std::map<Date, Bar> latest;
  int bars = 0;
  for (;;) {
    const auto event = events->next().value();
    if (!event) break;
    const auto* one = std::get_if<Bar>(&*event);
    if (one == nullptr) continue;
    ++bars;
    latest.insert_or_assign(one->date, *one);
    std::vector<Bar> held;
    for (const auto& [date, bar] : latest) held.push_back(bar);
    EXPECT_EQ(held, lake.bars(kSpy, kStart, last, one->known_time).value());
  }
  EXPECT_GE(bars, 8);
}

// Two chain snapshots of one session are two answers, each from its own moment on.
TEST_P(Lakes, HoldSeveralSnapshotsOfOneSession) {
  auto writer = LakeWriter::open(folder_.path()).value();
  std::vector<OptionChain> chains;
  for (int day = 0; day < 3; ++day) {
    const auto snapshots = 1 + rng_.below(3);
    for (std::uint64_t i = 0; i < snapshots; ++i) {
      auto& chain =
          chains.emplace_back(testing::random_chain(rng_, "SPY", kStart + Days(day), 3, 9));
      chain.known_time = at_hour(chain.session, 15 + static_cast<int>(i));
      chain.event_time = chain.known_time;
    }
  }
  const bool one_part = rng_.below(2) == 0;
  for (std::size_t i = 0; i < chains.size(); i += one_part ? chains.size() : 1) {
    const auto from = provenance("vendor", "SPY", Origin::kReal, std::to_string(i));
    ASSERT_TRUE(
        writer.write_chains(from, std::span(chains).subspan(i, one_part ? chains.size() : 1)));
  }
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder_.path()).value();
  EXPECT_EQ(lake.chain_sessions(kSpy).value(),
            (std::vector<Date>{kStart, kStart + Days(1), kStart + Days(2)}));
  auto stream = lake.chains(kSpy, kStart, kStart + Days(9)).value();
  for (const auto& expected : chains) EXPECT_TRUE(stream->next().value() == expected);
  EXPECT_FALSE(stream->next().value().has_value());
  for (int hour = 14; hour < 20; ++hour) {
    const auto as_of = at_hour(kStart + Days(1), hour);
    const OptionChain* expected = nullptr;
    for (const auto& chain : chains) {
      if (chain.session == kStart + Days(1) && chain.known_time <= as_of) expected = &chain;
    }
    const auto found = lake.chain(kSpy, kStart + Days(1), as_of).value();
    ASSERT_EQ(found.has_value(), expected != nullptr);
    EXPECT_TRUE(expected == nullptr || *found == *expected);
  }
}

}  // namespace
}  // namespace aots::data
