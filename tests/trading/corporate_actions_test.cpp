#include "trading/portfolio/corporate_actions.hpp"

#include <gtest/gtest.h>

#include "calendar/option_class.hpp"
#include "tests/trading/fixtures.hpp"
#include "trading/portfolio/profit.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

struct ActionCase {
  const char* symbol;
  Date ex_date;
  double ratio;
};

void PrintTo(const ActionCase& action, std::ostream* out) {
  *out << action.symbol << " " << to_string(action.ex_date) << " " << action.ratio;
}

OptionContract option_on(const char* symbol, Right right, Price strike) {
  OptionContract result = contract(right, "1", symbol);
  result.strike = strike;
  return result;
}

class WholeSplits : public ::testing::TestWithParam<ActionCase> {};

// Every whole-number split of the recorded actions, over a ladder of strikes.
TEST_P(WholeSplits, KeepTheValueWithinHalfACentPerNewShare) {
  const auto [symbol, ex_date, ratio] = GetParam();
  ASSERT_TRUE(is_whole_split(ratio));
  const CorporateAction action{.symbol = Symbol(symbol), .ex_date = ex_date, .ratio = ratio};
  const auto n = static_cast<std::int64_t>(ratio);
  for (std::int64_t halves = 1; halves <= 6000; ++halves) {
    PositionLeg leg;
    leg.contract = option_on(symbol, Right::kPut, Price::from_micros(halves * 500'000));
    leg.side = Side::kSell;
    leg.contracts = 3;
    leg.entry_price = dollars("12.34");
    leg.mark = dollars("10.01");
    const PositionLeg next = carry_across(leg, action);
    EXPECT_EQ(next.contract.root, symbol);
    EXPECT_EQ(next.contracts, 3 * n);
    EXPECT_EQ(next.contract.multiplier, 100);
    const Price off = (next.contract.strike * n - leg.contract.strike).abs();
    EXPECT_LE(off, dollars("0.005") * n) << to_string(leg.contract.strike);
    // Nothing is won or lost: the old leg ends where the new one begins.
    EXPECT_EQ(*leg.exit_price * leg.contracts, next.entry_price * next.contracts);
    EXPECT_FALSE(still_held(leg));
    EXPECT_LT(leg.mark.value() - *leg.exit_price, Price::from_micros(n));
  }
}

TEST_P(WholeSplits, KeepTheDeltaInShares) {
  const CorporateAction action{.ratio = GetParam().ratio};
  PositionLeg leg;
  leg.contract = option_on(GetParam().symbol, Right::kCall, dollars("500"));
  leg.contracts = 2;
  leg.entry_price = dollars("10");
  leg.greeks = greeks(0.4, 0.01);
  const PositionLeg next = carry_across(leg, action);
  // One dollar of the new share is n dollars of the old one: n times the shares.
  EXPECT_DOUBLE_EQ(next.greeks->delta * static_cast<double>(next.contracts),
                   0.4 * 2 * GetParam().ratio);
  EXPECT_DOUBLE_EQ(next.greeks->gamma * static_cast<double>(next.contracts),
                   0.01 * 2 * GetParam().ratio * GetParam().ratio);
}

INSTANTIATE_TEST_SUITE_P(Recorded, WholeSplits,
                         ::testing::Values(ActionCase{"NFLX", make_date(2025, 11, 17), 10},
                                           ActionCase{"NFLX", make_date(2015, 7, 15), 7},
                                           ActionCase{"GOOGL", make_date(2022, 7, 18), 20},
                                           ActionCase{"AMZN", make_date(2022, 6, 6), 20},
                                           ActionCase{"NVDA", make_date(2024, 6, 10), 10},
                                           ActionCase{"NVDA", make_date(2021, 7, 20), 4},
                                           ActionCase{"TSLA", make_date(2022, 8, 25), 3},
                                           ActionCase{"TSLA", make_date(2020, 8, 31), 5},
                                           ActionCase{"AAPL", make_date(2020, 8, 31), 4},
                                           ActionCase{"AAPL", make_date(2014, 6, 9), 7},
                                           ActionCase{"XLE", make_date(2025, 12, 5), 2},
                                           ActionCase{"XLK", make_date(2025, 12, 5), 2}));

TEST(CorporateAction, RoundsStrikesAsTheyWereListedAfterAaplsSplit) {
  const CorporateAction action{.ratio = 7.0};
  const auto after = [&](const char* strike) {
    return contract_after(option_on("AAPL", Right::kCall, dollars(strike)), action).strike;
  };
  EXPECT_EQ(after("645"), dollars("92.14"));
  EXPECT_EQ(after("495"), dollars("70.71"));
  EXPECT_EQ(after("700"), dollars("100"));
}

class SpinOffs : public ::testing::TestWithParam<ActionCase> {};

TEST_P(SpinOffs, ChangeTheDeliverableAndNotTheStrike) {
  const auto [symbol, ex_date, ratio] = GetParam();
  EXPECT_FALSE(is_whole_split(ratio));
  PositionLeg leg;
  leg.contract = option_on(symbol, Right::kCall, dollars("24"));
  leg.contracts = 5;
  leg.entry_price = dollars("1.5");
  leg.mark = dollars("1.2");
  const PositionLeg next =
      carry_across(leg, {.symbol = Symbol(symbol), .ex_date = ex_date, .ratio = ratio});
  EXPECT_EQ(next.contract.strike, dollars("24"));
  EXPECT_EQ(next.contracts, 5);
  EXPECT_DOUBLE_EQ(next.deliverable, ratio);
  EXPECT_EQ(next.contract.root, std::string(symbol) + "1");
  EXPECT_TRUE(calendar::option_class(next.contract.root).adjusted);
  EXPECT_EQ(next.entry_price, dollars("1.2"));
  EXPECT_EQ(leg.exit_price, dollars("1.2"));
}

INSTANTIATE_TEST_SUITE_P(Recorded, SpinOffs,
                         ::testing::Values(ActionCase{"XLF", make_date(2016, 9, 19), 1.231},
                                           ActionCase{"GOOGL", make_date(2014, 4, 3), 1.998}));

TEST(CorporateAction, LowersTheStrikeByASpecialDividend) {
  const CorporateAction action{.special_dividend = dollars("3.08")};
  const auto after = contract_after(option_on("MSFT", Right::kPut, dollars("27.5")), action);
  EXPECT_EQ(after.strike, dollars("24.42"));
  EXPECT_EQ(after.root, "MSFT1");
}

TEST(CorporateAction, TellsASeriesThatStepsFromOneThatWasAdjusted) {
  EXPECT_TRUE(steps_by(dollars("645.57"), dollars("93.7"), 7.0));
  EXPECT_FALSE(steps_by(dollars("92.22"), dollars("93.7"), 7.0));
  EXPECT_TRUE(steps_by(dollars("24.03"), dollars("19.6"), 1.231));
  EXPECT_FALSE(steps_by(dollars("19.52"), dollars("19.6"), 1.231));
}

TEST(CorporateAction, CountsAFractionOrAReverseSplitAsAnAdjustment) {
  EXPECT_FALSE(is_whole_split(1.5));
  EXPECT_FALSE(is_whole_split(0.1));
  EXPECT_FALSE(is_whole_split(1.0));
  EXPECT_EQ(adjusted_root("XLF"), "XLF1");
  EXPECT_EQ(adjusted_root("XLF1"), "XLF2");
}

TEST(CorporateAction, TakesAWholePositionAndItsSharesAcross) {
  Position position = *book_with_spread().find(PositionId{1});
  ShareLeg shares;
  shares.symbol = Symbol("SPY");
  shares.side = Side::kSell;
  shares.shares = 200;
  shares.entry_price = dollars("291");
  shares.mark = dollars("290.5");
  position.shares = {shares};
  const Money before = gross_profit(position);
  EXPECT_EQ(carry_across(position, {.ratio = 3.0}, dollars("97"), kNow), Money{});
  ASSERT_EQ(position.legs.size(), 4U);
  ASSERT_EQ(position.shares.size(), 2U);
  EXPECT_EQ(position.shares[1].shares, 600);
  EXPECT_EQ(packages_held(position), 6);
  EXPECT_EQ(position.quantity, 2);
  // Shares divide with a remainder of a millionth of a dollar each at most.
  EXPECT_LE((gross_profit(position) - before).abs(), money("0.0012"));
}

TEST(CorporateAction, BooksWhatASpinOffBringsToShares) {
  Position position = *book_with_spread().find(PositionId{1});
  ShareLeg shares;
  shares.shares = 200;
  shares.entry_price = shares.mark.emplace(dollars("24"));
  position.shares = {shares};
  const Money fees = position.fees;
  EXPECT_EQ(carry_across(position, {.ratio = 1.25}, dollars("20"), kNow), money("1000"));
  EXPECT_EQ(position.fees, fees - money("1000"));
  EXPECT_EQ(position.shares[0].leaving, "adjustment");
}

}  // namespace
}  // namespace aots::trading
