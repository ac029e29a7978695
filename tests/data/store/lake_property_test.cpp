// For any records: what is written comes back identical, and what a reader sees as of a moment is
// what was known by then. Each case makes a lake on disk, so the cases are few and their seeds
// fixed.
#include "data/store/lake.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

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

// What bars() must return, from the records themselves: known by then, and for each date those of
// the part that reaches further, then the fuller one.
std::vector<Bar> expected_bars(const std::vector<std::vector<Bar>>& parts, const Catalog& catalog,
                               Timestamp as_of) {
  struct Ranked {
    std::tuple<Date, std::int64_t, std::string> rank;
    std::vector<Bar> bars;
  };
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = catalog.parts.at(i);
    ranked.push_back({{part.last.value(), part.rows, part.rows_sha256}, parts[i]});
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const Ranked& a, const Ranked& b) { return a.rank > b.rank; });
  std::map<Date, Bar> by_date;
  for (const auto& part : ranked) {
    for (const auto& one : part.bars) {
      if (one.known_time <= as_of) by_date.try_emplace(one.date, one);
    }
  }
  std::vector<Bar> out;
  for (const auto& [date, one] : by_date) out.push_back(one);
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
      bars.push_back(testing::random_bar(rng_, "SPY", kStart + Days(day)));
      // Some records become known days after their date, as a vendor's corrections do.
      bars.back().known_time += std::chrono::hours(24 * rng_.below(6));
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
}

}  // namespace
}  // namespace aots::data
