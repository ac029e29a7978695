// Prices, Greeks and implied vols against published tables, found through AOTS_SHARED:
// E. G. Haug, "The Complete Guide to Option Pricing Formulas" (1998) as quoted by QuantLib's tests,
// the reference table of P. Jaeckel's "Let's Be Rational", and the grid of py_vollib.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "measured.hpp"
#include "pricing/american.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

Path reference(std::string_view name) {
  const char* shared = std::getenv("AOTS_SHARED");
  return Path(shared != nullptr ? shared : AOTS_SOURCE_DIR "/../shared") / "data/reference" / name;
}

// One row of a CSV by column name.
using Row = std::map<std::string, std::string, std::less<>>;

std::vector<Row> read_table(const Path& path) {
  const auto text = read_file(path);
  EXPECT_TRUE(text.has_value());
  std::vector<Row> rows;
  std::vector<std::string_view> names;
  for (const std::string_view raw : split(text.value(), '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty()) continue;
    const auto fields = split(line, ',');
    if (names.empty()) {
      names = fields;
      continue;
    }
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < fields.size(); ++i) {
      row.emplace(std::string(names[i]), std::string(fields[i]));
    }
  }
  return rows;
}

// A number, or a quotient of two such as "1.0/12.0".
double number(const Row& row, std::string_view name) {
  const auto parts = split(row.find(name)->second, '/');
  const double first = parse_double(parts.at(0)).value();
  return parts.size() == 1 ? first : first / parse_double(parts.at(1)).value();
}

Valuation value(const Row& row) {
  return black_scholes({.right = parse_right(row.find("type")->second).value(),
                        .spot = number(row, "spot"),
                        .strike = number(row, "strike"),
                        .years = number(row, "t_years"),
                        .rate = number(row, "rate"),
                        .dividend_yield = number(row, "div_yield"),
                        .vol = number(row, "vol")})
      .value();
}

#define AOTS_NEEDS(path)                                                                 \
  if (!std::filesystem::exists(path)) {                                                  \
    GTEST_SKIP() << "no reference tables at " << (path).string() << "; set AOTS_SHARED"; \
  }

TEST(PublishedValues, ReproduceTheEuropeanPricesOfHaugToTheLastPrintedDigit) {
  const Path path = reference("haug_european_values.csv");
  AOTS_NEEDS(path);
  const std::vector<Row> rows = read_table(path);
  EXPECT_EQ(rows.size(), 43U);
  for (const Row& row : rows) {
    // The book prints four digits; its tolerance is one of the last.
    EXPECT_NEAR(value(row).price, number(row, "value"), number(row, "tolerance"));
  }
}

// The figure that a row of Haug's Greeks table asks for, in the book's units.
double haug_greek(const Row& row) {
  const Valuation found = value(row);
  const Greeks& greeks = found.greeks;
  const double spot = number(row, "spot");
  const std::string& name = row.find("greek")->second;
  if (name == "delta") return greeks.delta;
  if (name == "gamma") return greeks.gamma;
  if (name == "elasticity") return greeks.delta * spot / found.price;
  if (name == "vega") return 100.0 * greeks.vega_per_vol_point;
  if (name == "theta") return 365.0 * greeks.theta_per_day;
  if (name == "theta per day") return greeks.theta_per_day;
  if (name == "rho") return 100.0 * greeks.rho_per_rate_pct;
  if (name == "dividendRho") return -number(row, "t_years") * spot * greeks.delta;
  ADD_FAILURE() << "a Greek that this test does not know: " << name;
  return 0.0;
}

TEST(PublishedValues, ReproduceTheGreeksOfHaugToTheLastPrintedDigit) {
  const Path path = reference("haug_european_greeks.csv");
  AOTS_NEEDS(path);
  const std::vector<Row> rows = read_table(path);
  EXPECT_EQ(rows.size(), 11U);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.find("greek")->second);
    EXPECT_NEAR(haug_greek(row), number(row, "expected"), 0.6e-4);
  }
}

// One row of the implied vol table; prices are undiscounted.
struct RationalRow {
  IvQuery query;
  double sigma = 0.0;
  double price = 0.0;
  std::string implied_vol;
};

std::vector<RationalRow> read_rational_rows(const Path& path) {
  std::vector<RationalRow> result;
  for (const Row& row : read_table(path)) {
    const double price = number(row, "black");
    result.push_back({.query = {.right = number(row, "q") > 0.0 ? Right::kCall : Right::kPut,
                                .price = price,
                                .forward = number(row, "F"),
                                .strike = number(row, "K"),
                                .discount = 1.0,
                                .years = number(row, "T")},
                      .sigma = number(row, "sigma"),
                      .price = price,
                      .implied_vol = row.find("implied_vol")->second});
  }
  return result;
}

TEST(PublishedValues, ReproduceThePricesOfLetsBeRational) {
  const Path path = reference("lets_be_rational.csv");
  AOTS_NEEDS(path);
  LargestError error("lets_be_rational_price_relative");
  for (const RationalRow& row : read_rational_rows(path)) {
    const IvQuery& query = row.query;
    const double found = black_price(
        {query.right, query.forward, query.strike, query.discount, query.years, row.sigma});
    EXPECT_LE(error.add(found, row.price), 1e-13);
  }
}

TEST(PublishedValues, ReproduceTheImpliedVolsOfLetsBeRationalWhereverThereIsOne) {
  const Path path = reference("lets_be_rational.csv");
  AOTS_NEEDS(path);
  const std::vector<RationalRow> rows = read_rational_rows(path);
  ASSERT_EQ(rows.size(), 660U);
  LargestError error("lets_be_rational_iv_relative");
  LargestError held_error("lets_be_rational_iv_against_the_vol_before_rounding");
  LargestError other_error("lets_be_rational_iv_where_rounding_took_digits");
  std::map<IvStatus, int> statuses;
  for (const RationalRow& row : rows) {
    SCOPED_TRACE(testing::Message() << row.query.forward << " " << row.query.strike << " "
                                    << row.query.years << " " << row.query.price);
    const auto found = implied_vol(row.query);
    ++statuses[found ? IvStatus::kOk : found.error().reason];
    if (row.query.years == 0.0) {
      ASSERT_FALSE(found);
      EXPECT_EQ(found.error().reason, IvStatus::kExpired);
      continue;
    }
    const double published = parse_double(row.implied_vol).value();
    // Eight prices are intrinsic value to the last bit; three more leave less than two digits of
    // time value, so that the published vol already misses the one it came from in the fifth digit.
    const bool lost = std::abs(published / row.sigma - 1.0) > 1e-5;
    ASSERT_EQ(found.has_value(), !lost);
    if (!found) {
      EXPECT_EQ(found.error().reason, IvStatus::kNoTimeValue);
      continue;
    }
    EXPECT_LE(error.add(*found, published), 1e-13);
    // Where the price still holds the vol to ten digits, those are found as well.
    const bool held = std::abs(published / row.sigma - 1.0) < 1e-10;
    EXPECT_LE((held ? held_error : other_error).add(*found, row.sigma), held ? 1e-10 : 1e-5);
  }
  EXPECT_EQ(statuses[IvStatus::kExpired], 5);
  EXPECT_EQ(statuses[IvStatus::kNoTimeValue], 11);
  EXPECT_EQ(statuses[IvStatus::kOk], 644);
}

// The book prints two approximations of the American price, which are themselves off by up to a few
// cents (and by 4% at a vol of 1000%): here they only have to lie around ours.
TEST(PublishedValues, LieAroundTheAmericanPrices) {
  const Path path = reference("american_values.csv");
  AOTS_NEEDS(path);
  LargestError error("american_approximations");
  const std::vector<Row> rows = read_table(path);
  for (const Row& row : rows) {
    const auto found = american_price({.right = parse_right(row.find("type")->second).value(),
                                       .spot = number(row, "spot"),
                                       .strike = number(row, "strike"),
                                       .years = number(row, "t_years"),
                                       .rate = number(row, "rate"),
                                       .dividend_yield = number(row, "div_yield"),
                                       .vol = number(row, "vol")});
    ASSERT_TRUE(found);
    const double printed = number(row, "value");
    EXPECT_LE(error.add(*found, printed, 1.0), 0.05) << printed;
  }
  EXPECT_EQ(rows.size(), 45U);
}

std::string read_gzip(const Path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  std::string block(1 << 16, '\0');
  for (int got = 1; file != nullptr && got > 0;) {
    got = gzread(file, block.data(), static_cast<unsigned>(block.size()));
    if (got > 0) text.append(block, 0, static_cast<std::size_t>(got));
  }
  if (file != nullptr) gzclose(file);
  return text;
}

TEST(PublishedValues, ReproduceTheGridOfPyVollib) {
  const Path path = reference("py_vollib_test_data.json.gz");
  AOTS_NEEDS(path);
  const auto table = nlohmann::json::parse(read_gzip(path));
  const auto names = table.at("columns").get<std::vector<std::string>>();
  std::map<std::string, LargestError> errors;
  std::size_t rows = 0;
  for (const auto& cells : table.at("data")) {
    ++rows;
    std::map<std::string, double> row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells.at(i).get<double>();
    for (const Right right : {Right::kCall, Right::kPut}) {
      const Valuation found = black_scholes({.right = right,
                                             .spot = row["S"],
                                             .strike = row["K"],
                                             .years = row["t"],
                                             .rate = row["R"],
                                             .dividend_yield = 0.0,
                                             .vol = row["v"]})
                                  .value();
      const std::string side = right == Right::kCall ? "C" : "P";
      const std::string price = right == Right::kCall ? "bs_call" : "bs_put";
      std::vector<std::pair<std::string, double>> figures = {
          {price, found.price},
          {side + "D", found.greeks.delta},
          {side + "G", found.greeks.gamma},
          {side + "T", 365.0 * found.greeks.theta_per_day},
          {side + "V", 100.0 * found.greeks.vega_per_vol_point},
          {side + "R", 100.0 * found.greeks.rho_per_rate_pct}};
      if (right == Right::kCall) figures.emplace_back("call_vals", found.price);
      for (const auto& [name, figure] : figures) {
        SCOPED_TRACE(testing::Message() << name << " at S " << row["S"] << " t " << row["t"]);
        LargestError& error = errors.try_emplace(name, "py_vollib_" + name).first->second;
        // The table is rounded to nine digits or nine decimals, whichever is shorter.
        EXPECT_LE(error.add(figure, row[name], 0.1), 5.1e-9);
      }
    }
  }
  EXPECT_EQ(rows, 101U);
}

}  // namespace
}  // namespace aots::pricing
