#include "analytics/chain_view.hpp"

#include <cmath>
#include <optional>

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::analytics {
namespace {

using pricing::IvStatus;
using test::add_expiry;
using test::ChainSpec;
using test::empty_chain;
using test::strikes;

const Date kWeekly = make_date(2019, 5, 8);
const Date kMonthly = make_date(2019, 5, 17);
const Date kJune = make_date(2019, 6, 21);
const Date kYear = make_date(2020, 5, 15);

double skew(double strike, double years) {
  return 0.15 + 0.01 * years - 0.25 * std::log(strike / 2900.0);
}

OptionContract contract_of(const char* root, Date expiry, Right right, double strike) {
  return {.underlying = Symbol("SPX"),
          .root = root,
          .expiry = expiry,
          .right = right,
          .strike = Price::from_double(strike)};
}

class ChainViewTest : public testing::Test {
 protected:
  ChainViewTest() : chain_(empty_chain(spec_)) {}

  ChainView view() const {
    return ChainView(chain_, {.rate = spec_.rate, .dividend_yield = std::nullopt}, test::nyse());
  }

  ChainSpec spec_;
  OptionChain chain_;
};

TEST_F(ChainViewTest, RecoversTheVolsTheForwardAndTheGreeksOfAEuropeanChain) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  const ChainView seen = view();
  ASSERT_EQ(seen.expiry_count(), 1U);
  EXPECT_EQ(seen.expiry(0).dte, 51);
  const double years = seen.expiry(0).years.value();
  EXPECT_NEAR(years, 51.0 / 365.0, 1e-12);
  const double forward = spec_.spot * std::exp((spec_.rate - spec_.dividend_yield) * years);
  ASSERT_TRUE(seen.carry(0).forward.has_value());
  EXPECT_EQ(seen.carry(0).forward->source, pricing::ForwardSource::kParity);
  EXPECT_NEAR(seen.carry(0).forward->forward, forward, 1e-3);
  EXPECT_NEAR(seen.carry(0).discount.value(), std::exp(-spec_.rate * years), 1e-15);
  for (std::size_t i = 0; i < chain_.expiries[0].quotes.size(); ++i) {
    const OptionQuote& quote = chain_.expiries[0].quotes[i];
    const OptionAnalytics& option = seen.analytics(0, i);
    ASSERT_EQ(option.status, IvStatus::kOk) << to_string(quote.strike);
    const double vol = skew(quote.strike.to_double(), years);
    EXPECT_NEAR(option.iv.value(), vol, 1e-4) << to_string(quote.strike);
    const auto expected = pricing::black_scholes({.right = quote.right,
                                                  .spot = spec_.spot,
                                                  .strike = quote.strike.to_double(),
                                                  .years = years,
                                                  .rate = spec_.rate,
                                                  .dividend_yield = spec_.dividend_yield,
                                                  .vol = vol});
    ASSERT_TRUE(option.greeks.has_value());
    EXPECT_NEAR(option.greeks->delta, expected->greeks.delta, 1e-3);
    EXPECT_NEAR(option.greeks->gamma, expected->greeks.gamma, 1e-5);
    EXPECT_NEAR(option.greeks->theta_per_day, expected->greeks.theta_per_day, 1e-2);
    EXPECT_NEAR(option.greeks->vega_per_vol_point, expected->greeks.vega_per_vol_point, 1e-2);
    EXPECT_NEAR(option.greeks->rho_per_rate_pct, expected->greeks.rho_per_rate_pct, 1e-2);
  }
}

TEST_F(ChainViewTest, SaysWhyAnOptionHasNoVol) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  auto& quotes = chain_.expiries[0].quotes;
  quotes[0].ask.reset();                                     // one-sided
  quotes[1].bid = *quotes[1].ask + Price::from_double(0.1);  // crossed
  quotes[2].bid = quotes[2].ask =
      Price::from_double(10.0);  // deep call far below its intrinsic value
  quotes[3].bid = quotes[3].ask = Price::from_double(0.0);   // nothing bid, nothing asked
  quotes[5].bid = quotes[5].ask = Price::from_double(2700);  // a put above its strike
  const ChainView seen = view();
  EXPECT_EQ(seen.analytics(0, 0).status, IvStatus::kNoQuote);
  EXPECT_EQ(seen.analytics(0, 1).status, IvStatus::kNoQuote);
  EXPECT_EQ(seen.analytics(0, 2).status, IvStatus::kBelowIntrinsic);
  EXPECT_EQ(seen.analytics(0, 3).status, IvStatus::kNoQuote);
  EXPECT_EQ(seen.analytics(0, 5).status, IvStatus::kAboveBound);
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U}) {
    EXPECT_FALSE(seen.analytics(0, i).iv.has_value()) << i;
    EXPECT_FALSE(seen.analytics(0, i).greeks.has_value()) << i;
  }
}

TEST_F(ChainViewTest, KnowsHowAnOptionWithoutTimeValueMoves) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  ExpiryChain& june = chain_.expiries[0];
  const auto quote_anew = [&](std::size_t i, double price) {
    june.quotes[i].bid = june.quotes[i].ask = Price::from_double(price);
    return chain_.contract(june, june.quotes[i]);
  };
  const auto call = quote_anew(0, 10.0);                           // 2600, far in the money
  const auto put = quote_anew(june.quotes.size() - 1, 10.0);       // 3200, the same
  const auto worthless = quote_anew(june.quotes.size() - 2, 0.0);  // call of 3200: no quote
  const auto too_dear = quote_anew(1, 2700.0);                     // a put above its strike
  const ChainView seen = view();
  EXPECT_EQ(seen.greeks(call), (Greeks{.delta = 1.0}));
  EXPECT_EQ(seen.greeks(put), (Greeks{.delta = -1.0}));
  EXPECT_EQ(seen.greeks(worthless), std::nullopt);
  EXPECT_EQ(seen.greeks(too_dear), std::nullopt);
  const auto middle = chain_.contract(june, june.quotes[20]);
  EXPECT_EQ(seen.greeks(middle), seen.analytics(middle)->greeks);
}

TEST_F(ChainViewTest, HasNothingLeftToValuePastTheCutoff) {
  add_expiry(chain_, spec_, "SPXW", spec_.session, strikes(2850, 2950, 25), skew);
  const ChainView seen = view();
  EXPECT_EQ(seen.expiry(0).dte, 0);
  EXPECT_FALSE(seen.expiry(0).years.has_value());
  EXPECT_EQ(seen.analytics(0, 0).status, IvStatus::kExpired);
  EXPECT_FALSE(seen.atm_iv(0).has_value());
}

TEST_F(ChainViewTest, ValuesNothingWithoutARate) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  const ChainView seen(chain_, {}, test::nyse());
  EXPECT_FALSE(seen.carry(0).discount.has_value());
  EXPECT_FALSE(seen.carry(0).forward.has_value());
  EXPECT_EQ(seen.analytics(0, 10).status, IvStatus::kNoQuote);
  EXPECT_FALSE(seen.iv30().has_value());
}

TEST_F(ChainViewTest, FallsBackToSpotAndKnownCarryWhereTooFewPairsStand) {
  add_expiry(chain_, spec_, "SPXW", kJune, {2850.0, 2900.0}, skew);
  const ChainView seen(chain_, {.rate = spec_.rate, .dividend_yield = spec_.dividend_yield},
                       test::nyse());
  const double years = seen.expiry(0).years.value();
  ASSERT_TRUE(seen.carry(0).forward.has_value());
  EXPECT_EQ(seen.carry(0).forward->source, pricing::ForwardSource::kCarry);
  EXPECT_NEAR(seen.carry(0).forward->forward,
              spec_.spot * std::exp((spec_.rate - spec_.dividend_yield) * years), 1e-9);
  EXPECT_EQ(seen.analytics(0, 0).status, IvStatus::kOk);
  EXPECT_FALSE(view().carry(0).forward.has_value());
}

TEST_F(ChainViewTest, TakesAnUnknownYieldFromTheExpiryNearestAYear) {
  add_expiry(chain_, spec_, "SPXW", kWeekly, strikes(2800, 3000, 25), skew);
  add_expiry(chain_, spec_, "SPXW", kYear, strikes(2300, 3500, 50), skew);
  // The quotes moved on by 3 points since the recorded spot was taken.
  chain_.spot = Price::from_double(spec_.spot - 3.0);
  const ChainView seen = view();
  EXPECT_NEAR(seen.carry(0).dividend_yield.value(), spec_.dividend_yield, 0.0015);
  const OptionContract put = contract_of("SPXW", kWeekly, Right::kPut, 2850);
  const double years = seen.expiry(0).years.value();
  const auto expected = pricing::black_scholes({.right = Right::kPut,
                                                .spot = spec_.spot,
                                                .strike = 2850,
                                                .years = years,
                                                .rate = spec_.rate,
                                                .dividend_yield = spec_.dividend_yield,
                                                .vol = skew(2850, years)});
  ASSERT_NE(seen.analytics(put), nullptr);
  EXPECT_NEAR(seen.analytics(put)->greeks->theta_per_day, expected->greeks.theta_per_day, 0.01);
}

TEST_F(ChainViewTest, FindsContractsByRootAndExpiryAndNothingElse) {
  add_expiry(chain_, spec_, "SPX", kMonthly, strikes(2800, 3000, 50), skew);
  add_expiry(chain_, spec_, "SPXW", kMonthly, strikes(2800, 3000, 50), skew);
  const ChainView seen = view();
  EXPECT_EQ(seen.find_expiry(contract_of("SPXW", kMonthly, Right::kCall, 2900)), 1U);
  EXPECT_EQ(seen.find_expiry(contract_of("SPX", kMonthly, Right::kCall, 2900)), 0U);
  EXPECT_FALSE(seen.find_expiry(contract_of("SPX", kJune, Right::kCall, 2900)).has_value());
  const OptionContract put = contract_of("SPXW", kMonthly, Right::kPut, 2900);
  EXPECT_EQ(seen.analytics(put), &seen.analytics(1, 5));
  EXPECT_EQ(seen.analytics(contract_of("SPXW", kMonthly, Right::kPut, 2901)), nullptr);
}

TEST_F(ChainViewTest, KeepsTheMorningSettledAndTheAfternoonSettledExpiryApart) {
  add_expiry(chain_, spec_, "SPX", kMonthly, strikes(2800, 3000, 50), skew);
  add_expiry(chain_, spec_, "SPXW", kMonthly, strikes(2800, 3000, 50), skew);
  const ChainView seen = view();
  // From 09:30 to 16:00 of the same day.
  EXPECT_NEAR(*seen.expiry(1).years - *seen.expiry(0).years, 6.5 / 24.0 / 365.0, 1e-12);
}

TEST_F(ChainViewTest, InterpolatesTheAtmVolInStrikeAroundTheForward) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  const ChainView seen = view();
  const double years = seen.expiry(0).years.value();
  const double forward = seen.carry(0).forward->forward;
  ASSERT_GT(forward, 2900.0);
  ASSERT_LT(forward, 2925.0);
  const double weight = (forward - 2900.0) / 25.0;
  const double expected = (1.0 - weight) * skew(2900, years) + weight * skew(2925, years);
  EXPECT_NEAR(seen.atm_iv(0).value(), expected, 1e-5);
}

TEST_F(ChainViewTest, TakesTheNextStrikeWhereTheNearestHasNoVol) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  for (OptionQuote& quote : chain_.expiries[0].quotes) {
    if (quote.strike == Price::from_double(2925.0)) quote.bid.reset();
  }
  const ChainView seen = view();
  const double years = seen.expiry(0).years.value();
  const double weight = (seen.carry(0).forward->forward - 2900.0) / 50.0;
  const double expected = (1.0 - weight) * skew(2900, years) + weight * skew(2950, years);
  EXPECT_NEAR(seen.atm_iv(0).value(), expected, 1e-5);
}

TEST_F(ChainViewTest, HasNoAtmVolWhenOneSideOfTheForwardIsEmpty) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 2900, 25), skew);
  EXPECT_FALSE(view().atm_iv(0).has_value());
}

TEST_F(ChainViewTest, InterpolatesThirtyDayVarianceLinearlyInTime) {
  const auto flat = [](double, double years) { return years < 0.08 ? 0.12 : 0.16; };
  add_expiry(chain_, spec_, "SPXW", kMonthly, strikes(2800, 3000, 25), flat);
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2800, 3000, 25), flat);
  const ChainView seen = view();
  // 16 and 51 days to the same time of the day: 14 of 35 days along.
  const double variance = (16 * 0.0144 + 14.0 / 35.0 * (51 * 0.0256 - 16 * 0.0144)) / 30.0;
  EXPECT_NEAR(seen.iv30().value(), std::sqrt(variance), 1e-5);
}

TEST_F(ChainViewTest, HasNoThirtyDayVolWithoutABracket) {
  add_expiry(chain_, spec_, "SPXW", kWeekly, strikes(2800, 3000, 25), skew);
  add_expiry(chain_, spec_, "SPXW", kMonthly, strikes(2800, 3000, 25), skew);
  EXPECT_FALSE(view().iv30().has_value());
}

TEST_F(ChainViewTest, DoesNotBracketWithAnExpiryOfLessThanTwoDays) {
  add_expiry(chain_, spec_, "SPXW", make_date(2019, 5, 2), strikes(2800, 3000, 25), skew);
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2800, 3000, 25), skew);
  EXPECT_FALSE(view().iv30().has_value());
}

TEST_F(ChainViewTest, PrefersTheAfternoonSettledRootWhereTwoShareADate) {
  const auto by_root = [](double vol) { return [vol](double, double) { return vol; }; };
  add_expiry(chain_, spec_, "SPX", kMonthly, strikes(2800, 3000, 25), by_root(0.30));
  add_expiry(chain_, spec_, "SPXW", kMonthly, strikes(2800, 3000, 25), by_root(0.14));
  add_expiry(chain_, spec_, "SPX", kJune, strikes(2800, 3000, 25), by_root(0.30));
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2800, 3000, 25), by_root(0.14));
  EXPECT_NEAR(view().iv30().value(), 0.14, 1e-5);
}

TEST_F(ChainViewTest, LeavesAdjustedSeriesAlone) {
  add_expiry(chain_, spec_, "SPXW1", kJune, strikes(2800, 3000, 25), skew);
  const ChainView seen = view();
  ASSERT_TRUE(seen.expiry(0).option_class.adjusted);
  EXPECT_FALSE(seen.carry(0).forward.has_value());
  EXPECT_EQ(seen.analytics(0, 4).status, IvStatus::kNoQuote);
}

// Whoever asks for one option and whoever asks for all must be told the same, to the bit.
TEST_F(ChainViewTest, ValuesOptionsTheSameOneByOneAndAllAtOnce) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  add_expiry(chain_, spec_, "SPXW", spec_.session, strikes(2850, 2950, 25), skew);
  auto& quotes = chain_.expiries[0].quotes;
  quotes[20].ask.reset();
  quotes[21].bid = *quotes[21].ask + Price::from_double(0.1);
  quotes[22].bid = quotes[22].ask = Price::from_double(1.0);   // far below its intrinsic value
  quotes[25].bid = quotes[25].ask = Price::from_double(2700);  // a put above its strike
  quotes[27].bid = quotes[27].ask = Price::from_double(0.0);
  for (const std::optional<double> rate : {std::optional(spec_.rate), std::optional<double>()}) {
    const CarryInputs carry{.rate = rate, .dividend_yield = std::nullopt};
    const ChainView all(chain_, carry, test::nyse());
    for (std::size_t e = 0; e < all.expiry_count(); ++e) {
      for (std::size_t q = 0; q < chain_.expiries[e].quotes.size(); ++q) {
        const OptionAnalytics& told = all.analytics(e, q);
        const ChainView alone(chain_, carry, test::nyse());
        const OptionAnalytics& one = alone.analytics(e, q);
        EXPECT_EQ(told.status, one.status) << e << " " << q;
        EXPECT_EQ(told.iv, one.iv) << e << " " << q;
        EXPECT_EQ(told.greeks, one.greeks) << e << " " << q;
      }
    }
  }
}

TEST_F(ChainViewTest, AnswersTheSameAfterItWasMoved) {
  add_expiry(chain_, spec_, "SPXW", kJune, strikes(2600, 3200, 25), skew);
  ChainView first = view();
  const double before = first.atm_iv(0).value();
  const ChainView second = std::move(first);
  EXPECT_DOUBLE_EQ(second.atm_iv(0).value(), before);
}

}  // namespace
}  // namespace aots::analytics
