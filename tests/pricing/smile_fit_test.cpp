#include "pricing/smile_fit.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/detail/svi.hpp"

namespace aots::pricing {
namespace {

using detail::Svi;

constexpr double kYears = 30.0 / 365.0;
// A month of an index, without arbitrage.
constexpr Svi kTruth{.a = 0.0005, .b = 0.035, .rho = -0.55, .m = 0.01, .sigma = 0.05};

double true_vol(double k) { return std::sqrt(kTruth.at(k).value / kYears); }

std::vector<SmileQuote> quotes(double half_spread = 0.002) {
  std::vector<SmileQuote> result;
  for (int i = 0; i <= 80; ++i) {
    const double k = -0.30 + 0.005 * i;
    const double vol = true_vol(k);
    result.push_back(
        {.k = k, .vol = vol, .bid_vol = vol - half_spread, .ask_vol = vol + half_spread});
  }
  return result;
}

double worst_error(const Smile& smile, double low = -0.30, double high = 0.10) {
  double worst = 0.0;
  for (double k = low; k <= high; k += 0.001) {
    worst = std::max(worst, std::fabs(smile.vol(k, kYears) - true_vol(k)));
  }
  return worst;
}

bool rejected(const SmileReport& report, std::size_t index, QuoteFault fault) {
  for (const RejectedQuote& quote : report.rejected) {
    if (quote.index == index) return quote.fault == fault;
  }
  return false;
}

TEST(SmileFit, RecoversTheSmileBehindItsQuotes) {
  const auto fit = fit_smile(quotes(), kYears);
  ASSERT_TRUE(fit);
  EXPECT_LT(worst_error(fit->smile), 3e-4);
  EXPECT_EQ(fit->report.used, 81);
  EXPECT_TRUE(fit->report.rejected.empty());
  EXPECT_EQ(fit->report.inside_share, 1.0);
  EXPECT_LT(fit->report.rms_vol, 1e-4);
  EXPECT_NEAR(fit->report.half_spread_vol, 0.002, 1e-12);
  EXPECT_GT(fit->report.least_g, 0.0);
  EXPECT_EQ(butterfly_at(fit->smile), std::nullopt);
  EXPECT_EQ(fit->k_low, -0.30);
  EXPECT_NEAR(fit->k_high, 0.10, 1e-12);
}

TEST(SmileFit, IsNotMovedByQuotesTenTimesOff) {
  auto bad = quotes();
  for (const std::size_t i : {3U, 20U, 41U, 60U, 77U}) {
    for (double SmileQuote::*vol : {&SmileQuote::vol, &SmileQuote::bid_vol, &SmileQuote::ask_vol}) {
      bad[i].*vol *= i % 2 == 0 ? 10.0 : 0.1;
    }
  }
  const auto fit = fit_smile(bad, kYears);
  ASSERT_TRUE(fit);
  EXPECT_LT(worst_error(fit->smile), 5e-4);
  EXPECT_EQ(fit->report.rejected.size(), 5U);
  for (const std::size_t i : {3U, 20U, 41U, 60U, 77U}) {
    EXPECT_TRUE(rejected(fit->report, i, QuoteFault::kOutlier)) << i;
  }
}

TEST(SmileFit, FollowsTightQuotesRatherThanWideOnes) {
  auto mixed = quotes();
  for (std::size_t i = 0; i < mixed.size(); i += 2) {
    mixed[i].vol += 0.01;
    mixed[i].bid_vol = mixed[i].vol - 0.05;
    mixed[i].ask_vol = mixed[i].vol + 0.05;
  }
  const auto fit = fit_smile(mixed, kYears);
  ASSERT_TRUE(fit);
  EXPECT_LT(worst_error(fit->smile), 1.5e-3);
}

TEST(SmileFit, ReturnsNoButterflyWhereTheQuotesHaveOne) {
  auto dented = quotes();
  for (std::size_t i = 36; i < 44; ++i) {
    for (double SmileQuote::*vol : {&SmileQuote::vol, &SmileQuote::bid_vol, &SmileQuote::ask_vol}) {
      dented[i].*vol += 0.02;
    }
  }
  const auto fit = fit_smile(dented, kYears);
  ASSERT_TRUE(fit);
  EXPECT_EQ(butterfly_at(fit->smile), std::nullopt);
}

TEST(SmileFit, SaysWhyAQuoteIsNotUsed) {
  auto bad = quotes();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  bad[0].vol = nan;
  bad[5].bid_vol = bad[5].ask_vol + 0.01;
  bad[9].weight = 0.0;
  bad.push_back(bad[30]);
  bad.back().ask_vol += 0.01;
  bad[12].k = std::numeric_limits<double>::infinity();
  bad[14].bid_vol = -0.1;
  const auto fit = fit_smile(bad, kYears);
  ASSERT_TRUE(fit);
  EXPECT_TRUE(rejected(fit->report, 0, QuoteFault::kNotFinite));
  EXPECT_TRUE(rejected(fit->report, 5, QuoteFault::kCrossed));
  EXPECT_TRUE(rejected(fit->report, 9, QuoteFault::kNoWeight));
  EXPECT_TRUE(rejected(fit->report, 81, QuoteFault::kDuplicate));
  EXPECT_TRUE(rejected(fit->report, 12, QuoteFault::kNotFinite));
  EXPECT_TRUE(rejected(fit->report, 14, QuoteFault::kNotFinite));
  EXPECT_EQ(fit->report.quotes, 82);
  EXPECT_EQ(fit->report.used, 76);
  EXPECT_LT(worst_error(fit->smile), 5e-4);
}

TEST(SmileFit, AFailureIsNoSmile) {
  const auto all = quotes();
  const auto reason = [](const SmileOutcome& outcome) {
    EXPECT_FALSE(outcome);
    return outcome ? SmileFault::kPoorFit : outcome.error().reason;
  };
  EXPECT_EQ(reason(fit_smile({}, kYears)), SmileFault::kTooFewStrikes);
  EXPECT_EQ(reason(fit_smile(std::span(all).first(5), kYears)), SmileFault::kTooFewStrikes);
  EXPECT_EQ(reason(fit_smile(all, 0.0)), SmileFault::kExpired);
  EXPECT_EQ(reason(fit_smile(all, -1.0)), SmileFault::kExpired);
  EXPECT_EQ(reason(fit_smile(all, std::numeric_limits<double>::quiet_NaN())), SmileFault::kExpired);
  const std::vector<SmileQuote> one_strike(20, all[40]);
  EXPECT_EQ(reason(fit_smile(one_strike, kYears)), SmileFault::kTooFewStrikes);
  std::vector<SmileQuote> weightless = all;
  for (SmileQuote& quote : weightless) quote.weight = 0.0;
  EXPECT_EQ(reason(fit_smile(weightless, kYears)), SmileFault::kTooFewStrikes);
}

TEST(SmileFit, RefusesQuotesThatHaveNoSmile) {
  auto noise = quotes();
  for (std::size_t i = 0; i < noise.size(); ++i) {
    const double vol = 0.05 + 0.5 * static_cast<double>((i * 7919) % 83) / 83.0;
    noise[i].vol = vol;
    noise[i].bid_vol = vol - 0.001;
    noise[i].ask_vol = vol + 0.001;
  }
  const auto fit = fit_smile(noise, kYears);
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().reason, SmileFault::kPoorFit);
  EXPECT_EQ(fit.error().report.quotes, 81);
  EXPECT_TRUE(fit.error().last_smile.has_value());
}

TEST(SmileFit, SixQuotesAreEnough) {
  std::vector<SmileQuote> few;
  for (const double k : {-0.2, -0.1, -0.05, 0.0, 0.03, 0.06}) {
    const double vol = true_vol(k);
    few.push_back({.k = k, .vol = vol, .bid_vol = vol - 0.002, .ask_vol = vol + 0.002});
  }
  const auto fit = fit_smile(few, kYears);
  ASSERT_TRUE(fit);
  EXPECT_LT(worst_error(fit->smile, -0.2, 0.06), 0.01);
}

}  // namespace
}  // namespace aots::pricing
