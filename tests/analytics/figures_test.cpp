#include "analytics/figures.hpp"

#include <gtest/gtest.h>

#include "analytics/liquidity.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::analytics {
namespace {

using test::add_expiry;
using test::ChainSpec;
using test::empty_chain;
using test::strikes;

OptionChain three_expiries(const ChainSpec& spec) {
  OptionChain chain = empty_chain(spec);
  const auto vol = [](double strike, double years) {
    return 0.15 + 0.05 * years - 0.2 * (strike / 2900.0 - 1.0);
  };
  const auto list = strikes(2400.0, 3300.0, 25.0);
  for (const Date expiry : {make_date(2019, 5, 6), make_date(2019, 5, 17), make_date(2019, 6, 21),
                            make_date(2019, 9, 20)}) {
    add_expiry(chain, spec, "SPXW", expiry, list, vol);
  }
  return chain;
}

TEST(Figures, SayForEveryQuoteWhatTheChainViewSays) {
  const ChainSpec spec;
  const OptionChain chain = three_expiries(spec);
  const CarryInputs carry{.rate = spec.rate, .dividend_yield = spec.dividend_yield};
  const Figures figures = figures_of(chain, carry, test::nyse());
  const ChainView view(chain, carry, test::nyse());
  ASSERT_EQ(static_cast<std::int64_t>(figures.quotes.size()), chain.quote_count());
  std::size_t at = 0;
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    for (std::size_t q = 0; q < view.expiry(e).chain->quotes.size(); ++q, ++at) {
      const QuoteFigures& quote = figures.quotes[at];
      EXPECT_EQ(quote.strike, view.expiry(e).chain->quotes[q].strike);
      EXPECT_EQ(quote.own.iv, view.analytics(e, q).iv);
      EXPECT_EQ(quote.dte, view.expiry(e).dte);
    }
    EXPECT_EQ(figures.expiries[e].atm_iv, view.atm_iv(e));
  }
  EXPECT_EQ(figures.chain.iv_30d, view.iv30());
}

TEST(Figures, TellSkewAndTermStructure) {
  const ChainSpec spec;
  const Figures figures =
      figures_of(three_expiries(spec), {.rate = spec.rate, .dividend_yield = spec.dividend_yield},
                 test::nyse());
  const ChainFigures& chain = figures.chain;
  ASSERT_TRUE(chain.iv_7d && chain.iv_30d && chain.iv_60d && chain.iv_90d && chain.skew_30d);
  EXPECT_LT(*chain.iv_7d, *chain.iv_30d);
  EXPECT_GT(*chain.term_slope(), 0.0);
  EXPECT_GT(*chain.skew_30d, 0.0);
  const auto skew = figures.expiries[2].skew_25d();
  ASSERT_TRUE(skew);
  EXPECT_DOUBLE_EQ(*skew, *figures.expiries[2].put_25d_iv - *figures.expiries[2].call_25d_iv);
}

TEST(Figures, AreAbsentWithoutARate) {
  const Figures figures = figures_of(three_expiries({}), {}, test::nyse());
  ASSERT_FALSE(figures.quotes.empty());
  EXPECT_EQ(figures.quotes[0].own.status, pricing::IvStatus::kNoQuote);
  EXPECT_FALSE(figures.quotes[0].own.iv);
  EXPECT_TRUE(figures.quotes[0].mid);
  EXPECT_FALSE(figures.chain.iv_30d);
}

OptionQuote quote(double bid, double ask, std::optional<std::int64_t> open_interest) {
  OptionQuote quote;
  quote.strike = Price::from_double(100.0);
  quote.bid = Price::from_double(bid);
  quote.ask = Price::from_double(ask);
  quote.open_interest = open_interest;
  return quote;
}

TEST(Liquidity, AsksForNothingByDefault) {
  EXPECT_FALSE(illiquid_because({}, quote(0.0, 5.0, std::nullopt)));
}

TEST(Liquidity, NamesTheLimitThatAQuoteDoesNotMeet) {
  const LiquidityLimits profile{.min_open_interest = 100, .max_spread_pct = 0.10, .min_bid = 0.05};
  EXPECT_FALSE(illiquid_because(profile, quote(1.00, 1.05, 100)));
  EXPECT_EQ(illiquid_because(profile, quote(1.00, 1.05, 99)), "open_interest");
  EXPECT_EQ(illiquid_because(profile, quote(1.00, 1.20, 100)), "spread");
  EXPECT_EQ(illiquid_because(profile, quote(0.04, 0.041, 100)), "bid");
}

TEST(Liquidity, DoesNotTakeSilenceForOpenInterest) {
  EXPECT_EQ(illiquid_because({.min_open_interest = 1}, quote(1.0, 1.05, std::nullopt)),
            "open_interest");
}

}  // namespace
}  // namespace aots::analytics
