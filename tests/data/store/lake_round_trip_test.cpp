// What is written comes back identical, field by field.
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

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

RC_GTEST_PROP(LakeRoundTrip, ReturnsDailyRecordsAsTheyWereWritten, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 40);
  Rng rng(seed);
  const auto bars = draw_days(count, [&](Date d) { return testing::random_bar(rng, "SPY", d); });
  const auto rates = draw_days(count, [&](Date d) { return testing::random_rate(rng, "DTB3", d); });
  const auto dividends =
      draw_days(count, [&](Date d) { return testing::random_dividend(rng, "SPY", d); });
  const auto splits = draw_days(count, [&](Date d) { return testing::random_split(rng, "SPY", d); });
  const auto earnings =
      draw_days(count, [&](Date d) { return testing::random_earnings(rng, "SPY", d); });
  const auto decisions = draw_days(count, [&](Date d) { return testing::random_fomc(rng, d); });

  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  RC_ASSERT(writer.write_bars(provenance("daily_bars", "SPY"), bars).has_value());
  RC_ASSERT(writer.write_rates(provenance("rates", "DTB3"), rates).has_value());
  RC_ASSERT(writer.write_dividends(provenance("actions", "SPY"), dividends).has_value());
  RC_ASSERT(writer.write_splits(provenance("actions", "SPY"), splits).has_value());
  RC_ASSERT(writer.write_earnings(provenance("earnings", "SPY"), earnings).has_value());
  RC_ASSERT(writer.write_fomc(provenance("fomc", ""), decisions).has_value());
  RC_ASSERT(writer.commit().has_value());

  const auto lake = Lake::open(folder.path()).value();
  const Symbol spy("SPY");
  const auto end = kStart + Days(100);
  RC_ASSERT(lake.bars(spy, kStart, end).value() == bars);
  RC_ASSERT(lake.rates(kStart, end).value() == rates);
  RC_ASSERT(lake.dividends(spy).value() == dividends);
  RC_ASSERT(lake.splits(spy).value() == splits);
  RC_ASSERT(lake.earnings().value() == earnings);
  RC_ASSERT(lake.fomc().value() == decisions);
}

RC_GTEST_PROP(LakeRoundTrip, ReturnsChainsAsTheyWereWritten, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto sessions = *rc::gen::inRange<std::uint64_t>(1, 5);
  const auto expiries = *rc::gen::inRange(1, 12);
  const auto strikes = *rc::gen::inRange(1, 120);
  Rng rng(seed);
  const auto chains = draw_days(sessions, [&](Date d) {
    return testing::random_chain(rng, "SPX", d, expiries, strikes);
  });
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  RC_ASSERT(writer.write_chains(provenance("cboe", "SPX"), chains).has_value());
  RC_ASSERT(writer.commit().has_value());

  const auto lake = Lake::open(folder.path()).value();
  const Symbol spx("SPX");
  auto stream = lake.chains(spx, kStart, kStart + Days(100)).value();
  for (const auto& expected : chains) {
    const auto chain = stream->next().value();
    RC_ASSERT(chain.has_value());
    RC_ASSERT(*chain == expected);
    RC_ASSERT(lake.chain(spx, expected.session).value() == expected);
  }
  RC_ASSERT(!stream->next().value().has_value());
}

TEST(LakeRoundTrip, ReturnsQuarantinedRowsInTheOrderOfTheFile) {
  const std::vector<QuarantinedRow> rows = {
      {7, "2019-05-27", "bid", "holiday_copy", "1.5", "a session", "SPX,1.5,\"a,b\""},
      {3, "", "ask", "non_numeric_price", "abc", "a number", "caf\xC3\xA9"},
  };
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_quarantine(provenance("cboe", "SPX"), rows).has_value());
  ASSERT_TRUE(writer.commit().has_value());

  const auto lake = Lake::open(folder.path()).value();
  const auto entries = lake.quarantine(std::nullopt).value();
  ASSERT_EQ(entries.size(), 2U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(entries[i].provenance.kind, "cboe");
    EXPECT_EQ(entries[i].row.line, rows[i].line);
    EXPECT_EQ(entries[i].row.date, rows[i].date);
    EXPECT_EQ(entries[i].row.column, rows[i].column);
    EXPECT_EQ(entries[i].row.rule, rows[i].rule);
    EXPECT_EQ(entries[i].row.value, rows[i].value);
    EXPECT_EQ(entries[i].row.bound, rows[i].bound);
    EXPECT_EQ(entries[i].row.raw, rows[i].raw);
  }
  EXPECT_TRUE(lake.quarantine(Symbol("SPY")).value().empty());
}

}  // namespace
}  // namespace aots::data
