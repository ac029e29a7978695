// One option has one value: on every instruction set, in every batch, in a chain or alone.
#include "pricing/batch.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/detail/dispatch.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint64_t> bits(std::span<const double> values) {
  std::vector<std::uint64_t> result;
  for (const double value : values) result.push_back(std::bit_cast<std::uint64_t>(value));
  return result;
}

struct Options {
  std::vector<Right> right;
  std::vector<double> spot, strike, years, rate, yield, vol;

  void add(const EuropeanOption& option) {
    right.push_back(option.right);
    spot.push_back(option.spot);
    strike.push_back(option.strike);
    years.push_back(option.years);
    rate.push_back(option.rate);
    yield.push_back(option.dividend_yield);
    vol.push_back(option.vol);
  }
  EuropeanOption at(std::size_t i) const {
    return {right[i], spot[i], strike[i], years[i], rate[i], yield[i], vol[i]};
  }
  OptionColumns columns(std::size_t from, std::size_t count) const {
    const auto part = [&](const std::vector<double>& all) {
      return std::span<const double>(all).subspan(from, count);
    };
    return {std::span<const Right>(right).subspan(from, count),
            part(spot),
            part(strike),
            part(years),
            part(rate),
            part(yield),
            part(vol)};
  }
  OptionColumns columns() const { return columns(0, right.size()); }
};

struct Found {
  explicit Found(std::size_t count)
      : price(count),
        delta(count),
        gamma(count),
        theta(count),
        vega(count),
        rho(count),
        status(count) {}
  std::vector<double> price, delta, gamma, theta, vega, rho;
  std::vector<ValuationStatus> status;

  ValueColumns columns(std::size_t from, std::size_t count) {
    const auto part = [&](std::vector<double>& all) {
      return std::span<double>(all).subspan(from, count);
    };
    return {part(price),
            part(delta),
            part(gamma),
            part(theta),
            part(vega),
            part(rho),
            std::span<ValuationStatus>(status).subspan(from, count)};
  }
  ValueColumns columns() { return columns(0, price.size()); }
  std::vector<std::vector<std::uint64_t>> all_bits() const {
    return {bits(price), bits(delta), bits(gamma), bits(theta), bits(vega), bits(rho)};
  }
};

// From the money to wings of 1e-300, one second to decades, no vol to a hundredfold, either sign of
// the rates, and every tenth option with something unusable in it.
Options hostile_options() {
  Rng rng(20190503);
  const auto between = [&](double low, double high) { return low + (high - low) * rng.uniform(); };
  constexpr std::array kUnusable = {0.0, -1.0, kNotANumber, kInfinity, -kInfinity, 5e-324, 1e308};
  Options options;
  for (int i = 0; i < 20'011; ++i) {
    EuropeanOption option{.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
                          .spot = std::exp(between(-3.0, 9.0)),
                          .strike = 0.0,
                          .years = std::exp(between(-17.0, 3.5)),
                          .rate = between(-0.1, 0.2),
                          .dividend_yield = between(-0.1, 0.2),
                          .vol = std::exp(between(-5.0, 4.6))};
    const double deviation = option.vol * std::sqrt(option.years);
    option.strike = i % 7 == 0 ? option.spot
                               : option.spot * std::exp(deviation * between(-1.0, 1.0) *
                                                        std::exp(between(-10.0, 4.0)));
    if (i % 10 == 0) {
      const double bad = kUnusable.at(static_cast<std::size_t>(i / 10) % kUnusable.size());
      double* const places[] = {&option.spot, &option.strike,         &option.years,
                                &option.rate, &option.dividend_yield, &option.vol};
      *places[static_cast<std::size_t>(i / 70) % 6] = bad;
    }
    options.add(option);
  }
  return options;
}

Found value(const Options& options, SimdTarget target) {
  Found found(options.right.size());
  black_scholes(options.columns(), found.columns(), target);
  return found;
}

TEST(SimdTargets, BeginWithScalarAndNameThemselves) {
  ASSERT_FALSE(simd_targets().empty());
  EXPECT_EQ(simd_targets().front(), SimdTarget::kScalar);
  EXPECT_EQ(simd_targets().back(), widest_target());
  EXPECT_EQ(to_string(SimdTarget::kScalar), "scalar");
  EXPECT_EQ(to_string(SimdTarget::kAvx2), "avx2");
  EXPECT_EQ(to_string(SimdTarget::kAvx512), "avx512");
}

TEST(BatchValues, AreTheSameBitsOnEveryTarget) {
  const Options options = hostile_options();
  const Found scalar = value(options, SimdTarget::kScalar);
  for (const SimdTarget target : simd_targets()) {
    SCOPED_TRACE(to_string(target));
    const Found found = value(options, target);
    EXPECT_EQ(found.all_bits(), scalar.all_bits());
    EXPECT_EQ(found.status, scalar.status);
  }
}

TEST(BatchValues, DoNotDependOnHowABatchIsCut) {
  const Options options = hostile_options();
  const std::size_t count = options.right.size();
  const Found whole = value(options, widest_target());
  for (const std::size_t piece : {1U, 3U, 8U, 13U, 1000U}) {
    SCOPED_TRACE(piece);
    Found found(count);
    for (std::size_t from = 0; from < count; from += piece) {
      const std::size_t some = std::min(piece, count - from);
      black_scholes(options.columns(from, some), found.columns(from, some));
    }
    EXPECT_EQ(found.all_bits(), whole.all_bits());
  }
}

TEST(BatchValues, AreThoseOfTheScalarFunction) {
  const Options options = hostile_options();
  const Found found = value(options, widest_target());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < options.right.size(); ++i) {
    SCOPED_TRACE(i);
    const Result<Valuation> alone = black_scholes(options.at(i));
    ASSERT_EQ(alone.has_value(), found.status[i] == ValuationStatus::kOk);
    if (!alone) {
      ++refused;
      ASSERT_TRUE(std::isnan(found.price[i]) && std::isnan(found.rho[i]));
      continue;
    }
    const Greeks& greeks = alone->greeks;
    const std::array expected = {alone->price,
                                 greeks.delta,
                                 greeks.gamma,
                                 greeks.theta_per_day,
                                 greeks.vega_per_vol_point,
                                 greeks.rho_per_rate_pct};
    const std::array got = {found.price[i], found.delta[i], found.gamma[i],
                            found.theta[i], found.vega[i],  found.rho[i]};
    ASSERT_EQ(bits(got), bits(expected));
  }
  EXPECT_GT(refused, 1000U);
}

TEST(BatchValues, AreThoseOfAChain) {
  Rng rng(7);
  const SpotExpiry expiry{.spot = 5012.3, .years = 0.19, .rate = 0.043, .dividend_yield = 0.014};
  Options options;
  for (int i = 0; i < 997; ++i) {
    options.add({.right = i % 2 == 0 ? Right::kCall : Right::kPut,
                 .spot = expiry.spot,
                 .strike = expiry.spot * std::exp(rng.uniform() - 0.5),
                 .years = expiry.years,
                 .rate = expiry.rate,
                 .dividend_yield = expiry.dividend_yield,
                 .vol = 0.05 + rng.uniform()});
  }
  const Found alone = value(options, widest_target());
  for (const SimdTarget target : simd_targets()) {
    Found found(options.right.size());
    black_scholes(expiry, {options.right, options.strike, options.vol}, found.columns(), target);
    EXPECT_EQ(found.all_bits(), alone.all_bits()) << to_string(target);
    Found prices(options.right.size());
    black_scholes(expiry, {options.right, options.strike, options.vol},
                  {.price = prices.price, .status = prices.status}, target);
    EXPECT_EQ(bits(prices.price), bits(alone.price)) << to_string(target);
  }
}

TEST(BatchValues, OfAForwardAreThoseOfTheScalarFunctions) {
  const ForwardExpiry expiry{.forward = 431.7,
                             .discount = 0.993,
                             .years = 0.17,
                             .spot = 430.0,
                             .rate = 0.041,
                             .dividend_yield = 0.013};
  std::vector<Right> right;
  std::vector<double> strike;
  std::vector<double> vol;
  for (int i = 0; i < 203; ++i) {
    right.push_back(i % 3 == 0 ? Right::kCall : Right::kPut);
    strike.push_back(expiry.forward * std::exp(0.01 * (i - 100)));
    vol.push_back(0.1 + 0.002 * i);
  }
  Found found(right.size());
  black(expiry, {right, strike, vol}, found.columns());
  for (std::size_t i = 0; i < right.size(); ++i) {
    const BlackInputs inputs{right[i],        expiry.forward, strike[i],
                             expiry.discount, expiry.years,   vol[i]};
    const Greeks greeks = black_greeks(inputs, {expiry.spot, expiry.rate, expiry.dividend_yield});
    const std::array expected = {
        black_price(inputs),       greeks.delta,           greeks.gamma, greeks.theta_per_day,
        greeks.vega_per_vol_point, greeks.rho_per_rate_pct};
    const std::array got = {found.price[i], found.delta[i], found.gamma[i],
                            found.theta[i], found.vega[i],  found.rho[i]};
    ASSERT_EQ(bits(got), bits(expected)) << i;
  }
}

TEST(BatchValues, OfAnUnusableExpiryAreAllInvalid) {
  const std::vector<Right> right(5, Right::kCall);
  const std::vector<double> strike(5, 100.0);
  const std::vector<double> vol(5, 0.2);
  Found found(5);
  black_scholes({.spot = 100.0, .years = -1.0, .rate = 0.0, .dividend_yield = 0.0},
                {right, strike, vol}, found.columns());
  EXPECT_EQ(found.status, std::vector<ValuationStatus>(5, ValuationStatus::kInvalid));
  EXPECT_TRUE(std::isnan(found.delta[4]));
}

TEST(BatchValues, OfNothingAreNothing) {
  Found found(0);
  black_scholes(OptionColumns{}, found.columns());
  EXPECT_TRUE(found.price.empty());
}

TEST(BatchValuesDeathTest, RefuseColumnsOfDifferentLength) {
  const std::vector<Right> right(3, Right::kCall);
  const std::vector<double> three(3, 1.0);
  const std::vector<double> two(2, 1.0);
  Found found(3);
  EXPECT_DEATH(black_scholes(SpotExpiry{}, {right, three, two}, found.columns()), "vol");
  Found shorter(2);
  EXPECT_DEATH(black_scholes(SpotExpiry{}, {right, three, three}, shorter.columns()), "price");
}

struct QuoteList {
  std::vector<Right> right;
  std::vector<double> price, forward, strike, discount, years;

  void add(const IvQuery& query) {
    right.push_back(query.right);
    price.push_back(query.price);
    forward.push_back(query.forward);
    strike.push_back(query.strike);
    discount.push_back(query.discount);
    years.push_back(query.years);
  }
  IvQuery at(std::size_t i) const {
    return {right[i], price[i], forward[i], strike[i], discount[i], years[i]};
  }
  QuotedOptions columns() const { return {right, price, forward, strike, discount, years}; }
};

// Prices of usable options, some of them moved off their no-arbitrage range or made unusable.
QuoteList hostile_quotes() {
  const Options options = hostile_options();
  constexpr std::array kUnusable = {0.0, -1.0, kNotANumber, kInfinity, 5e-324, 1e308};
  QuoteList quotes;
  for (std::size_t i = 0; i < options.right.size(); ++i) {
    const EuropeanOption option = options.at(i);
    const Result<Valuation> found = black_scholes(option);
    if (!found) continue;
    const double growth = std::exp((option.rate - option.dividend_yield) * option.years);
    IvQuery query{option.right,
                  found->price,
                  option.spot * growth,
                  option.strike,
                  std::exp(-option.rate * option.years),
                  option.years};
    if (i % 11 == 0) query.price *= 0.9;
    if (i % 13 == 0) query.price *= 1.5;
    if (i % 17 == 0) {
      const double bad = kUnusable.at((i / 17) % kUnusable.size());
      double* const places[] = {&query.price, &query.forward, &query.strike, &query.discount,
                                &query.years};
      *places[(i / 102) % 5] = bad;
    }
    quotes.add(query);
  }
  return quotes;
}

struct Vols {
  explicit Vols(std::size_t count) : vol(count), status(count) {}
  std::vector<double> vol;
  std::vector<IvStatus> status;
};

TEST(BatchVols, AreTheSameBitsOnEveryTarget) {
  const QuoteList quotes = hostile_quotes();
  Vols scalar(quotes.right.size());
  implied_vols(quotes.columns(), kAllVols, {scalar.vol, scalar.status}, SimdTarget::kScalar);
  for (const SimdTarget target : simd_targets()) {
    SCOPED_TRACE(to_string(target));
    Vols found(quotes.right.size());
    implied_vols(quotes.columns(), kAllVols, {found.vol, found.status}, target);
    EXPECT_EQ(bits(found.vol), bits(scalar.vol));
    EXPECT_EQ(found.status, scalar.status);
  }
}

bool breaks_a_precondition(const IvQuery& query) {
  const auto positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  return !positive(query.forward) || !positive(query.strike) || !positive(query.discount) ||
         !std::isfinite(query.years);
}

TEST(BatchVols, AreThoseOfTheScalarFunction) {
  const QuoteList quotes = hostile_quotes();
  Vols found(quotes.right.size());
  implied_vols(quotes.columns(), IvBounds{}, {found.vol, found.status});
  std::size_t solved = 0;
  for (std::size_t i = 0; i < quotes.right.size(); ++i) {
    SCOPED_TRACE(i);
    if (breaks_a_precondition(quotes.at(i))) {
      ASSERT_EQ(found.status[i], IvStatus::kNoQuote);
      continue;
    }
    const Result<double, IvFailure> alone = implied_vol(quotes.at(i), IvBounds{});
    ASSERT_EQ(found.status[i], alone ? IvStatus::kOk : alone.error().reason);
    const double expected = alone ? *alone : alone.error().last_vol.value_or(kNotANumber);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(found.vol[i]), std::bit_cast<std::uint64_t>(expected));
    if (alone) ++solved;
  }
  EXPECT_GT(solved, 3000U);
}

TEST(BatchVols, AreThoseOfAChain) {
  constexpr QuotedExpiry kExpiry{.forward = 5010.0, .discount = 0.99, .years = 0.1};
  QuoteList quotes;
  for (int i = 0; i < 401; ++i) {
    const Right right = i % 2 == 0 ? Right::kPut : Right::kCall;
    const double strike = 3000.0 + 10.0 * i;
    const double price =
        black_price({right, kExpiry.forward, strike, kExpiry.discount, kExpiry.years, 0.2});
    quotes.add({right, price, kExpiry.forward, strike, kExpiry.discount, kExpiry.years});
  }
  Vols alone(quotes.right.size());
  implied_vols(quotes.columns(), IvBounds{}, {alone.vol, alone.status});
  for (const SimdTarget target : simd_targets()) {
    Vols found(quotes.right.size());
    implied_vols(kExpiry, {quotes.right, quotes.price, quotes.strike}, IvBounds{},
                 {found.vol, found.status}, target);
    EXPECT_EQ(bits(found.vol), bits(alone.vol)) << to_string(target);
    EXPECT_EQ(found.status, alone.status) << to_string(target);
  }
}

TEST(BatchVols, AlwaysConverge) {
  const QuoteList quotes = hostile_quotes();
  Vols found(quotes.right.size());
  std::vector<double> iterations(quotes.right.size());
  const QuotedOptions in = quotes.columns();
  detail::kernels_of(widest_target())
      .imply_options(in.right.size(),
                     {in.right.data(), in.price.data(), in.forward.data(), in.strike.data(),
                      in.discount.data(), in.years.data()},
                     {kAllVols.min, kAllVols.max},
                     {found.vol.data(), found.status.data(), iterations.data()});
  EXPECT_EQ(std::count(found.status.begin(), found.status.end(), IvStatus::kNotConverged), 0);
  // A bisection or a crawl would show here.
  EXPECT_LE(*std::max_element(iterations.begin(), iterations.end()), 8.0);
}

}  // namespace
}  // namespace aots::pricing
