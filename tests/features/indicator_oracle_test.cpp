// Indicators against tables that others computed and published, to the digits that they print.
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "features/families/averages.hpp"
#include "features/families/oscillators.hpp"
#include "tests/data/vendor_fixture.hpp"
#include "tests/features/feature_fixture.hpp"

namespace aots::features {
namespace {

using namespace test;

using Table = std::vector<std::vector<std::string>>;

// The lines of a file after its heading, split at commas.
Table read_table(const std::filesystem::path& path) {
  const auto text = read_file(path);
  EXPECT_TRUE(text.has_value());
  Table table;
  for (const std::string_view line : split(*text, '\n')) {
    std::vector<std::string> fields;
    for (const std::string_view field : split(line, ',')) {
      fields.emplace_back(trim(field));
    }
    if (fields.size() > 1) table.push_back(std::move(fields));
  }
  table.erase(table.begin());
  return table;
}

// One unit of the last printed digit (some tables cut digits off rather than round them), and no
// less than what 11 digits allow.
double printed_tolerance(const std::string& text) {
  const auto exponent_at = text.find_first_of("eE");
  const std::string digits = text.substr(0, exponent_at);
  const auto point = digits.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point) - 1;
  const int exponent =
      exponent_at == std::string::npos ? 0 : std::stoi(text.substr(exponent_at + 1));
  return std::max(1.0001 * std::pow(10.0, exponent - decimals), 1e-11 * std::abs(std::stod(text)));
}

// The index of each price among the fields of a line.
struct PriceFields {
  std::size_t high, low, close;
  std::size_t volume = 0;  // 0: the table has none
};

double number(const std::vector<std::string>& line, std::size_t field) {
  return std::stod(line.at(field));
}

// The table's bars on invented sessions: the features do not look at the dates.
std::vector<FeatureDay> days_of(const Table& table, PriceFields fields) {
  std::vector<FeatureDay> days;
  Date date = make_date(2010, 1, 4);
  for (const auto& line : table) {
    FeatureDay day{.date = date};
    const Price close = Price::from_double(number(line, fields.close));
    day.bar = DayBar{.open = close,
                     .high = Price::from_double(number(line, fields.high)),
                     .low = Price::from_double(number(line, fields.low)),
                     .close = close};
    if (fields.volume > 0) {
      day.bar->volume = std::llround(number(line, fields.volume) * 1000.0);
    }
    days.push_back(day);
    date = nyse().next_session(date);
  }
  return days;
}

// Compares a column of the table with a value of each line, where the table has one.
struct Comparison {
  std::size_t field;
  double scale = 1.0;          // what the table's unit is in ours
  double slack = 0.0;          // beyond the printed digits
  std::size_t from = 0;        // the first line that counts
  std::size_t at_least = 100;  // lines that must be compared
};

void expect_column(const Table& table, Comparison comparison,
                   const std::function<std::optional<double>(std::size_t)>& value_of) {
  std::size_t compared = 0;
  for (std::size_t row = comparison.from; row < table.size(); ++row) {
    if (table[row].size() <= comparison.field) continue;
    const std::string& text = table[row][comparison.field];
    if (text.empty() || text == "NaN") continue;
    const auto value = value_of(row);
    ASSERT_TRUE(value.has_value()) << "line " << row + 2;
    ASSERT_NEAR(*value * comparison.scale, std::stod(text),
                printed_tolerance(text) + comparison.slack)
        << "line " << row + 2;
    ++compared;
  }
  EXPECT_GE(compared, comparison.at_least);
}

void expect_feature(const Table& table, const FeatureMatrix& matrix, const char* name,
                    Comparison comparison) {
  SCOPED_TRACE(name);
  const FeatureColumn& column = matrix.column(name);
  expect_column(table, comparison, [&](std::size_t row) { return column.at(row); });
}

std::filesystem::path reference(const char* name) {
  return data::recorded(std::string("reference/") + name);
}

TEST(IndicatorOracle, SpreadsheetsOfSpyIn2017And2018) {
  const auto folder = reference("indicators_spy_2017_2018");
  REQUIRE_RECORDED(folder);
  const Table quotes = read_table(folder / "quotes.csv");
  const FeatureMatrix matrix = matrix_of(days_of(quotes, {.high = 2, .low = 3, .close = 4}));
  const Table adx = read_table(folder / "adx14.csv");
  expect_feature(adx, matrix, "plus_di_14", {.field = 5});
  expect_feature(adx, matrix, "minus_di_14", {.field = 6});
  expect_feature(adx, matrix, "adx", {.field = 8});
  const Table atr = read_table(folder / "atr14.csv");
  expect_feature(atr, matrix, "atr_14", {.field = 5});
  expect_feature(atr, matrix, "atr_pct_14", {.field = 6, .scale = 100.0});
  const Table bollinger = read_table(folder / "bollinger_20_2.csv");
  expect_feature(bollinger, matrix, "sma_20", {.field = 2});
  expect_feature(bollinger, matrix, "bollinger_pct_b", {.field = 6});
  expect_feature(bollinger, matrix, "bollinger_width", {.field = 8});
  const Table macd = read_table(folder / "macd_12_26_9.csv");
  expect_feature(macd, matrix, "ema_12", {.field = 2});
  expect_feature(macd, matrix, "ema_26", {.field = 3});
  expect_feature(macd, matrix, "macd", {.field = 4});
  expect_feature(macd, matrix, "macd_signal", {.field = 5});
  expect_feature(macd, matrix, "macd_histogram", {.field = 6});
  expect_feature(read_table(folder / "rsi14.csv"), matrix, "rsi_14", {.field = 4});
  const Table ema = read_table(folder / "ema20.csv");
  Smoothing average = Smoothing::ema(20);
  expect_column(ema, {.field = 2}, [&, row = std::size_t{0}](std::size_t until) mutable {
    for (; row <= until; ++row) average.push(number(ema[row], 1));
    return average.value();
  });
}

TEST(IndicatorOracle, AverageTrueRangeOfSpyFrom2013To2015) {
  const auto path = reference("lean_indicators/spy_atr_wilder.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 2, .low = 3, .close = 4}));
  // Its first average takes the range of the first bar for a true range; that is forgotten by now.
  expect_feature(table, matrix, "atr_14", {.field = 5, .from = 250});
}

TEST(IndicatorOracle, BollingerBandsOfSpyFrom2013To2015) {
  const auto path = reference("lean_indicators/spy_bollinger_bands.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 2, .low = 3, .close = 4}));
  expect_feature(table, matrix, "sma_20", {.field = 5});
  // Of bands that were rounded to four decimals.
  expect_feature(table, matrix, "bollinger_width", {.field = 8, .scale = 100.0, .slack = 1e-4});
  expect_feature(table, matrix, "bollinger_pct_b", {.field = 9, .slack = 1e-4});
}

TEST(IndicatorOracle, DirectionalIndexOfSpyFrom2009To2011) {
  const auto path = reference("lean_indicators/spy_with_adx.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 2, .low = 3, .close = 4}));
  // Its prices are rounded more coarsely than those that it was computed with.
  expect_feature(table, matrix, "plus_di_14", {.field = 11, .slack = 0.02});
  expect_feature(table, matrix, "minus_di_14", {.field = 12, .slack = 0.02});
  expect_feature(table, matrix, "adx", {.field = 16, .slack = 0.02});
}

TEST(IndicatorOracle, AveragesOfTheDowFrom2013To2015) {
  const auto path = reference("lean_indicators/spy_with_indicators.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 7, .low = 7, .close = 7}));
  // The closes are rounded to cents, the averages were not of such.
  expect_feature(table, matrix, "macd", {.field = 3, .slack = 2e-4});
  expect_feature(table, matrix, "rsi_14", {.field = 5});
  Smoothing average = Smoothing::ema(14);
  expect_column(table, {.field = 2}, [&, row = std::size_t{0}](std::size_t until) mutable {
    for (; row <= until; ++row) average.push(number(table[row], 7));
    return average.value();
  });
}

TEST(IndicatorOracle, MacdOfSpyByMonthFrom1988To2018) {
  const auto path = reference("lean_indicators/spy_with_macd.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 2, .low = 3, .close = 4}));
  // Seven significant digits, whose zeros are not printed.
  expect_feature(table, matrix, "macd", {.field = 5, .slack = 1e-5});
  expect_feature(table, matrix, "macd_signal", {.field = 6, .slack = 1e-5});
  expect_feature(table, matrix, "macd_histogram", {.field = 7, .slack = 1e-5});
}

TEST(IndicatorOracle, ExponentialAverageOfSpyByMonth) {
  const auto path = reference("lean_indicators/spy_ema.csv");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  Smoothing average = Smoothing::ema(14);
  expect_column(table, {.field = 2}, [&, row = std::size_t{0}](std::size_t until) mutable {
    for (; row <= until; ++row) average.push(number(table[row], 1));
    return average.value();
  });
}

TEST(IndicatorOracle, SlowStochasticOfSpyFrom2013To2015) {
  const auto path = reference("lean_indicators/spy_with_stoch12k3.txt");
  REQUIRE_RECORDED(path);
  const Table table = read_table(path);
  const auto days = days_of(table, {.high = 2, .low = 3, .close = 4});
  SessionDigest digest;
  FastStochastic<12> fast;
  std::vector<double> k;
  for (const FeatureDay& day : days) k.push_back(fast.step(digest.next(day).price));
  // Rounded on the way to the mean of three.
  expect_column(table, {.field = 5, .slack = 4e-4},
                [&](std::size_t row) { return (k[row - 2] + k[row - 1] + k[row]) / 3.0; });
}

TEST(IndicatorOracle, ChartSchoolTables) {
  const auto folder = reference("stockcharts");
  REQUIRE_RECORDED(folder);
  const Table flow = read_table(folder / "cs-mfi.csv");
  const FeatureMatrix flows =
      matrix_of(days_of(flow, {.high = 1, .low = 2, .close = 3, .volume = 6}));
  expect_feature(flow, flows, "mfi_14", {.field = 13, .at_least = 15});
  const Table strength = read_table(folder / "cs-stochrsi.csv");
  // Its RSI has another seed; where that stands in its range does not depend on it.
  RangePosition<14> position;
  expect_column(strength, {.field = 5, .at_least = 4},
                [&, row = std::size_t{14}](std::size_t until) mutable {
                  double value = kAbsent;
                  for (; row <= until; ++row) value = position.step(number(strength[row], 2));
                  return value;
                });
}

TEST(IndicatorOracle, ChartSchoolPercentR) {
  const auto path = reference("stockcharts/cs-percentr.csv");
  REQUIRE_RECORDED(path);
  Table table = read_table(path);
  // Its first lines have no close; any within the range will do.
  for (auto& line : table) {
    if (line[5].empty()) line[5] = line[2];
  }
  const FeatureMatrix matrix = matrix_of(days_of(table, {.high = 1, .low = 2, .close = 5}));
  expect_feature(table, matrix, "williams_r_14", {.field = 6, .at_least = 15});
}

}  // namespace
}  // namespace aots::features
