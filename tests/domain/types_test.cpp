#include "domain/types.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

TEST(ParseSymbol, GivesEverySpellingOfAnIndexOneName) {
  for (const auto* text : {"SPX", "spx", "^SPX", "_SPX", "$SPX", "^spx"}) {
    EXPECT_EQ(parse_symbol(text), Symbol("SPX")) << text;
  }
}

TEST(ParseSymbol, KeepsShareClasses) {
  EXPECT_EQ(parse_symbol("BRK.B"), Symbol("BRK.B"));
  EXPECT_EQ(parse_symbol("bf-b"), Symbol("BF-B"));
  EXPECT_EQ(parse_symbol("VIX9D"), Symbol("VIX9D"));
}

TEST(ParseSymbol, RefusesWhatIsNoSymbol) {
  for (const auto* text : {"", "^", "^^SPX", "_", "SP X", " SPY", "SPY ", "9SPY", "SPY.", "SPY-",
                           "-SPY", "S&P", "SPX/W", "ABCDEFGHIJK", "O:SPY", "\xc3\x84"}) {
    EXPECT_EQ(parse_symbol(text), std::nullopt) << text;
  }
}

TEST(Side, HasAnOppositeAndASign) {
  EXPECT_EQ(opposite(Side::kBuy), Side::kSell);
  EXPECT_EQ(opposite(Side::kSell), Side::kBuy);
  EXPECT_EQ(sign(Side::kBuy), 1);
  EXPECT_EQ(sign(Side::kSell), -1);
}

TEST(Names, AreThoseOfTheFilesThatTheProgramWrites) {
  EXPECT_EQ(to_string(Side::kBuy), "buy");
  EXPECT_EQ(to_string(Side::kSell), "sell");
  EXPECT_EQ(to_string(Right::kCall), "call");
  EXPECT_EQ(to_string(Right::kPut), "put");
  EXPECT_EQ(to_string(ExerciseStyle::kEuropean), "european");
  EXPECT_EQ(to_string(ExerciseStyle::kAmerican), "american");
  EXPECT_EQ(to_string(Delivery::kCash), "cash");
  EXPECT_EQ(to_string(Delivery::kPhysical), "physical");
  EXPECT_EQ(to_string(SettlementPrint::kAm), "am");
  EXPECT_EQ(to_string(SettlementPrint::kPm), "pm");
  EXPECT_EQ(to_string(Origin::kReal), "real");
  EXPECT_EQ(to_string(Origin::kReconstructed), "reconstructed");
  EXPECT_EQ(to_string(Origin::kSynthetic), "synthetic");
}

TEST(ParseRight, ReadsLettersAndWordsInAnyCase) {
  for (const auto* text : {"C", "c", "call", "CALL", "Call"}) {
    EXPECT_EQ(parse_right(text), Right::kCall) << text;
  }
  for (const auto* text : {"P", "p", "put", "PUT", "Put"}) {
    EXPECT_EQ(parse_right(text), Right::kPut) << text;
  }
  for (const auto* text : {"", "x", "calls", " C", "CP"}) {
    EXPECT_EQ(parse_right(text), std::nullopt) << text;
  }
}

TEST(ParseRegime, ReadsBackWhatIsPrinted) {
  for (const auto* name :
       {"low_vol", "high_vol", "iv_expansion", "iv_contraction", "neutral", "unknown"}) {
    const auto regime = parse_regime(name);
    ASSERT_TRUE(regime.has_value()) << name;
    EXPECT_EQ(to_string(*regime), name);
  }
  EXPECT_EQ(parse_regime("LOW_VOL"), std::nullopt);
  EXPECT_EQ(parse_regime(""), std::nullopt);
}

}  // namespace
}  // namespace aots
