// The stream of events: complete, in the one order, and bounded by the calendar; and the hashes
// that tell which data a run read.
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::at_hour;
using testing::bar;
using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Symbol kSpx("SPX");
const Symbol kVix("VIX");
// A Wednesday; Memorial Day is 2019-05-27.
const Date kFirst = make_date(2019, 5, 22);
const Date kMemorialDay = make_date(2019, 5, 27);
const Date kLast = make_date(2019, 5, 31);

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

std::vector<Date> all_days(Date first, Date last) {
  std::vector<Date> days;
  for (Date day = first; day <= last; day += Days(1)) days.push_back(day);
  return days;
}

EventQuery query() {
  return {.chains = {kSpy, kSpx},
          .bars = {kSpy, kVix},
          .bars_from = make_date(2019, 5, 15),
          .chains_from = kFirst,
          .to = kLast};
}

// Chains on every calendar day, holidays and weekends included; bars and records around them.
void write_market(LakeWriter& writer) {
  for (const auto* name : {"SPX", "SPY"}) {
    std::vector<OptionChain> chains;
    for (const auto day : all_days(make_date(2019, 5, 1), make_date(2019, 6, 10))) {
      chains.push_back(ChainBuilder(name, day).grid(day + Days(20), 4).build());
    }
    ASSERT_TRUE(writer.write_chains(provenance("vendor", name), chains));
  }
  for (const auto* name : {"SPY", "VIX", "QQQ"}) {
    std::vector<Bar> bars;
    for (const auto day : exchange().sessions(make_date(2019, 5, 1), make_date(2019, 6, 10))) {
      bars.push_back(bar(name, day, 100));
      bars.back().known_time = exchange().bars_known_time(day);
    }
    ASSERT_TRUE(writer.write_bars(provenance("daily", name), bars));
  }
  std::vector<RateObservation> rates;
  for (const auto day : exchange().sessions(make_date(2019, 5, 1), make_date(2019, 6, 10))) {
    rates.push_back({.series = "DTB3",
                     .date = day,
                     .known_time = exchange().open_time(exchange().next_session(day)),
                     .rate = 0.02});
  }
  ASSERT_TRUE(writer.write_rates(provenance("rates", "DTB3"), rates));
  const std::vector<FomcDecision> decisions = {
      {.date = make_date(2019, 5, 1), .known_time = at_hour(make_date(2018, 6, 1), 12)},
      {.date = make_date(2019, 6, 19), .known_time = at_hour(make_date(2019, 6, 1), 12)}};
  ASSERT_TRUE(writer.write_fomc(provenance("fomc", ""), decisions));
  const std::vector<Dividend> dividends = {
      {.symbol = kSpy, .ex_date = make_date(2019, 5, 14), .known_time = at_hour(kFirst, 12)},
      {.symbol = kSpy, .ex_date = make_date(2019, 5, 24), .known_time = at_hour(kFirst, 12)}};
  ASSERT_TRUE(writer.write_dividends(provenance("actions", "SPY"), dividends));
  const std::vector<EarningsReport> reports = {{.symbol = kSpy,
                                                .report_date = make_date(2019, 7, 24),
                                                .known_time = at_hour(make_date(2019, 5, 1), 12)}};
  ASSERT_TRUE(writer.write_earnings(provenance("earnings", "SPY"), reports));
  ASSERT_TRUE(writer.commit());
}

std::vector<MarketEvent> drain(const Lake& lake, const EventQuery& wanted) {
  auto source = lake.events(wanted, exchange()).value();
  std::vector<MarketEvent> events;
  while (auto event = source->next().value()) events.push_back(*std::move(event));
  return events;
}

template <class Record>
std::vector<Record> of_type(const std::vector<MarketEvent>& events) {
  std::vector<Record> out;
  for (const auto& event : events) {
    if (const auto* record = std::get_if<Record>(&event)) out.push_back(*record);
  }
  return out;
}

class LakeEvents : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = LakeWriter::open(folder_.path()).value();
    write_market(writer);
    events_ = drain(Lake::open(folder_.path()).value(), query());
  }

  TemporaryFolder folder_;
  std::vector<MarketEvent> events_;
};

TEST_F(LakeEvents, ComeInTheOneTotalOrder) {
  ASSERT_FALSE(events_.empty());
  for (std::size_t i = 1; i < events_.size(); ++i) {
    EXPECT_LE(known_time(events_[i - 1]), known_time(events_[i]));
    EXPECT_TRUE(ordered_before(events_[i - 1], events_[i])) << "event " << i;
  }
}

TEST_F(LakeEvents, HoldChainsOfSessionsOfTheExchangeOnly) {
  const auto sessions = exchange().sessions(kFirst, kLast);
  std::vector<Date> expected;
  for (const auto session : sessions) expected.insert(expected.end(), 2, session);
  std::vector<Date> found;
  for (const auto& chain : of_type<OptionChain>(events_)) found.push_back(chain.session);
  EXPECT_EQ(found, expected);
  EXPECT_EQ(std::count(found.begin(), found.end(), kMemorialDay), 0);
}

TEST_F(LakeEvents, EndEverySessionAfterItsBars) {
  const auto ends = of_type<SessionEnd>(events_);
  const auto sessions = exchange().sessions(kFirst, kLast);
  ASSERT_EQ(ends.size(), sessions.size());
  for (std::size_t i = 0; i < ends.size(); ++i) {
    EXPECT_EQ(ends[i].session, sessions[i]);
    EXPECT_EQ(ends[i].known_time, exchange().bars_known_time(sessions[i]));
  }
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const auto* end = std::get_if<SessionEnd>(&events_[i]);
    if (end == nullptr) continue;
    for (std::size_t later = i + 1; later < events_.size(); ++later) {
      const auto* late_bar = std::get_if<Bar>(&events_[later]);
      EXPECT_TRUE(late_bar == nullptr || late_bar->date > end->session);
    }
  }
}

TEST_F(LakeEvents, StartBarsRatesAndActionsWithTheWarmUp) {
  const auto bars = of_type<Bar>(events_);
  const auto sessions = exchange().sessions(query().bars_from, kLast);
  ASSERT_EQ(bars.size(), 2 * sessions.size());
  EXPECT_EQ(bars.front().date, query().bars_from);
  EXPECT_EQ(bars.back().date, kLast);
  for (const auto& one : bars) EXPECT_NE(one.symbol, Symbol("QQQ"));
  const auto rates = of_type<RateObservation>(events_);
  ASSERT_FALSE(rates.empty());
  EXPECT_EQ(rates.front().date, query().bars_from);
  const auto dividends = of_type<Dividend>(events_);
  ASSERT_EQ(dividends.size(), 1U);
  EXPECT_EQ(dividends[0].ex_date, make_date(2019, 5, 24));
}

TEST_F(LakeEvents, HoldNothingThatBecameKnownAfterTheLastSession) {
  const auto end = exchange().bars_known_time(kLast);
  for (const auto& event : events_) EXPECT_LE(known_time(event), end);
  // The rate of the last session is published on the next one; the June meeting was told on June
  // 1st.
  EXPECT_LT(of_type<RateObservation>(events_).back().date, kLast);
  EXPECT_EQ(of_type<FomcDecision>(events_).size(), 1U);
}

TEST_F(LakeEvents, HoldAnnouncementsThatLieAheadOfTheRun) {
  const auto reports = of_type<EarningsReport>(events_);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].report_date, make_date(2019, 7, 24));
  EXPECT_EQ(of_type<FomcDecision>(events_).front().date, make_date(2019, 5, 1));
}

TEST_F(LakeEvents, RefuseDatesThatTheCalendarDoesNotCover) {
  const auto lake = Lake::open(folder_.path()).value();
  auto wanted = query();
  wanted.to = make_date(2099, 1, 4);
  const auto events = lake.events(wanted, exchange());
  ASSERT_FALSE(events.has_value());
  EXPECT_EQ(events.error().code, ErrorCode::kData);
  EXPECT_NE(events.error().message.find("2099-01-04"), std::string::npos);
}

// One way to cut the same market into files.
struct Layout {
  bool reversed = false;
  int sessions_per_part = 1;
};

std::vector<DatasetHash> hashes_of(const Layout& layout, double first_close = 290) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  std::vector<OptionChain> chains;
  for (const auto day : exchange().sessions(kFirst, kLast)) {
    chains.push_back(ChainBuilder("SPY", day).grid(day + Days(20), 4).build());
  }
  const auto write_chains = [&] {
    const auto step = static_cast<std::size_t>(layout.sessions_per_part);
    for (std::size_t i = 0; i < chains.size(); i += step) {
      const auto count = std::min(step, chains.size() - i);
      const auto from = layout.reversed ? chains.size() - i - count : i;
      EXPECT_TRUE(
          writer.write_chains(provenance("vendor", "SPY", Origin::kReal, std::to_string(from)),
                              std::span(chains).subspan(from, count)));
    }
  };
  const std::vector<Bar> early = {bar("SPY", kFirst, first_close)};
  const std::vector<Bar> late = {bar("SPY", kLast, 291)};
  const auto write_bars = [&](const std::vector<Bar>& bars, const char* file) {
    EXPECT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, file), bars));
  };
  if (layout.reversed) write_bars(late, "late.csv");
  write_chains();
  write_bars(early, "early.csv");
  if (!layout.reversed) write_bars(late, "late.csv");
  EXPECT_TRUE(writer.commit());
  return Lake::open(folder.path()).value().dataset_hashes(query());
}

TEST(DatasetHashes, DoNotDependOnTheOrderOfImportOrOnTheLayoutOfChainFiles) {
  const auto hashes = hashes_of({});
  ASSERT_EQ(hashes.size(), 2U);
  EXPECT_EQ(hashes[0].table, "bars");
  EXPECT_EQ(hashes[1].table, "chains");
  EXPECT_EQ(hashes[1].kind, "vendor");
  EXPECT_EQ(hashes[1].symbol, "SPY");
  EXPECT_EQ(hashes_of({.reversed = true}), hashes);
  EXPECT_EQ(hashes_of({.sessions_per_part = 4}), hashes);
  EXPECT_EQ(hashes_of({.reversed = true, .sessions_per_part = 3}), hashes);
}

TEST(DatasetHashes, TellOneMillionthOfADollarApart) {
  const auto hashes = hashes_of({});
  const auto other = hashes_of({}, 290.000001);
  ASSERT_EQ(other.size(), hashes.size());
  EXPECT_NE(other[0], hashes[0]);
  EXPECT_EQ(other[1], hashes[1]);
}

TEST(DatasetHashes, SpeakOnlyOfTheSessionsThatTheQueryReads) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  std::vector<OptionChain> chains;
  for (const auto day : exchange().sessions(kFirst, kLast)) {
    chains.push_back(ChainBuilder("SPY", day).grid(day + Days(20), 4).build());
  }
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), std::span(chains).first(3)));
  ASSERT_TRUE(writer.commit());
  auto narrow = query();
  narrow.to = chains[2].session;
  const auto before = Lake::open(folder.path()).value().dataset_hashes(narrow);
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), std::span(chains).subspan(3)));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(lake.dataset_hashes(narrow), before);
  EXPECT_NE(lake.dataset_hashes(query()), before);
}

}  // namespace
}  // namespace aots::data
