// American prices against american_values.csv, which american_values.cpp writes with QuantLib: vols
// of 5% to 200%, rates of -2% to 15%, yields of 0 to 15%, a day to ten years, spots from half the
// strike to twice it; every third row is hard, its carry large beside its vol.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "measured.hpp"
#include "oracle_table.hpp"
#include "pricing/american.hpp"

namespace aots::pricing {
namespace {

AmericanOption option_of(const Row& row) {
  return {.right = parse_right(row.find("right")->second).value(),
          .spot = number(row, "spot"),
          .strike = number(row, "strike"),
          .years = number(row, "days") / 365.0,
          .rate = number(row, "rate"),
          .dividend_yield = number(row, "dividend_yield"),
          .vol = number(row, "vol")};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

TEST(AmericanOracle, FastSchemeIsWithinATenThousandthOfAPercentOnAWideGrid) {
  const std::vector<Row> rows = read_table("american_values.csv");
  ASSERT_EQ(rows.size(), 400U);
  LargestError largest("american_fast_wide_relative");
  std::vector<double> errors;
  for (const Row& row : rows) {
    const double found = american_price(option_of(row)).value();
    errors.push_back(largest.add(found, number(row, "price")));
    EXPECT_LE(errors.back(), 1e-5) << testing::PrintToString(row);
  }
  const double middle = median(errors);
  EXPECT_LE(middle, 1e-7);
  RecordProperty("median", fmt::format("{:.2g}", middle));
}

TEST(AmericanOracle, AccurateSchemeIsAsGoodAsTheReferenceOnAWideGrid) {
  LargestError largest("american_accurate_wide_relative");
  LargestError doubtful("american_accurate_doubtful_relative");
  int sure = 0;
  for (const Row& row : read_table("american_values.csv")) {
    const double agreement = number(row, "agreement");
    const double found = american_price(option_of(row), AmericanScheme::kAccurate).value();
    const double expected = number(row, "price");
    if (agreement <= 5e-8) {
      ++sure;
      EXPECT_LE(largest.add(found, expected), 1e-7) << testing::PrintToString(row);
    } else {
      // The reference itself has not settled; an error must not exceed what its steps differ by.
      EXPECT_LE(doubtful.add(found, expected), 1e-7 + agreement) << testing::PrintToString(row);
    }
  }
  EXPECT_GT(sure, 300);
}

}  // namespace
}  // namespace aots::pricing
