// Rates, corporate actions, earnings, FOMC and the underlying's own rows: rules and known times.
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

constexpr auto kRaw = "raw";
const Date kToday = make_date(2026, 8, 20);

template <class Record>
std::vector<std::string> rules_of(const Pipeline<SourceRows<Record>>& pipeline,
                                  SourceRows<Record>& rows) {
  std::vector<std::string> rules;
  for (const auto& report : run_pipeline(pipeline, rows)) {
    for (const auto& row : report.set_aside) rules.push_back(row.rule);
  }
  return rules;
}

std::vector<std::string> notes_of(const std::vector<StepReport>& reports) {
  std::vector<std::string> notes;
  for (const auto& report : reports) {
    notes.insert(notes.end(), report.notes.begin(), report.notes.end());
  }
  return notes;
}

SourceRow<ActionRow> action(ActionRow::Kind kind, Date ex_date, double value) {
  return {.record = {.symbol = Symbol("XLF"),
                     .ex_date = ex_date,
                     .kind = kind,
                     .value = value,
                     .provenance = "feed"},
          .line = 2,
          .raw = kRaw};
}

using Rules = std::vector<std::string>;
using Kind = ActionRow::Kind;

// H.15 is published on the next business day: Thursday's rate before Good Friday is known on
// Monday.
TEST(FinishedRates, AreKnownOnTheNextSession) {
  RateObservation rate;
  rate.series = "DTB3";
  rate.date = make_date(2019, 4, 18);
  const auto rates = finished_rates({{.record = rate, .line = 2, .raw = kRaw}}, exchange());
  ASSERT_EQ(rates.size(), 1U);
  EXPECT_EQ(to_string(rates[0].known_time), "2019-04-22T20:15:00Z");
}

TEST(ActionPipeline, SetsAsideImpossibleValues) {
  const Date ex = make_date(2016, 9, 19);
  SourceRows<ActionRow> rows = {action(Kind::kDividend, ex, 0.0),
                                action(Kind::kDividend, ex, -1.0),
                                action(Kind::kDividend, ex, 5000),
                                action(Kind::kSplit, ex, 1.0),
                                action(Kind::kSplit, ex, 0.0),
                                action(Kind::kSplit, make_date(2016, 9, 18), 2.0),
                                action(Kind::kSplit, make_date(2028, 1, 3), 2.0)};
  EXPECT_EQ(rules_of(action_pipeline(exchange(), kToday), rows),
            (Rules{"future_date", "not_a_session", "implausible_dividend", "implausible_dividend",
                   "implausible_dividend", "implausible_split", "implausible_split"}));
  EXPECT_TRUE(rows.empty());
}

TEST(ActionPipeline, ADividendAndASplitOfOneDayAreTwoFacts) {
  const Date ex = make_date(2016, 9, 19);
  SourceRows<ActionRow> rows = {action(Kind::kDividend, ex, 0.1), action(Kind::kSplit, ex, 2.0),
                                action(Kind::kDividend, ex, 0.1)};
  const auto reports = run_pipeline(action_pipeline(exchange(), kToday), rows);
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(notes_of(reports), std::vector<std::string>{"provenance: feed 2"});
}

TEST(ActionPipeline, KeepsASpinOffAndSaysWhatItIs) {
  SourceRows<ActionRow> rows = {action(Kind::kSplit, make_date(2016, 9, 19), 1.231)};
  const auto notes = notes_of(run_pipeline(action_pipeline(exchange(), kToday), rows));
  EXPECT_EQ(rows.size(), 1U);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NE(notes[0].find("1.231 for 1"), std::string::npos) << notes[0];
}

TEST(FinishedActions, AreTakenAsAnnouncedTwoWeeksAhead) {
  const SourceRows<ActionRow> rows = {action(Kind::kSplit, make_date(2020, 8, 31), 4.0),
                                      action(Kind::kDividend, make_date(2020, 9, 21), 0.2)};
  const auto actions = finished_actions(rows, exchange());
  ASSERT_EQ(actions.splits.size(), 1U);
  ASSERT_EQ(actions.dividends.size(), 1U);
  EXPECT_EQ(actions.splits[0].ratio, 4.0);
  EXPECT_EQ(to_string(actions.splits[0].known_time), "2020-08-17T13:30:00Z");
  // 14 days before is Labor Day: the session before it.
  EXPECT_EQ(to_string(actions.dividends[0].known_time), "2020-09-04T13:30:00Z");
}

TEST(EarningsPipeline, TakesAScheduleButNotAnyFuture) {
  const auto report = [](Date date) {
    EarningsReport record;
    record.symbol = Symbol("NVDA");
    record.report_date = date;
    return SourceRow<EarningsReport>{.record = record, .line = 2, .raw = kRaw};
  };
  SourceRows<EarningsReport> rows = {report(make_date(2026, 11, 17)),
                                     report(make_date(2029, 1, 3))};
  EXPECT_EQ(rules_of(earnings_pipeline(kToday), rows), Rules{"future_date"});
  const auto reports = finished_earnings(rows, exchange());
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(to_string(reports[0].known_time), "2026-10-27T13:30:00Z");
}

TEST(FomcPipeline, KnowsAScheduledMeetingAYearAheadAndAnEmergencyWhenItHappened) {
  const auto decision = [](Date date, bool scheduled) {
    FomcDecision record;
    record.date = date;
    record.scheduled = scheduled;
    return SourceRow<FomcDecision>{.record = record, .line = 2, .raw = kRaw};
  };
  // 2020-03-15 was a Sunday: what was decided then is known with Monday's bars.
  SourceRows<FomcDecision> rows = {decision(make_date(2020, 1, 29), true),
                                   decision(make_date(2020, 3, 15), false)};
  EXPECT_EQ(rules_of(fomc_pipeline(kToday), rows), Rules{});
  const auto decisions = finished_fomc(rows, exchange());
  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_EQ(to_string(decisions[0].known_time), "2019-01-29T14:30:00Z");
  EXPECT_EQ(to_string(decisions[1].known_time), "2020-03-16T20:15:00Z");
}

SourceRow<UnderlyingRow> underlying(Date label, Date last_traded, double close) {
  UnderlyingRow row;
  row.bar.symbol = Symbol("SPY");
  row.bar.date = label;
  row.bar.close = Price::from_double(close);
  row.last_traded = last_traded;
  return {.record = row, .line = 2, .raw = kRaw};
}

TEST(UnderlyingPipeline, TheLastTradeDatesTheRow) {
  SourceRows<UnderlyingRow> rows = {
      underlying(make_date(2026, 8, 7), make_date(2026, 8, 6), 768.56)};
  const auto notes = notes_of(run_pipeline(underlying_pipeline(), rows));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].record.bar.date, make_date(2026, 8, 6));
  EXPECT_EQ(notes, std::vector<std::string>{"labelled 2026-08-07, holds 2026-08-06"});
}

TEST(UnderlyingPipeline, ARowUnderItsOwnLabelIsPreferredToACopy) {
  SourceRows<UnderlyingRow> rows = {
      underlying(make_date(2026, 7, 23), make_date(2026, 7, 22), 1.0),
      underlying(make_date(2026, 7, 22), make_date(2026, 7, 22), 2.0)};
  EXPECT_EQ(rules_of(underlying_pipeline(), rows), Rules{"session_copy"});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].record.bar.close, Price::from_double(2.0));
}

}  // namespace
}  // namespace aots::data
