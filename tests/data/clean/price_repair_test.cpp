#include "data/clean/price_repair.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

using Cells = std::map<std::string, std::string>;

constexpr double kTolerance = 1e-3;  // relative

Timestamp day(int number) { return Timestamp(std::chrono::hours(24 * number)); }

PriceRow flat(int number, double price, double volume = 1000.0) {
  return {.time = day(number),
          .open = price,
          .high = price,
          .low = price,
          .close = price,
          .volume = volume};
}

// Prices that wander by about one percent.
std::vector<PriceRow> wandering(int count) {
  std::vector<PriceRow> rows;
  for (int i = 0; i < count; ++i) rows.push_back(flat(i, 50.0 * (1.0 + 0.01 * std::sin(2.0 * i))));
  return rows;
}

std::vector<double> closes(const std::vector<PriceRow>& rows) {
  std::vector<double> out;
  for (const auto& row : rows) out.push_back(row.close);
  return out;
}

double number(const std::string& text) { return std::stod(text); }

std::optional<double> event(const Cells& cells, const std::string& column) {
  const auto found = cells.find(column);
  if (found == cells.end() || number(found->second) == 0.0) return std::nullopt;
  return number(found->second);
}

// "2023-06-09 00:00:00+02:00" on the vendor's own clock: only the order matters here.
Timestamp clock_time(const std::string& text) {
  const auto date = parse_date(text.substr(0, 10)).value_or(Date{});
  return Timestamp(date.time_since_epoch()) + std::chrono::hours(std::stoi(text.substr(11, 2)));
}

std::vector<PriceRow> read_series(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::vector<std::string> header;
  std::vector<PriceRow> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> fields;
    std::stringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
    if (header.empty()) {
      header = fields;
      continue;
    }
    Cells cells;
    for (std::size_t i = 0; i < fields.size(); ++i) cells[header[i]] = fields[i];
    rows.push_back({.time = clock_time(fields.front()),
                    .open = number(cells["Open"]),
                    .high = number(cells["High"]),
                    .low = number(cells["Low"]),
                    .close = number(cells["Close"]),
                    .adj_close = number(cells["Adj Close"]),
                    .volume = number(cells["Volume"]),
                    .dividend = event(cells, "Dividends"),
                    .split = event(cells, "Stock Splits")});
  }
  std::sort(rows.begin(), rows.end(),
            [](const PriceRow& a, const PriceRow& b) { return a.time < b.time; });
  return rows;
}

std::vector<PriceRow> repaired(std::vector<PriceRow> rows, bool daily) {
  rows = repair_units(std::move(rows)).rows;
  rows = repair_splits(std::move(rows)).rows;
  return daily ? repair_dividends(std::move(rows)).rows : rows;
}

void expect_near(double found, double wanted, const std::string& what) {
  EXPECT_LE(std::fabs(found - wanted), kTolerance * std::fabs(wanted))
      << what << ": " << found << " for " << wanted;
}

void expect_same_series(const std::vector<PriceRow>& found, const std::vector<PriceRow>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string row = "row " + std::to_string(i) + " ";
    ASSERT_EQ(found[i].time, wanted[i].time);
    expect_near(found[i].open, wanted[i].open, row + "open");
    expect_near(found[i].high, wanted[i].high, row + "high");
    expect_near(found[i].low, wanted[i].low, row + "low");
    expect_near(found[i].close, wanted[i].close, row + "close");
    expect_near(found[i].adj_close.value_or(0), wanted[i].adj_close.value_or(0), row + "adj");
    expect_near(found[i].volume.value_or(0), wanted[i].volume.value_or(0), row + "volume");
    expect_near(found[i].dividend.value_or(0), wanted[i].dividend.value_or(0), row + "dividend");
    expect_near(found[i].split.value_or(0), wanted[i].split.value_or(0), row + "split");
  }
}

struct RecordedSeries {
  std::string name;
  bool daily = true;
};

void PrintTo(const RecordedSeries& series, std::ostream* out) { *out << series.name; }

class RecordedRepair : public testing::TestWithParam<RecordedSeries> {};

TEST_P(RecordedRepair, TurnsTheDirtySeriesIntoItsFixedTwin) {
  const auto folder = recorded("fixtures/yahoo_dirty_prices");
  REQUIRE_RECORDED(folder);
  const auto dirty = read_series(folder / (GetParam().name + ".csv"));
  const auto fixed = read_series(folder / (GetParam().name + "-fixed.csv"));
  ASSERT_FALSE(dirty.empty());
  EXPECT_NE(dirty, fixed);
  expect_same_series(repaired(dirty, GetParam().daily), fixed);
}

TEST_P(RecordedRepair, LeavesTheFixedTwinAlone) {
  const auto folder = recorded("fixtures/yahoo_dirty_prices");
  REQUIRE_RECORDED(folder);
  const auto fixed = read_series(folder / (GetParam().name + "-fixed.csv"));
  ASSERT_FALSE(fixed.empty());
  expect_same_series(repaired(fixed, GetParam().daily), fixed);
}

INSTANTIATE_TEST_SUITE_P(Yahoo, RecordedRepair,
                         testing::Values(RecordedSeries{"4063-T-1d-bad-div"},
                                         RecordedSeries{"4063-T-1d-bad-stock-split"},
                                         RecordedSeries{"8TRA-DE-1d-missing-div-adjust"},
                                         RecordedSeries{"ALPHA-PA-1d-bad-stock-split"},
                                         RecordedSeries{"ASAI-L-1h-bad-unit", false},
                                         RecordedSeries{"AV-L-1wk-bad-stock-split", false},
                                         RecordedSeries{"CNE-L-1d-bad-stock-split"},
                                         RecordedSeries{"DEX-AX-1d-bad-stock-split"},
                                         RecordedSeries{"MOB-ST-1d-bad-stock-split"},
                                         RecordedSeries{"SCR-TO-1d-bad-div"},
                                         RecordedSeries{"SPM-MI-1d-bad-stock-split"},
                                         RecordedSeries{"SSW-JO-1d-100x-error"}),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           std::erase(name, '-');
                           return name;
                         });

TEST(PriceRepair, LeavesRecordedSeriesWithoutErrorsAsTheyAre) {
  const auto folder = recorded("fixtures/yahoo_dirty_prices");
  REQUIRE_RECORDED(folder);
  for (const std::string name : {"CALM-1d-no-bad-divs", "EWG-1d-no-bad-divs"}) {
    const auto rows = read_series(folder / (name + ".csv"));
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(repaired(rows, true), rows) << name;
  }
}

TEST(PriceRepair, KeepsACrashThatIsNoMultipleOfAnything) {
  auto rows = wandering(40);
  for (int i = 40; i < 60; ++i) rows.push_back(flat(i, 20.0));
  EXPECT_EQ(repair_units(rows).rows, rows);
  EXPECT_EQ(repair_splits(rows).rows, rows);
}

TEST(PriceRepair, KeepsACrashBesideASplitOfAnotherSize) {
  auto rows = wandering(40);
  rows[38].split = 4.0;
  for (int i = 40; i < 60; ++i) rows.push_back(flat(i, 30.0));
  EXPECT_EQ(repair_splits(rows).rows, rows);
}

TEST(PriceRepair, TakesTheUnitOfTheNewestRowsForThatOfTheSeries) {
  auto rows = wandering(30);
  const auto wanted = closes(rows);
  for (int i = 0; i < 20; ++i) {
    auto& row = rows[static_cast<std::size_t>(i)];
    row = flat(i, row.close * 100.0);
  }
  const auto series = repair_units(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_DOUBLE_EQ(series.rows[i].close, wanted[i]);
    EXPECT_DOUBLE_EQ(series.rows[i].volume.value_or(0), 1000.0);
  }
  EXPECT_EQ(series.repairs,
            (std::vector<PriceRepair>{
                {.kind = RepairKind::kUnit, .first = 0, .end = 20, .factor = 0.01}}));
}

TEST(PriceRepair, DoesNotTakeOneRowAtTheEndForTheUnitOfTheSeries) {
  auto rows = wandering(30);
  const double wanted = rows.back().close;
  rows.back() = flat(29, wanted / 100.0);
  EXPECT_DOUBLE_EQ(repair_units(rows).rows.back().close, wanted);
}

TEST(PriceRepair, UndoesAnAdjustmentThatWasMadeTwice) {
  auto rows = wandering(40);
  const auto wanted = closes(rows);
  rows[25].split = 4.0;
  for (int i = 0; i < 25; ++i) {
    auto& row = rows[static_cast<std::size_t>(i)];
    row = flat(i, row.close / 4.0, 4000.0);
  }
  const auto series = repair_splits(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_DOUBLE_EQ(series.rows[i].close, wanted[i]);
    EXPECT_DOUBLE_EQ(series.rows[i].volume.value_or(0), 1000.0);
  }
}

TEST(PriceRepair, LeavesASeriesAsTradedWhereThatIsAllowed) {
  auto rows = wandering(40);
  rows[25].split = 4.0;
  for (int i = 0; i < 25; ++i) {
    auto& row = rows[static_cast<std::size_t>(i)];
    row = flat(i, row.close * 4.0);
  }
  EXPECT_EQ(repair_splits(rows, {.ex_date_step = ExDateStep::kLeave}).rows, rows);
  EXPECT_NEAR(repair_splits(rows).rows.front().close, 50.0, 1e-9);
}

TEST(PriceRepair, KeepsALargeDividendThatThePriceShows) {
  auto rows = wandering(40);
  for (int i = 20; i < 40; ++i) {
    auto& row = rows[static_cast<std::size_t>(i)];
    row = flat(i, row.close - 10.0);
  }
  rows[20].dividend = 10.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].adj_close = rows[i].close * (i < 20 ? 1.0 - 10.0 / rows[19].close : 1.0);
  }
  EXPECT_EQ(repair_dividends(rows).rows, rows);
}

}  // namespace
}  // namespace aots::data
