#include "data/clean/bar_steps.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/clean/pipelines.hpp"
#include "data/clean/record_steps.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

SourceRow<Bar> bar_row(Date date, double close, std::int64_t line,
                       std::optional<std::int64_t> volume = 1000) {
  Bar bar;
  bar.symbol = Symbol("SPY");
  bar.date = date;
  bar.open = bar.high = bar.low = bar.close = Price::from_double(close);
  bar.volume = volume;
  return {.record = bar, .line = line, .raw = "raw"};
}

// Closes on consecutive sessions from 2020-01-02 on.
SourceRows<Bar> series(const std::vector<double>& closes) {
  SourceRows<Bar> rows;
  Date date = make_date(2020, 1, 2);
  for (const double close : closes) {
    rows.push_back(bar_row(date, close, static_cast<std::int64_t>(rows.size()) + 2));
    date = exchange().next_session(date);
  }
  return rows;
}

// Forty closes that wander by about one percent, then whatever follows.
std::vector<double> quiet_then(const std::vector<double>& rest) {
  std::vector<double> closes;
  for (int i = 0; i < 40; ++i) closes.push_back(100.0 * (1.0 + 0.01 * std::sin(2.0 * i)));
  closes.insert(closes.end(), rest.begin(), rest.end());
  return closes;
}

template <class AnyStep>
StepReport applied(const AnyStep& step, SourceRows<Bar>& rows) {
  StepReport report;
  step.apply(rows, report);
  return report;
}

std::vector<std::int64_t> lines_of(const SourceRows<Bar>& rows) {
  std::vector<std::int64_t> lines;
  for (const auto& row : rows) lines.push_back(row.line);
  return lines;
}
std::vector<std::int64_t> lines_of(const std::vector<RejectedRow>& rows) {
  std::vector<std::int64_t> lines;
  for (const auto& row : rows) lines.push_back(row.line);
  return lines;
}

using Lines = std::vector<std::int64_t>;

TEST(BarShape, SetsAsideAHighThatIsNotTheHighest) {
  auto rows = series({10.0, 10.0});
  rows[1].record.close = Price::from_double(10.5);
  const auto report = applied(BarShapeStep(), rows);
  EXPECT_EQ(lines_of(rows), Lines{2});
  ASSERT_EQ(report.set_aside.size(), 1U);
  EXPECT_EQ(report.set_aside[0].rule, "ohlc_violation");
  EXPECT_EQ(report.set_aside[0].column, "high");
  EXPECT_EQ(report.set_aside[0].value, "10");
  EXPECT_EQ(report.set_aside[0].bound, ">= close 10.5");
  EXPECT_EQ(report.set_aside[0].symbol, "SPY");
  EXPECT_EQ(report.set_aside[0].date, "2020-01-03");
}

TEST(BarShape, SetsAsideALowThatIsNotTheLowestAndAPriceOfZero) {
  auto rows = series({10.0, 10.0, 10.0});
  rows[0].record.open = Price::from_double(9.0);
  rows[1].record.low = Price();
  const auto report = applied(BarShapeStep(), rows);
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].column, "low");
  EXPECT_EQ(report.set_aside[1].rule, "zero_price");
  EXPECT_EQ(lines_of(rows), Lines{4});
}

TEST(FileOrder, SetsAsideTheRowThatStandsInTheWrongPlace) {
  auto rows = series({1, 2, 3, 4, 5});
  std::swap(rows[1], rows[3]);  // dates 1 4 3 2 5: three rows ascend
  const auto report = applied(FileOrderStep(), rows);
  EXPECT_EQ(rows.size(), 3U);
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "out_of_order");
}

// With a running maximum one wrong year would have taken every row after it along.
TEST(FileOrder, OneLateDateDoesNotTakeTheRestAlong) {
  auto rows = series({1, 2, 3, 4, 5});
  rows[1].record.date = make_date(2025, 1, 3);
  const auto report = applied(FileOrderStep(), rows);
  EXPECT_EQ(lines_of(rows), (Lines{2, 4, 5, 6}));
  EXPECT_EQ(lines_of(report.set_aside), Lines{3});
}

TEST(FileOrder, TurnsADescendingFileRoundAndSaysSo) {
  auto rows = series({1, 2, 3});
  std::reverse(rows.begin(), rows.end());
  const auto report = applied(FileOrderStep(), rows);
  EXPECT_EQ(lines_of(rows), (Lines{2, 3, 4}));
  EXPECT_EQ(report.changed, 3);
  EXPECT_TRUE(report.set_aside.empty());
  EXPECT_EQ(report.notes.size(), 1U);
}

TEST(Spike, SetsAsideAJumpThatTheNextCloseTakesBack) {
  auto rows = series(quiet_then({200.0, 100.5, 101.0}));
  const auto report = applied(SpikeStep(), rows);
  ASSERT_EQ(report.set_aside.size(), 1U);
  EXPECT_EQ(report.set_aside[0].line, 42);
  EXPECT_EQ(report.set_aside[0].rule, "reverting_spike");
  EXPECT_EQ(report.set_aside[0].value, "200");
}

TEST(Spike, KeepsACrashThatStands) {
  auto rows = series(quiet_then({60.0, 61.0, 59.0}));
  EXPECT_TRUE(applied(SpikeStep(), rows).set_aside.empty());
}

TEST(Spike, KeepsAReversalThatWasTraded) {
  auto rows = series(quiet_then({60.0, 100.0, 101.0}));
  rows[40].record.volume = 5000;
  EXPECT_TRUE(applied(SpikeStep(), rows).set_aside.empty());
}

TEST(Spike, KeepsALargeMoveOfARestlessSeries) {
  std::vector<double> closes;
  for (int i = 0; i < 40; ++i) closes.push_back(i % 2 == 0 ? 100.0 : 115.0);
  closes.insert(closes.end(), {160.0, 100.0, 100.0});
  auto rows = series(closes);
  EXPECT_TRUE(applied(SpikeStep(), rows).set_aside.empty());
}

TEST(Spike, JudgesNothingWithoutHistoryAndNotTheLastRow) {
  auto early = series({100.0, 200.0, 100.0, 100.0});
  EXPECT_TRUE(applied(SpikeStep(), early).set_aside.empty());
  auto last = series(quiet_then({200.0}));
  EXPECT_TRUE(applied(SpikeStep(), last).set_aside.empty());
}

TEST(Spike, JudgesAnIndexWithoutVolume) {
  auto rows = series(quiet_then({10.0, 100.0, 101.0}));
  for (auto& row : rows) row.record.volume.reset();
  EXPECT_EQ(lines_of(applied(SpikeStep(), rows).set_aside), Lines{42});
}

TEST(Duplicates, CountsARepeatedRowAndKeepsTheFirst) {
  auto rows = series({1, 2, 3});
  rows.push_back(rows[1]);
  rows.back().line = 9;
  const auto report = applied(DuplicateStep<Bar>(), rows);
  EXPECT_EQ(report.duplicates, 1);
  EXPECT_EQ(lines_of(rows), (Lines{2, 3, 4}));
  EXPECT_TRUE(report.set_aside.empty());
}

TEST(Duplicates, SetsAsideEveryRowThatIsContradicted) {
  auto rows = series({1, 2, 3});
  rows.push_back(bar_row(rows[1].record.date, 7.0, 9));
  rows.push_back(rows[1]);
  rows.back().line = 10;
  const auto report = applied(DuplicateStep<Bar>(), rows);
  EXPECT_EQ(report.duplicates, 0);
  EXPECT_EQ(lines_of(rows), (Lines{2, 4}));
  EXPECT_EQ(lines_of(report.set_aside), (Lines{3, 9, 10}));
  EXPECT_EQ(report.set_aside[0].rule, "conflicting_duplicate");
  EXPECT_EQ(report.set_aside[1].bound, "agreement with line 3");
}

TEST(Dates, SetsAsideTheFutureAndWhatLiesBeforeTheCalendar) {
  SourceRows<Bar> rows = {bar_row(make_date(1985, 1, 2), 1, 2),
                          bar_row(make_date(2020, 1, 2), 1, 3),
                          bar_row(make_date(2020, 1, 3), 1, 4)};
  const DateStep<Bar> step({.first = make_date(1990, 1, 1), .last = make_date(2020, 1, 2)});
  const auto report = applied(step, rows);
  EXPECT_EQ(lines_of(rows), Lines{3});
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "early_date");
  EXPECT_EQ(report.set_aside[1].rule, "future_date");
  EXPECT_EQ(report.set_aside[1].value, "2020-01-03");
  EXPECT_EQ(report.set_aside[1].bound, "<= 2020-01-02");
}

TEST(Sessions, SetsAsideHolidaysAndWeekendsAndNamesThem) {
  SourceRows<Bar> rows = {bar_row(make_date(2022, 5, 30), 1, 2),
                          bar_row(make_date(2022, 5, 28), 1, 3),
                          bar_row(make_date(2022, 5, 31), 1, 4)};
  const auto report = applied(SessionStep<Bar>(exchange()), rows);
  EXPECT_EQ(lines_of(rows), Lines{4});
  ASSERT_EQ(report.set_aside.size(), 2U);
  EXPECT_EQ(report.set_aside[0].rule, "not_a_session");
  EXPECT_EQ(report.set_aside[0].bound, "a session; closed: Memorial Day");
  EXPECT_EQ(report.set_aside[1].bound, "a session; closed: weekend");
}

TEST(BarPipeline, ReportsEveryStepAndLosesNoRow) {
  auto rows = series(quiet_then({200.0, 100.5, 101.0}));
  rows.push_back(rows[3]);                                // a duplicate
  rows.push_back(bar_row(make_date(2021, 7, 5), 1, 50));  // Independence Day, observed
  rows.push_back(bar_row(make_date(2030, 1, 2), 1, 51));  // the future
  const auto before = rows.size();
  const auto reports = run_pipeline(bar_pipeline(exchange(), make_date(2022, 1, 3)), rows);
  std::size_t set_aside = 0;
  std::int64_t duplicates = 0;
  for (const auto& report : reports) {
    EXPECT_FALSE(report.step.empty());
    set_aside += report.set_aside.size();
    duplicates += report.duplicates;
  }
  EXPECT_EQ(reports.front().seen, static_cast<std::int64_t>(before));
  EXPECT_EQ(set_aside, 3U);
  EXPECT_EQ(duplicates, 1);
  EXPECT_EQ(rows.size() + set_aside + static_cast<std::size_t>(duplicates), before);
}

TEST(FinishedBars, AreKnownAQuarterHourAfterTheClose) {
  const SourceRows<Bar> rows = {bar_row(make_date(2019, 7, 3), 1, 2),
                                bar_row(make_date(2019, 7, 2), 1, 3)};
  const auto bars = finished_bars(rows, exchange());
  ASSERT_EQ(bars.size(), 2U);
  EXPECT_EQ(bars[0].date, make_date(2019, 7, 2));
  EXPECT_EQ(to_string(bars[0].known_time), "2019-07-02T20:15:00Z");
  EXPECT_EQ(to_string(bars[1].known_time), "2019-07-03T17:15:00Z");  // a half day
}

}  // namespace
}  // namespace aots::data
