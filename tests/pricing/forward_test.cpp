#include "pricing/forward.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/black_scholes.hpp"

namespace aots::pricing {
namespace {

constexpr double kForward = 101.3;
constexpr double kDiscount = 0.98;
constexpr double kYears = 0.5;
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

CarriedSpot spot_at(double spot) {
  return {.spot = spot, .rate = 0.04, .dividend_yield = 0.01, .years = kYears};
}

// Quotes of one strike around their fair value: `half_spread` to each side, `shift` off centre.
ParityPair pair_at(double strike, double half_spread = 0.05, double shift = 0.0) {
  const double call = black_price({Right::kCall, kForward, strike, kDiscount, kYears, 0.3});
  const double put = black_price({Right::kPut, kForward, strike, kDiscount, kYears, 0.3});
  return {.strike = strike,
          .call_bid = call + shift - half_spread,
          .call_ask = call + shift + half_spread,
          .put_bid = put - half_spread,
          .put_ask = put + half_spread};
}

std::vector<ParityPair> chain(double from, double to, double step) {
  std::vector<ParityPair> pairs;
  for (double strike = from; strike <= to; strike += step) pairs.push_back(pair_at(strike));
  return pairs;
}

TEST(EstimateForward, FindsTheForwardThatTheQuotesWereMadeFrom) {
  const auto found = estimate_forward(chain(80.0, 120.0, 2.5), kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward, 1e-12);
  EXPECT_EQ(found->source, ForwardSource::kParity);
  EXPECT_EQ(found->pairs, 8);
  EXPECT_FALSE(found->implied_dividend_yield);
}

TEST(EstimateForward, DoesNotDependOnTheOrderOfThePairs) {
  std::vector<ParityPair> pairs = chain(80.0, 120.0, 2.5);
  for (ParityPair& pair : pairs) pair.call_ask += 0.001 * std::fmod(pair.strike, 7.0);
  const auto rising = estimate_forward(pairs, kDiscount, std::nullopt);
  const std::vector<ParityPair> falling(pairs.rbegin(), pairs.rend());
  const auto reversed = estimate_forward(falling, kDiscount, std::nullopt);
  ASSERT_TRUE(rising);
  ASSERT_TRUE(reversed);
  EXPECT_EQ(rising->forward, reversed->forward);
}

TEST(EstimateForward, UsesTheStrikesNearestTheMoneyOnly) {
  std::vector<ParityPair> pairs = chain(95.0, 108.0, 1.0);
  // Far strikes that are far off must not be heard.
  pairs.push_back(pair_at(50.0, 0.01, 5.0));
  pairs.push_back(pair_at(160.0, 0.01, -4.0));
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward, 1e-12);
}

TEST(EstimateForward, TrustsTightQuotesMoreThanWideOnes) {
  // Votes off by +0.02 at a spread of 0.1 and by -0.02 at a spread of 0.4: weights 16 to 1.
  const std::vector<ParityPair> pairs = {pair_at(100.0, 0.05, 0.02), pair_at(101.0, 0.05, 0.02),
                                         pair_at(102.0, 0.2, -0.02), pair_at(103.0, 0.2, -0.02)};
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward + 0.02 / kDiscount * (15.0 / 17.0), 1e-12);
  EXPECT_EQ(found->pairs, 4);
}

TEST(EstimateForward, IsNotMovedByOneStaleQuote) {
  std::vector<ParityPair> pairs = chain(97.0, 106.0, 1.0);
  pairs[4] = pair_at(101.0, 0.01, 0.9);  // the tightest of all, and wrong by 0.9
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward, 1e-12);
  EXPECT_EQ(found->pairs, 7);
}

TEST(EstimateForward, AcceptsLockedQuotes) {
  const std::vector<ParityPair> pairs = {pair_at(100.0, 0.0), pair_at(101.0, 0.0),
                                         pair_at(102.0, 0.0)};
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward, 1e-12);
  EXPECT_EQ(found->pairs, 3);
}

TEST(EstimateForward, PassesOverPairsThatAreNotClean) {
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<ParityPair> pairs = {
      {101.5, 0.0, 5.0, 4.0, 4.1},          // no bid
      {101.5, 5.2, 5.0, 4.0, 4.1},          // crossed call
      {101.5, 5.0, 5.1, 4.2, 4.1},          // crossed put
      {101.5, kNotANumber, 5.1, 4.0, 4.1},  // no number
      {101.5, 5.0, infinity, 4.0, 4.1},     // no ask
      {101.5, 5.0, 5.1, -1.0, 4.1},         // negative bid
      {0.0, 5.0, 5.1, 4.0, 4.1},            // no strike
      {kNotANumber, 5.0, 5.1, 4.0, 4.1},
  };
  const std::vector<ParityPair> clean_pairs = chain(97.0, 106.0, 1.0);
  for (const ParityPair& pair : clean_pairs) pairs.push_back(pair);
  const auto clean = estimate_forward(clean_pairs, kDiscount, std::nullopt);
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(clean);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->forward, clean->forward);
}

TEST(EstimateForward, TellsTheDividendYieldThatTheForwardImplies) {
  const auto found = estimate_forward(chain(97.0, 106.0, 1.0), kDiscount, spot_at(100.0));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source, ForwardSource::kParity);
  ASSERT_TRUE(found->implied_dividend_yield);
  EXPECT_NEAR(100.0 * std::exp((0.04 - *found->implied_dividend_yield) * kYears), kForward, 1e-12);
}

TEST(EstimateForward, TellsNoYieldWithoutTimeLeft) {
  CarriedSpot expiring = spot_at(100.0);
  expiring.years = 0.0;
  const auto found = estimate_forward(chain(97.0, 106.0, 1.0), kDiscount, expiring);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source, ForwardSource::kParity);
  EXPECT_FALSE(found->implied_dividend_yield);
}

TEST(EstimateForward, FallsBackToTheCarriedSpotBelowThreeCleanPairs) {
  const std::vector<ParityPair> pairs = {pair_at(100.0), pair_at(101.0)};
  const auto found = estimate_forward(pairs, kDiscount, spot_at(100.0));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source, ForwardSource::kCarry);
  EXPECT_EQ(found->pairs, 0);
  EXPECT_DOUBLE_EQ(found->forward, 100.0 * std::exp(0.03 * kYears));
  EXPECT_EQ(found->implied_dividend_yield, 0.01);
}

TEST(EstimateForward, RejectsVotesThatContradictEachOther) {
  // Every strike quotes tightly around a forward of its own.
  const std::vector<ParityPair> pairs = {pair_at(99.0, 0.01, -3.0), pair_at(100.0, 0.01, -1.0),
                                         pair_at(101.0, 0.01, 0.0), pair_at(102.0, 0.01, 1.0),
                                         pair_at(103.0, 0.01, 3.0)};
  const auto carried = estimate_forward(pairs, kDiscount, spot_at(100.0));
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->source, ForwardSource::kCarry);

  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("contradict"), std::string::npos) << found.error().message;
}

TEST(EstimateForward, FailsWithNeitherQuotesNorSpotAndSaysSo) {
  const auto found = estimate_forward({}, kDiscount, std::nullopt);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kData);
  EXPECT_NE(found.error().message.find("only 0 of at least 3"), std::string::npos)
      << found.error().message;
  EXPECT_NE(found.error().message.find("no spot"), std::string::npos) << found.error().message;
}

TEST(EstimateForward, FailsOnACarryThatLeadsNowhere) {
  for (const double spot : {0.0, -1.0, kNotANumber}) {
    const auto found = estimate_forward({}, kDiscount, spot_at(spot));
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().message.find("spot"), std::string::npos) << found.error().message;
  }
  CarriedSpot endless = spot_at(100.0);
  endless.rate = 5000.0;
  EXPECT_FALSE(estimate_forward({}, kDiscount, endless));
}

TEST(EstimateForward, StaysWithinTheAmericanBiasOfItsFooting) {
  // American quotes: early exercise lifts the put. The estimate then falls short by at most that
  // premium over the discount, which is what the header promises.
  constexpr double kPremium = 0.03;
  std::vector<ParityPair> pairs = chain(97.0, 106.0, 1.0);
  for (ParityPair& pair : pairs) {
    pair.put_bid += kPremium;
    pair.put_ask += kPremium;
  }
  const auto found = estimate_forward(pairs, kDiscount, std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->forward, kForward - kPremium / kDiscount, 1e-12);
}

TEST(EstimateForwardDeathTest, RefusesADiscountThatIsNone) {
  EXPECT_DEATH(static_cast<void>(estimate_forward({}, 0.0, std::nullopt)), "discount");
}

TEST(ForwardSource, HasNames) {
  EXPECT_EQ(to_string(ForwardSource::kParity), "parity");
  EXPECT_EQ(to_string(ForwardSource::kCarry), "carry");
}

}  // namespace
}  // namespace aots::pricing
