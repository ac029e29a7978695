#include "data/clean/chain_steps.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/clean/pipelines.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

const Date kToday = make_date(2026, 8, 20);

struct Option {
  std::string root = "SPY";
  Date expiry = make_date(2026, 8, 21);
  double strike = 700.0;
  Right right = Right::kCall;
  std::optional<Date> last_traded = {};
};

SourceRow<ChainRow> row_of(const ChainDraft& draft, const Option& option) {
  ChainRow row;
  row.underlying = draft.underlying;
  row.label = draft.label;
  row.root = option.root;
  row.expiry = option.expiry;
  row.quote.strike = Price::from_double(option.strike);
  row.quote.right = option.right;
  row.quote.bid = Price::from_double(1.0);
  row.quote.ask = Price::from_double(1.1);
  row.quote.volume = 10;
  row.quote.open_interest = 100;
  row.last_traded = option.last_traded;
  return {.record = row, .line = static_cast<std::int64_t>(draft.rows.size()) + 2, .raw = "raw"};
}

ChainDraft draft_of(Date label, const std::vector<Option>& options,
                    std::string_view symbol = "SPY") {
  ChainDraft draft;
  draft.underlying = Symbol(std::string(symbol));
  draft.label = draft.session = label;
  for (const auto& option : options) draft.rows.push_back(row_of(draft, option));
  return draft;
}

template <class AnyStep>
StepReport applied(const AnyStep& step, ChainDraft& draft) {
  StepReport report;
  step.apply(draft, report);
  return report;
}

StepReport find_session(ChainDraft& draft) {
  return applied(ChainSessionStep(exchange(), kToday), draft);
}

TEST(ChainSession, IsTheLabelWhenTheNewestTradeAgrees) {
  const Date day = make_date(2026, 7, 22);
  auto draft = draft_of(day, {{.expiry = day, .last_traded = day}, {}});
  const auto report = find_session(draft);
  EXPECT_EQ(draft.session, day);
  EXPECT_FALSE(draft.relabelled);
  EXPECT_TRUE(report.set_aside.empty());
}

TEST(ChainSession, IsTheDayOfTheNewestTradeWhenExpiredContractsAreListed) {
  const Date day = make_date(2026, 8, 6);
  auto draft = draft_of(make_date(2026, 8, 7), {{.expiry = day, .last_traded = day}, {}});
  const auto report = find_session(draft);
  EXPECT_EQ(draft.session, day);
  EXPECT_TRUE(draft.relabelled);
  EXPECT_EQ(report.changed, 2);
  EXPECT_EQ(report.notes, std::vector<std::string>{"labelled 2026-08-07, holds 2026-08-06"});
}

TEST(ChainSession, IsTheDayBeforeAWeekendLabel) {
  auto draft = draft_of(make_date(2026, 8, 8), {{.last_traded = make_date(2026, 8, 7)}});
  find_session(draft);
  EXPECT_EQ(draft.session, make_date(2026, 8, 7));
  EXPECT_TRUE(draft.relabelled);
}

// A few options that did not trade on the day prove nothing about the label.
TEST(ChainSession, StaysTheLabelOfAThinChainThatDidNotTradeThatDay) {
  auto draft = draft_of(make_date(2026, 8, 6), {{.last_traded = make_date(2026, 8, 3)}, {}});
  find_session(draft);
  EXPECT_EQ(draft.session, make_date(2026, 8, 6));
  EXPECT_FALSE(draft.relabelled);
}

TEST(ChainSession, IsTheDayOfTheNewestTradeOfAFullChain) {
  std::vector<Option> options;
  for (int i = 0; i < 600; ++i) {
    options.push_back({.strike = 100.0 + i, .last_traded = make_date(2026, 8, 5)});
  }
  auto draft = draft_of(make_date(2026, 8, 6), options);
  find_session(draft);
  EXPECT_EQ(draft.session, make_date(2026, 8, 5));
}

TEST(ChainSession, SetsAWholeHolidayCopyAside) {
  auto draft = draft_of(make_date(2019, 5, 27), {{.root = "SPX"}, {.root = "SPXW"}}, "SPX");
  const auto report = find_session(draft);
  EXPECT_TRUE(draft.rows.empty());
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "holiday_copy");
  EXPECT_EQ(report.set_aside[0].value, "2019-05-27");
  EXPECT_EQ(report.set_aside[0].bound,
            "a session; closed: Memorial Day, so this repeats 2019-05-24");
}

TEST(ChainSession, SetsTheFutureAside) {
  auto draft = draft_of(make_date(2026, 8, 21), {{}});
  const auto report = find_session(draft);
  ASSERT_EQ(report.set_aside.size(), 1U);
  EXPECT_EQ(report.set_aside[0].rule, "future_date");
  auto beyond = draft_of(make_date(2199, 8, 21), {{}});
  EXPECT_EQ(find_session(beyond).set_aside.size(), 1U);
  auto before = draft_of(make_date(1980, 8, 21), {{}});
  EXPECT_EQ(find_session(before).set_aside.front().rule, "early_date");
}

TEST(Contracts, SetsExpiredOnesAsideButKeepsThoseThatExpireToday) {
  const Date friday = make_date(2019, 5, 17);  // a third Friday
  auto draft = draft_of(friday,
                        {{.root = "SPXW", .expiry = friday},
                         {.root = "SPX", .expiry = friday},  // settled at the open
                         {.root = "SPXW", .expiry = make_date(2019, 5, 15)}},
                        "SPX");
  const auto report = applied(ContractStep(exchange()), draft);
  ASSERT_EQ(draft.rows.size(), 1U);
  EXPECT_EQ(draft.rows[0].record.root, "SPXW");
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "expired_contract");
  EXPECT_EQ(report.set_aside[0].line, 3);
  EXPECT_EQ(report.set_aside[1].line, 4);
}

TEST(Contracts, SetsForeignRootsAndImpossibleExpiriesAside) {
  auto draft = draft_of(make_date(2026, 8, 6), {{},
                                                {.root = "QQQ"},
                                                {.expiry = make_date(2090, 1, 20)},
                                                {.last_traded = make_date(2026, 8, 10)}});
  const auto report = applied(ContractStep(exchange()), draft);
  EXPECT_EQ(draft.rows.size(), 1U);
  ASSERT_EQ(report.set_aside.size(), 3U);
  EXPECT_EQ(report.set_aside[0].rule, "foreign_root");
  EXPECT_EQ(report.set_aside[1].rule, "implausible_expiry");
  EXPECT_EQ(report.set_aside[2].rule, "trade_after_session");
}

TEST(Snapshot, TakesTheSpotOfMostRowsAndSetsTheOthersAside) {
  auto draft = draft_of(make_date(2026, 8, 6), {{}, {.strike = 1}, {.strike = 2}, {.strike = 3}});
  for (auto& row : draft.rows) row.record.spot = Price::from_double(700.0);
  draft.rows[2].record.spot = Price::from_double(650.0);
  const auto report = applied(SnapshotStep(), draft);
  EXPECT_EQ(draft.spot, Price::from_double(700.0));
  ASSERT_EQ(report.set_aside.size(), 1U);
  EXPECT_EQ(report.set_aside[0].rule, "mixed_snapshot");
  EXPECT_EQ(report.set_aside[0].line, 4);
}

TEST(ContractDuplicates, CountRepeatsAndSetContradictionsAside) {
  auto draft =
      draft_of(make_date(2026, 8, 6), {{}, {}, {.strike = 1}, {.strike = 1}, {.strike = 2}});
  draft.rows[3].record.quote.bid = Price::from_double(0.5);
  const auto report = applied(ContractDuplicateStep(), draft);
  EXPECT_EQ(report.duplicates, 1);
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "conflicting_duplicate");
  EXPECT_EQ(draft.rows.size(), 2U);
}

TEST(ChainNotes, NameCrossedQuotesMissingAsksAndAnEarlySnapshot) {
  auto draft = draft_of(make_date(2026, 8, 6), {{}, {.strike = 1}, {.strike = 2}});
  draft.rows[0].record.quote.bid = Price::from_double(2.0);
  draft.rows[1].record.quote.ask.reset();
  for (auto& row : draft.rows) row.record.quote.open_interest = 100'000;
  draft.snapshot = SnapshotTime::kUnrecorded;
  const auto report = applied(ChainNoteStep(), draft);
  EXPECT_EQ(draft.rows.size(), 3U);
  ASSERT_EQ(report.notes.size(), 3U);
  EXPECT_EQ(report.notes[0], "2026-08-06: 1 crossed quote kept, not tradable");
  EXPECT_EQ(report.notes[1], "2026-08-06: 1 quote without an ask");
  EXPECT_NE(report.notes[2].find("taken near the open"), std::string::npos);
}

// Quotes of the next morning, labelled with the session whose close stands beside them.
TEST(ChainSessionStep, QuotesOfAnOpenMarketBelongToTheDayOfTheirNewestTrade) {
  auto draft = draft_of(make_date(2026, 8, 12), {{.last_traded = make_date(2026, 8, 13)},
                                                 {.last_traded = make_date(2026, 8, 12)}});
  draft.snapshot = SnapshotTime::kNewestTrade;
  for (auto& row : draft.rows) row.record.spot = Price::from_double(772.49);
  const auto report = find_session(draft);
  EXPECT_EQ(draft.session, make_date(2026, 8, 13));
  EXPECT_FALSE(draft.relabelled);
  EXPECT_EQ(report.notes, std::vector<std::string>{"labelled 2026-08-12, holds 2026-08-13"});
  EXPECT_FALSE(draft.rows[0].record.spot.has_value());
}

TEST(ChainSessionStep, ATradeAfterTheLabelMovesNoChainThatWasTakenAfterTheClose) {
  auto draft = draft_of(make_date(2026, 8, 12), {{.last_traded = make_date(2026, 8, 13)}});
  find_session(draft);
  EXPECT_EQ(draft.session, make_date(2026, 8, 12));
}

TEST(FinishedChain, IsInCanonicalOrderWhateverTheOrderOfTheRows) {
  const std::vector<Option> options = {
      {.root = "SPXW", .strike = 7000, .right = Right::kPut},
      {.root = "SPXW", .strike = 7000, .right = Right::kCall},
      {.root = "SPX", .strike = 7100},
      {.root = "SPXW", .expiry = make_date(2026, 8, 7), .strike = 7200},
      {.root = "SPXW", .strike = 6900}};
  auto draft = draft_of(make_date(2026, 8, 6), options, "SPX");
  const auto chain = finished_chain(draft, exchange());
  ASSERT_EQ(chain.expiries.size(), 3U);
  EXPECT_EQ(chain.expiries[0].expiry, make_date(2026, 8, 7));
  EXPECT_EQ(chain.expiries[1].root, "SPX");
  EXPECT_EQ(chain.expiries[2].root, "SPXW");
  ASSERT_EQ(chain.expiries[2].quotes.size(), 3U);
  EXPECT_EQ(chain.expiries[2].quotes[0].strike, Price::from_double(6900));
  EXPECT_EQ(chain.expiries[2].quotes[1].right, Right::kCall);
  EXPECT_EQ(chain.expiries[2].quotes[2].right, Right::kPut);
  EXPECT_EQ(chain.expiries[2].multiplier, 100);
  std::reverse(draft.rows.begin(), draft.rows.end());
  EXPECT_EQ(finished_chain(draft, exchange()), chain);
}

TEST(FinishedChain, StandsAtTheCloseOrApproximatelyAtNoon) {
  auto draft = draft_of(make_date(2019, 7, 3), {{}});  // a half day
  draft.spot = Price::from_double(700.0);
  const auto close = finished_chain(draft, exchange());
  EXPECT_EQ(to_string(close.event_time), "2019-07-03T17:00:00Z");
  EXPECT_EQ(close.known_time, close.event_time);
  EXPECT_FALSE(close.event_time_approximate);
  EXPECT_EQ(close.spot, Price::from_double(700.0));
  draft.snapshot = SnapshotTime::kUnrecorded;
  const auto noon = finished_chain(draft, exchange());
  EXPECT_EQ(to_string(noon.event_time), "2019-07-03T16:00:00Z");
  EXPECT_TRUE(noon.event_time_approximate);
}

TEST(FinishedChain, OfAnOpenMarketStandsAtItsNewestTradeAndIsKnownAfterTheDelay) {
  auto draft = draft_of(make_date(2026, 2, 12), {{.strike = 690}, {.strike = 700}});
  draft.snapshot = SnapshotTime::kNewestTrade;
  draft.rows[0].record.last_trade_time = parse_timestamp("2026-02-12T15:10:02Z");
  draft.rows[1].record.last_trade_time = parse_timestamp("2026-02-11T20:00:00Z");
  const auto chain = finished_chain(draft, exchange());
  EXPECT_EQ(to_string(chain.event_time), "2026-02-12T15:10:02Z");
  EXPECT_EQ(to_string(chain.known_time), "2026-02-12T15:25:02Z");
  EXPECT_TRUE(chain.event_time_approximate);
}

TEST(FinishedChain, StandsWhenItsVendorSaysSo) {
  auto draft = draft_of(make_date(2011, 1, 24), {{}});
  const auto moment = *parse_timestamp("2011-01-24T19:03:00Z");
  draft.quoted = QuoteMoment{.event_time = moment, .known_time = moment};
  const auto chain = finished_chain(draft, exchange());
  EXPECT_EQ(chain.event_time, moment);
  EXPECT_EQ(chain.known_time, moment);
  EXPECT_FALSE(chain.event_time_approximate);
}

}  // namespace
}  // namespace aots::data
