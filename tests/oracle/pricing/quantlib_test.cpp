// Prices, Greeks and implied vols against QuantLib, an independent implementation.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/analyticeuropeanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

#include "measured.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

namespace ql = QuantLib;

ql::Option::Type type_of(Right right) {
  return right == Right::kCall ? ql::Option::Call : ql::Option::Put;
}

template <class Check>
void for_each_option(const Check& check) {
  for (const Right right : {Right::kCall, Right::kPut}) {
    for (const double strike : {40.0, 70.0, 90.0, 99.0, 100.0, 101.0, 115.0, 150.0, 250.0}) {
      for (const int days : {1, 7, 30, 182, 365, 1095}) {
        for (const double vol : {0.05, 0.15, 0.3, 0.8, 2.0}) {
          check(EuropeanOption{.right = right,
                               .spot = 100.0,
                               .strike = strike,
                               .years = days / 365.0,
                               .rate = 0.045,
                               .dividend_yield = 0.013,
                               .vol = vol},
                days);
        }
      }
    }
  }
}

TEST(QuantLibOracle, AgreesOnPricesAndGreeksWithItsBlackCalculator) {
  LargestError price("quantlib_price_absolute_per_100");
  LargestError delta("quantlib_delta_absolute");
  LargestError gamma("quantlib_gamma_absolute");
  LargestError theta("quantlib_theta_per_day_absolute");
  LargestError vega("quantlib_vega_per_vol_point_absolute");
  LargestError rho("quantlib_rho_per_rate_pct_absolute");
  for_each_option([&](const EuropeanOption& option, int) {
    const double discount = std::exp(-option.rate * option.years);
    const double forward =
        option.spot * std::exp((option.rate - option.dividend_yield) * option.years);
    const ql::BlackCalculator oracle(type_of(option.right), option.strike, forward,
                                     option.vol * std::sqrt(option.years), discount);
    const auto found = black_scholes(option);
    ASSERT_TRUE(found);
    SCOPED_TRACE(testing::Message() << option.strike << " " << option.years << " " << option.vol);
    // Absolute, since the oracle itself cancels in the wings. Deltas are of order one.
    EXPECT_LE(price.add(found->price, oracle.value(), 1.0 * option.spot), 1e-14);
    EXPECT_LE(delta.add(found->greeks.delta, oracle.delta(option.spot), 1.0), 1e-13);
    EXPECT_LE(gamma.add(found->greeks.gamma, oracle.gamma(option.spot), 1.0), 1e-12);
    EXPECT_LE(
        theta.add(found->greeks.theta_per_day, oracle.thetaPerDay(option.spot, option.years), 1.0),
        1e-12);
    EXPECT_LE(vega.add(found->greeks.vega_per_vol_point, 0.01 * oracle.vega(option.years), 1.0),
              1e-13);
    EXPECT_LE(rho.add(found->greeks.rho_per_rate_pct, 0.01 * oracle.rho(option.years), 1.0), 1e-13);
  });
}

// The whole road through dates, curves and an engine, where year fractions come from day counts.
class EngineOracle {
 public:
  EngineOracle() {
    ql::Settings::instance().evaluationDate() = today_;
    const auto flat = [&](double rate) {
      return ql::Handle<ql::YieldTermStructure>(
          ql::ext::make_shared<ql::FlatForward>(today_, rate, day_count_));
    };
    const ql::Handle<ql::BlackVolTermStructure> vols(ql::ext::make_shared<ql::BlackConstantVol>(
        today_, ql::NullCalendar(), ql::Handle<ql::Quote>(vol_), day_count_));
    engine_ = ql::ext::make_shared<ql::AnalyticEuropeanEngine>(
        ql::ext::make_shared<ql::BlackScholesMertonProcess>(ql::Handle<ql::Quote>(spot_),
                                                            flat(0.013), flat(0.045), vols));
  }

  ql::VanillaOption option(const EuropeanOption& option, int days) {
    spot_->setValue(option.spot);
    vol_->setValue(option.vol);
    ql::VanillaOption result(
        ql::ext::make_shared<ql::PlainVanillaPayoff>(type_of(option.right), option.strike),
        ql::ext::make_shared<ql::EuropeanExercise>(today_ + days));
    result.setPricingEngine(engine_);
    return result;
  }

 private:
  ql::Date today_{5, ql::February, 2018};
  ql::DayCounter day_count_ = ql::Actual365Fixed();
  ql::ext::shared_ptr<ql::SimpleQuote> spot_ = ql::ext::make_shared<ql::SimpleQuote>(100.0);
  ql::ext::shared_ptr<ql::SimpleQuote> vol_ = ql::ext::make_shared<ql::SimpleQuote>(0.2);
  ql::ext::shared_ptr<ql::PricingEngine> engine_;
};

TEST(QuantLibOracle, AgreesWithItsAnalyticEuropeanEngine) {
  EngineOracle oracle;
  LargestError price("quantlib_engine_price_absolute_per_100");
  LargestError theta("quantlib_engine_theta_per_day_absolute");
  for_each_option([&](const EuropeanOption& option, int days) {
    const auto found = black_scholes(option);
    ASSERT_TRUE(found);
    ql::VanillaOption expected = oracle.option(option, days);
    SCOPED_TRACE(testing::Message() << option.strike << " " << option.years << " " << option.vol);
    EXPECT_LE(price.add(found->price, expected.NPV(), 100.0), 1e-14);
    EXPECT_LE(theta.add(found->greeks.theta_per_day, expected.thetaPerDay(), 1.0), 1e-12);
    EXPECT_NEAR(found->greeks.delta, expected.delta(), 1e-13);
    EXPECT_NEAR(found->greeks.rho_per_rate_pct, 0.01 * expected.rho(), 1e-12);
  });
}

TEST(QuantLibOracle, ReadsTheVolOutOfItsPrices) {
  LargestError error("quantlib_implied_vol_relative");
  for_each_option([&](const EuropeanOption& option, int) {
    const double forward =
        option.spot * std::exp((option.rate - option.dividend_yield) * option.years);
    const double discount = std::exp(-option.rate * option.years);
    const double price = ql::blackFormula(type_of(option.right), option.strike, forward,
                                          option.vol * std::sqrt(option.years), discount);
    const double side = option.right == Right::kCall ? 1.0 : -1.0;
    const double intrinsic = discount * std::max(0.0, side * (forward - option.strike));
    // A hundredth of a cent and more of time value: below, the oracle's own price has no digits
    // left.
    if (price - intrinsic < 1e-4) return;
    SCOPED_TRACE(testing::Message() << option.strike << " " << option.years << " " << option.vol);
    const auto vol = implied_vol({.right = option.right,
                                  .price = price,
                                  .forward = forward,
                                  .strike = option.strike,
                                  .discount = discount,
                                  .years = option.years});
    ASSERT_TRUE(vol);
    EXPECT_LE(error.add(*vol, option.vol), 1e-10);
  });
}

}  // namespace
}  // namespace aots::pricing
