#include "analytics/arbitrage.hpp"

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::analytics {
namespace {

using test::add_expiry;
using test::ChainSpec;
using test::empty_chain;
using test::strikes;

OptionChain chain_of(const ChainSpec& spec, const std::string& root) {
  OptionChain chain = empty_chain(spec);
  const auto flat = [](double, double) { return 0.18; };
  const auto list = strikes(spec.spot * 0.8, spec.spot * 1.2, spec.spot * 0.01);
  add_expiry(chain, spec, root, make_date(2019, 5, 17), list, flat);
  add_expiry(chain, spec, root, make_date(2019, 6, 21), list, flat);
  return chain;
}

ArbitrageCheck check(const OptionChain& chain, const ChainSpec& spec, std::size_t expiry) {
  const ChainView view(chain, {.rate = spec.rate, .dividend_yield = spec.dividend_yield},
                       test::nyse());
  return check_arbitrage(view, expiry);
}

OptionQuote& quote(OptionChain& chain, std::size_t expiry, double strike, Right right) {
  for (OptionQuote& candidate : chain.expiries[expiry].quotes) {
    if (candidate.right == right && std::fabs(candidate.strike.to_double() - strike) < 0.01) {
      return candidate;
    }
  }
  throw std::out_of_range("no such strike in the test chain");
}

void move(OptionQuote& quote, double dollars) {
  quote.bid = Price::from_double(quote.bid->to_double() + dollars);
  quote.ask = Price::from_double(quote.ask->to_double() + dollars);
}

TEST(Arbitrage, FindsNothingToTradeInQuotesOfOneModel) {
  const ChainSpec spec;
  const OptionChain chain = chain_of(spec, "SPXW");
  for (const std::size_t expiry : {0U, 1U}) {
    const ArbitrageCheck found = check(chain, spec, expiry);
    EXPECT_GT(found.butterfly.checked, 60);
    EXPECT_GT(found.parity.checked, 30);
    EXPECT_EQ(found.butterfly.executable, 0);
    EXPECT_EQ(found.calendar.executable, 0);
    EXPECT_EQ(found.parity.executable, 0);
  }
  EXPECT_EQ(check(chain, spec, 0).calendar.checked, 0);
  EXPECT_GT(check(chain, spec, 1).calendar.checked, 30);
}

TEST(Arbitrage, CallsAButterflyExecutableOnlyBeyondTheSpreads) {
  const ChainSpec spec;
  OptionChain chain = chain_of(spec, "SPXW");
  const auto before = check(chain, spec, 0).butterfly;
  move(quote(chain, 0, 2900.0 * 1.1, Right::kCall), 40.0);
  const auto dear = check(chain, spec, 0).butterfly;
  EXPECT_EQ(dear.executable, before.executable + 1);
  // The same mid between a bid that nobody would hit and an ask: nothing can be traded on it.
  OptionQuote& wide = quote(chain, 0, 2900.0 * 1.1, Right::kCall);
  wide.bid = Price::from_double(0.05);
  wide.ask = Price::from_double(wide.ask->to_double() + 40.0);
  const auto quoted_wide = check(chain, spec, 0).butterfly;
  EXPECT_EQ(quoted_wide.executable, before.executable);
  EXPECT_GT(quoted_wide.at_mid, before.at_mid);
}

TEST(Arbitrage, FindsANearOptionDearerThanAFarOne) {
  const ChainSpec spec;
  OptionChain chain = chain_of(spec, "SPXW");
  move(quote(chain, 0, 2900.0 * 0.9, Right::kPut), 60.0);
  const auto calendar = check(chain, spec, 1).calendar;
  EXPECT_EQ(calendar.executable, 1);
  EXPECT_EQ(calendar.at_mid, 1);
}

TEST(Arbitrage, FindsACallAndAPutThatDisagreeOnTheForward) {
  const ChainSpec spec;
  OptionChain chain = chain_of(spec, "SPXW");
  move(quote(chain, 0, 2900.0 * 1.15, Right::kPut), -30.0);
  const auto parity = check(chain, spec, 0).parity;
  EXPECT_EQ(parity.executable, 1);
  EXPECT_EQ(parity.at_mid, 1);
}

TEST(Arbitrage, AllowsAnAmericanPutItsEarlyExercise) {
  ChainSpec spec;
  spec.underlying = Symbol("SPY");
  spec.spot = 290.0;
  spec.rate = 0.10;
  spec.dividend_yield = 0.0;
  OptionChain chain = chain_of(spec, "SPY");
  // Deep in the money it is worth its exercise value, more than the European one.
  OptionQuote& deep = quote(chain, 1, 290.0 * 1.2, Right::kPut);
  deep.bid = Price::from_double(58.0);
  deep.ask = Price::from_double(58.05);
  EXPECT_EQ(check(chain, spec, 1).parity.executable, 0);
  OptionChain european = chain;
  european.underlying = Symbol("SPX");
  for (auto& expiry : european.expiries) expiry.root = "SPXW";
  EXPECT_EQ(check(european, spec, 1).parity.executable, 1);
}

}  // namespace
}  // namespace aots::analytics
