#include "pricing/american_batch.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::pricing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Columns {
  std::vector<Right> right;
  std::vector<double> spot, strike, years, rate, yield, vol, price;
  std::vector<AmericanStatus> status;

  void add(const AmericanOption& option) {
    right.push_back(option.right);
    spot.push_back(option.spot);
    strike.push_back(option.strike);
    years.push_back(option.years);
    rate.push_back(option.rate);
    yield.push_back(option.dividend_yield);
    vol.push_back(option.vol);
    price.push_back(0.0);
    status.push_back(AmericanStatus::kInvalid);
  }
  AmericanOption option(std::size_t i) const {
    return {right[i], spot[i], strike[i], years[i], rate[i], yield[i], vol[i]};
  }
  void value(AmericanScheme scheme, SimdTarget target = widest_target()) {
    american_prices({right, spot, strike, years, rate, yield, vol}, scheme, {price, status},
                    target);
  }
};

// Every kind of input that a file can hold, in every combination of two places.
Columns hostile_options() {
  const AmericanOption sound{Right::kPut, 100.0, 105.0, 0.75, 0.05, 0.02, 0.25};
  constexpr std::array kInputs{&AmericanOption::spot,           &AmericanOption::strike,
                               &AmericanOption::years,          &AmericanOption::rate,
                               &AmericanOption::dividend_yield, &AmericanOption::vol};
  constexpr std::array kValues{kNan,   kInfinity, -kInfinity, -1.0, -0.0, 0.0,
                               1e-300, 1e-9,      0.5,        50.0, 1e9,  1.7976931348623157e308};
  Columns columns;
  for (double AmericanOption::*const one : kInputs) {
    for (double AmericanOption::*const other : kInputs) {
      for (const double first : kValues) {
        for (const double second : kValues) {
          AmericanOption option = sound;
          option.right = columns.right.size() % 2 == 0 ? Right::kPut : Right::kCall;
          option.*one = first;
          option.*other = second;
          columns.add(option);
        }
      }
    }
  }
  return columns;
}

TEST(AmericanBatch, HasTheBitsOfTheSingleOption) {
  Rng rng(41);
  Columns columns;
  for (int i = 0; i < 300; ++i) {
    columns.add({.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
                 .spot = 100.0,
                 .strike = 100.0 * std::exp(rng.uniform(-0.5, 0.5)),
                 .years = std::exp(rng.uniform(-5.0, 2.0)),
                 .rate = rng.uniform(-0.02, 0.15),
                 .dividend_yield = rng.uniform(-0.02, 0.15),
                 .vol = std::exp(rng.uniform(-3.0, 0.7))});
  }
  int unsupported = 0;
  for (const SimdTarget target : simd_targets()) {
    columns.value(AmericanScheme::kFast, target);
    for (std::size_t i = 0; i < columns.right.size(); ++i) {
      const auto alone = american_price(columns.option(i), AmericanScheme::kFast);
      if (!alone) {
        ++unsupported;
        EXPECT_EQ(columns.status[i], AmericanStatus::kUnsupported);
        EXPECT_TRUE(std::isnan(columns.price[i]));
        continue;
      }
      EXPECT_EQ(columns.status[i], AmericanStatus::kOk);
      ASSERT_EQ(std::bit_cast<std::uint64_t>(columns.price[i]),
                std::bit_cast<std::uint64_t>(*alone))
          << to_string(target) << " " << i;
    }
  }
  EXPECT_GT(unsupported, 0);
}

TEST(AmericanBatch, GivesEveryHostileOptionAStatusAndNoNumberThatLies) {
  Columns columns = hostile_options();
  for (const AmericanScheme scheme : {AmericanScheme::kFast, AmericanScheme::kAccurate}) {
    columns.value(scheme);
    std::size_t usable = 0;
    for (std::size_t i = 0; i < columns.right.size(); ++i) {
      const AmericanOption option = columns.option(i);
      if (columns.status[i] != AmericanStatus::kOk) {
        EXPECT_TRUE(std::isnan(columns.price[i]));
        continue;
      }
      ++usable;
      const bool call = option.right == Right::kCall;
      const double gap = call ? option.spot - option.strike : option.strike - option.spot;
      EXPECT_GE(columns.price[i], std::max(0.0, gap))
          << option.spot << " " << option.strike << " " << option.years << " " << option.rate << " "
          << option.dividend_yield << " " << option.vol;
    }
    EXPECT_GT(usable, columns.right.size() / 10);
  }
}

TEST(AmericanBatch, OfNothingIsNothing) {
  american_prices({}, AmericanScheme::kFast, {});
  american_implied_vols({}, AmericanScheme::kFast, {});
}

TEST(AmericanBatch, RefusesColumnsOfDifferentLength) {
  Columns columns;
  columns.add({Right::kPut, 100.0, 105.0, 0.75, 0.05, 0.02, 0.25});
  columns.strike.push_back(1.0);
  EXPECT_DEATH(columns.value(AmericanScheme::kFast), "");
}

TEST(AmericanBatch, ImpliesTheVolsThatPricesCameFrom) {
  Rng rng(42);
  Columns columns;
  for (int i = 0; i < 100; ++i) {
    columns.add({.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
                 .spot = 100.0,
                 .strike = 100.0 * std::exp(rng.uniform(-0.2, 0.2)),
                 .years = std::exp(rng.uniform(-3.0, 1.0)),
                 .rate = rng.uniform(0.0, 0.1),
                 .dividend_yield = rng.uniform(0.0, 0.1),
                 .vol = rng.uniform(0.1, 0.9)});
  }
  columns.value(AmericanScheme::kFast);
  columns.price[7] = kNan;
  columns.years[8] = 0.0;
  std::vector<double> vol(columns.right.size());
  std::vector<IvStatus> status(columns.right.size());
  american_implied_vols({columns.right, columns.price, columns.spot, columns.strike, columns.years,
                         columns.rate, columns.yield},
                        AmericanScheme::kFast, {vol, status});
  int found = 0;
  for (std::size_t i = 0; i < vol.size(); ++i) {
    if (status[i] != IvStatus::kOk) {
      EXPECT_TRUE(std::isnan(vol[i]));
      continue;
    }
    ++found;
    const AmericanOption option = columns.option(i);
    const double vega = american_valuation(option).value().greeks.vega_per_vol_point;
    if (vega > 1e-2) {
      EXPECT_NEAR(vol[i], option.vol, 1e-7) << i;
    }
  }
  EXPECT_GT(found, 80);
  EXPECT_EQ(status[7], IvStatus::kNoQuote);
  EXPECT_EQ(status[8], IvStatus::kExpired);
}

}  // namespace
}  // namespace aots::pricing
