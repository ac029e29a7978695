// What the OptionDay of a chain says, where the answer is known beforehand.
#include "features/store/option_day_reader.hpp"

#include <gtest/gtest.h>

#include "features/option_summary.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::features {
namespace {

using test::add_expiry;
using test::ChainSpec;
using test::empty_chain;
using test::strikes;

constexpr analytics::CarryInputs kCarry{.rate = 0.024, .dividend_yield = 0.019};

double flat(double, double) { return 0.2; }

OptionChain flat_chain(const ChainSpec& spec, const std::vector<Date>& expiries) {
  OptionChain chain = empty_chain(spec);
  for (const Date expiry : expiries) {
    add_expiry(chain, spec, "SPXW", expiry, strikes(2300.0, 3500.0, 10.0), flat);
  }
  return chain;
}

OptionDay read(const OptionChain& chain, TargetExpiry target = {}) {
  const data::PackedSnapshot packed(chain);
  OptionDayReader reader(test::nyse(), target);
  return reader.read(packed.view(), kCarry);
}

TEST(OptionDayReader, FindsTheVolThatAFlatMarketWasMadeWith) {
  const ChainSpec spec{.half_spread = 0.0};
  const auto day = read(flat_chain(spec, {make_date(2019, 5, 8), make_date(2019, 5, 17),
                                          make_date(2019, 6, 21), make_date(2019, 7, 19)}));
  for (const auto& vol : {day.smile_30d.atm_iv, day.smile_30d.call_25d_iv, day.smile_30d.put_25d_iv,
                          day.smile_30d.call_10d_iv, day.smile_30d.put_10d_iv, day.atm_iv_60d}) {
    ASSERT_TRUE(vol.has_value());
    EXPECT_NEAR(*vol, 0.2, 1e-4);
  }
  EXPECT_EQ(day.spot, 2900.0);
  // 2900 * exp((0.024 - 0.019) * 30 / 365)
  ASSERT_TRUE(day.forward_30d.has_value());
  EXPECT_NEAR(*day.forward_30d, 2901.192, 0.01);
}

TEST(OptionDayReader, TakesTheExpiryNearestToAWeekAsTheTarget) {
  const ChainSpec spec{.half_spread = 0.0};
  // 1, 6, 8 and 16 calendar days: 6 and 8 are equally near.
  const auto day = read(flat_chain(spec, {make_date(2019, 5, 2), make_date(2019, 5, 7),
                                          make_date(2019, 5, 9), make_date(2019, 5, 17)}));
  ASSERT_TRUE(day.target.has_value());
  EXPECT_EQ(day.target->dte, 6);
  EXPECT_EQ(day.target->atm_strike, 2900.0);
  ASSERT_TRUE(day.target->atm_call.delta && day.target->atm_put.delta);
  EXPECT_NEAR(*day.target->atm_call.delta - *day.target->atm_put.delta, 1.0, 1e-3);
  // Strikes of 25-delta options lie 0.674 deviations from the money: 0.2 * sqrt(6 / 365) each.
  ASSERT_TRUE(day.target->call_25d_strike && day.target->put_25d_strike);
  EXPECT_NEAR(*day.target->call_25d_strike, 2950.0, 3.0);
  EXPECT_NEAR(*day.target->put_25d_strike, 2850.5, 3.0);
}

TEST(OptionDayReader, NeverExtrapolatesToAMaturity) {
  const ChainSpec spec;
  const auto near = read(flat_chain(spec, {make_date(2019, 5, 10), make_date(2019, 5, 24)}));
  EXPECT_FALSE(near.smile_30d.atm_iv || near.forward_30d || near.atm_iv_60d);
  const auto far = read(flat_chain(spec, {make_date(2019, 6, 21), make_date(2019, 7, 19)}));
  EXPECT_FALSE(far.smile_30d.atm_iv || far.forward_30d);
  EXPECT_TRUE(far.atm_iv_60d.has_value());
  EXPECT_FALSE(read(flat_chain(spec, {make_date(2019, 5, 2)})).target);
}

TEST(OptionDayReader, AddsUpContractsBySideAndKnowsNoneFromZero) {
  const ChainSpec spec;
  OptionChain chain = flat_chain(spec, {make_date(2019, 5, 8), make_date(2019, 6, 21)});
  const auto quiet = read(chain);
  EXPECT_EQ(quiet.activity, OptionActivity{});
  auto& quotes = chain.expiries[0].quotes;
  ASSERT_EQ(quotes[0].right, Right::kCall);
  quotes[0].volume = 0;
  quotes[1].volume = 70'000;
  quotes[3].volume = 5;
  chain.expiries[1].quotes[2].open_interest = 3'000'000'000;
  const auto busy = read(chain);
  EXPECT_EQ(busy.activity, (OptionActivity{.call_volume = 0.0,
                                           .put_volume = 70'005.0,
                                           .call_open_interest = 3'000'000'000.0,
                                           .put_open_interest = {}}));
  ASSERT_TRUE(busy.target.has_value());
  EXPECT_EQ(busy.target->activity, (OptionActivity{.call_volume = 0.0,
                                                   .put_volume = 70'005.0,
                                                   .call_open_interest = {},
                                                   .put_open_interest = {}}));
}

TEST(OptionDayReader, SaysNothingOfAnEmptyChain) {
  OptionChain chain = empty_chain({});
  chain.spot.reset();
  EXPECT_EQ(read(chain), OptionDay{});
}

TEST(OptionDayReader, HasNoVolsWithoutARate) {
  const auto chain = flat_chain({}, {make_date(2019, 5, 8), make_date(2019, 6, 21)});
  const data::PackedSnapshot packed(chain);
  OptionDayReader reader(test::nyse());
  const auto day = reader.read(packed.view(), {});
  EXPECT_EQ(day.smile_30d, SmilePoints{});
  ASSERT_TRUE(day.target.has_value());
  // The strike is then the one nearest the spot, and its quotes still have prices.
  EXPECT_EQ(day.target->atm_strike, 2900.0);
  EXPECT_TRUE(day.target->atm_call.price && !day.target->atm_call.iv);
}

}  // namespace
}  // namespace aots::features
