#include "features/correlation.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::features {
namespace {

// `common` of a shared series of moves and the rest of its own.
std::vector<DatedClose> walk(double common, std::string_view own, int count = 61,
                             Date first = make_date(2020, 1, 1)) {
  Rng shared(7, "shared");
  Rng noise(7, own);
  std::vector<DatedClose> closes;
  double price = 100.0;
  for (int i = 0; i < count; ++i) {
    closes.emplace_back(first + Days{i}, price);
    price *= std::exp(
        0.01 * (common * shared.normal() + std::sqrt(1.0 - common * common) * noise.normal()));
  }
  return closes;
}

TEST(ReturnCorrelation, IsOneForTheSameMovesAndMinusOneForTheOpposite) {
  const auto a = walk(1.0, "a");
  auto inverse = a;
  for (auto& [session, close] : inverse) close = 1.0 / close;
  EXPECT_NEAR(return_correlation(a, a).value(), 1.0, 1e-12);
  EXPECT_NEAR(return_correlation(a, inverse).value(), -1.0, 1e-12);
}

TEST(ReturnCorrelation, AgreesWithAWorkedExample) {
  // Returns 1, 2, 4 and 2, 1, 5 (per cent): covariance 9/3, variances 14/3 and 26/3.
  const Date day = make_date(2020, 1, 1);
  const auto series = [day](double r1, double r2, double r3) {
    std::vector<DatedClose> closes{{day, 1.0}};
    for (const double change : {r1, r2, r3}) {
      closes.emplace_back(closes.back().first + Days{1},
                          closes.back().second * std::exp(change / 100.0));
    }
    return closes;
  };
  // Deviations -4/3, -1/3, 5/3 and -2/3, -5/3, 7/3: products sum to 48/9, squares to 42/9 and 78/9.
  const double expected = 48.0 / std::sqrt(42.0 * 78.0);
  EXPECT_NEAR(return_correlation(series(1, 2, 4), series(2, 1, 5), 3).value(), expected, 1e-12);
}

TEST(ReturnCorrelation, NeedsSixtyCommonReturns) {
  const auto a = walk(1.0, "a");
  auto short_one = a;
  short_one.erase(short_one.begin() + 30);
  EXPECT_TRUE(return_correlation(a, a).has_value());
  EXPECT_FALSE(return_correlation(a, short_one).has_value());
  EXPECT_FALSE(return_correlation(a, {}).has_value());
}

TEST(ReturnCorrelation, IsAbsentAcrossAGapOfMonths) {
  auto gapped = walk(1.0, "a");
  for (std::size_t i = 0; i < 30; ++i) gapped[i].first -= Days{120};
  EXPECT_FALSE(return_correlation(gapped, gapped).has_value());
}

TEST(ReturnCorrelation, IsAbsentForASeriesThatStandsStill) {
  auto still = walk(1.0, "a");
  for (auto& [session, close] : still) close = 5.0;
  EXPECT_FALSE(return_correlation(still, walk(1.0, "a")).has_value());
}

TEST(CorrelationClusters, JoinWhatHangsTogetherAndLeaveTheRestAlone) {
  std::map<Symbol, std::vector<DatedClose>> series;
  series[Symbol("SPY")] = walk(1.0, "spy");
  series[Symbol("QQQ")] = walk(0.97, "qqq");
  series[Symbol("IWM")] = walk(0.97, "iwm");
  series[Symbol("XLE")] = walk(0.1, "xle");
  series[Symbol("NEW")] = walk(1.0, "spy", 30);
  const auto clusters = correlation_clusters(series);
  const std::vector<std::vector<Symbol>> expected{
      {Symbol("IWM"), Symbol("QQQ"), Symbol("SPY")}, {Symbol("NEW")}, {Symbol("XLE")}};
  EXPECT_EQ(clusters, expected);
}

TEST(CorrelationClusters, LinkThroughAThirdSymbol) {
  // The outer two correlate at about 0.6, each with the middle one at about 0.9.
  std::map<Symbol, std::vector<DatedClose>> series;
  Rng x(3, "x");
  Rng y(3, "y");
  double a = 100.0;
  double b = 100.0;
  double c = 100.0;
  for (int i = 0; i < 61; ++i) {
    const Date day = make_date(2020, 1, 1) + Days{i};
    series[Symbol("A")].emplace_back(day, a);
    series[Symbol("B")].emplace_back(day, b);
    series[Symbol("C")].emplace_back(day, c);
    const double u = x.normal();
    const double v = y.normal();
    a *= std::exp(0.01 * (u + 0.5 * v));
    b *= std::exp(0.01 * u);
    c *= std::exp(0.01 * (u - 0.5 * v));
  }
  ASSERT_LT(return_correlation(series[Symbol("A")], series[Symbol("C")]).value(), 0.8);
  EXPECT_EQ(correlation_clusters(series).size(), 1U);
  EXPECT_EQ(correlation_clusters(series, 0.99).size(), 3U);
}

}  // namespace
}  // namespace aots::features
