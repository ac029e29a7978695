#include "calendar/option_class.hpp"

#include <string>

#include <gtest/gtest.h>

namespace aots::calendar {
namespace {

Price price(const char* text) { return *Price::parse(text); }

TEST(OptionClass, SettlesStandardIndexOptionsAtTheOpenAndWeekliesAtTheClose) {
  for (const char* root : {"SPX", "NDX", "RUT", "DJX", "VIX", "VIXW"}) {
    const auto spec = option_class(root);
    EXPECT_EQ(spec.settlement, SettlementPrint::kAm) << root;
    EXPECT_EQ(spec.style, ExerciseStyle::kEuropean) << root;
    EXPECT_EQ(spec.delivery, Delivery::kCash) << root;
  }
  for (const char* root : {"SPXW", "NDXP", "RUTW", "XSP"}) {
    const auto spec = option_class(root);
    EXPECT_EQ(spec.settlement, SettlementPrint::kPm) << root;
    EXPECT_EQ(spec.style, ExerciseStyle::kEuropean) << root;
    EXPECT_EQ(spec.delivery, Delivery::kCash) << root;
  }
}

TEST(OptionClass, MapsEveryIndexRootToItsUnderlying) {
  EXPECT_EQ(option_class("SPXW").underlying, Symbol("SPX"));
  EXPECT_EQ(option_class("NDXP").underlying, Symbol("NDX"));
  EXPECT_EQ(option_class("RUTW").underlying, Symbol("RUT"));
  EXPECT_EQ(option_class("VIXW").underlying, Symbol("VIX"));
  EXPECT_EQ(option_class("XSP").underlying, Symbol("XSP"));
}

TEST(OptionClass, DeliversSharesForStocksAndEtfs) {
  for (const char* root : {"SPY", "QQQ", "IWM", "DIA", "AAPL", "ZZZZ"}) {
    const auto spec = option_class(root);
    EXPECT_EQ(spec.root, root);
    EXPECT_EQ(spec.underlying, Symbol(root));
    EXPECT_EQ(spec.style, ExerciseStyle::kAmerican) << root;
    EXPECT_EQ(spec.delivery, Delivery::kPhysical) << root;
    EXPECT_EQ(spec.settlement, SettlementPrint::kPm) << root;
    EXPECT_EQ(spec.multiplier, 100) << root;
    EXPECT_FALSE(spec.adjusted) << root;
  }
}

TEST(OptionClass, RecognisesAnAdjustedRootByItsDigit) {
  const auto spec = option_class("XLF1");
  EXPECT_TRUE(spec.adjusted);
  EXPECT_EQ(spec.root, "XLF1");
  EXPECT_EQ(spec.underlying, Symbol("XLF"));
}

struct TickCase {
  const char* root;
  const char* just_below_three;
  const char* at_three;
  const char* package;
};

void PrintTo(const TickCase& tick, std::ostream* out) { *out << tick.root; }

class Ticks : public testing::TestWithParam<TickCase> {};

TEST_P(Ticks, FollowTheMinimumIncrementsOfTheClass) {
  const auto& expected = GetParam();
  const auto spec = option_class(expected.root);
  EXPECT_EQ(leg_tick(spec, price("0.05")), price(expected.just_below_three));
  EXPECT_EQ(leg_tick(spec, price("2.99")), price(expected.just_below_three));
  EXPECT_EQ(leg_tick(spec, price("3")), price(expected.at_three));
  EXPECT_EQ(leg_tick(spec, price("250")), price(expected.at_three));
  EXPECT_EQ(package_tick(spec), price(expected.package));
}

INSTANTIATE_TEST_SUITE_P(Classes, Ticks,
                         testing::Values(TickCase{"SPX", "0.05", "0.10", "0.05"},
                                         TickCase{"SPXW", "0.05", "0.10", "0.05"},
                                         TickCase{"XSP", "0.01", "0.01", "0.01"},
                                         TickCase{"DJX", "0.01", "0.05", "0.01"},
                                         TickCase{"SPY", "0.01", "0.01", "0.01"},
                                         TickCase{"QQQ", "0.01", "0.01", "0.01"},
                                         TickCase{"IWM", "0.01", "0.01", "0.01"},
                                         TickCase{"DIA", "0.01", "0.05", "0.01"},
                                         TickCase{"AAPL", "0.01", "0.05", "0.01"},
                                         TickCase{"ZZZZ", "0.05", "0.10", "0.01"}),
                         [](const auto& suite) { return std::string(suite.param.root); });

TEST(OptionClass, TradesFifteenMinutesLongerInIndicesAndEtfsUnlessItExpires) {
  const auto end_of = [](const char* root, TradingDay day) {
    return trading_end_minutes(option_class(root), day).count();
  };
  EXPECT_EQ(end_of("SPXW", TradingDay::kOrdinary), 16 * 60 + 15);
  EXPECT_EQ(end_of("SPXW", TradingDay::kLastOfContract), 16 * 60);
  EXPECT_EQ(end_of("SPY", TradingDay::kOrdinary), 16 * 60 + 15);
  EXPECT_EQ(end_of("SPY", TradingDay::kLastOfContract), 16 * 60);
  EXPECT_EQ(end_of("SPX", TradingDay::kLastOfContract), 16 * 60 + 15);
  EXPECT_EQ(end_of("AAPL", TradingDay::kOrdinary), 16 * 60);
  EXPECT_EQ(end_of("AAPL", TradingDay::kLastOfContract), 16 * 60);
}

}  // namespace
}  // namespace aots::calendar
