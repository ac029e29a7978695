#include "domain/option_contract.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

OptionContract sample() {
  return {.underlying = Symbol("SPX"),
          .root = "SPXW",
          .expiry = make_date(2019, 5, 17),
          .right = Right::kPut,
          .strike = *Price::parse("2800")};
}

TEST(OccSymbol, IsWrittenWithoutPadding) {
  EXPECT_EQ(sample().occ_symbol(), "SPXW190517P02800000");
  auto contract = sample();
  contract.root = "SPY";
  contract.right = Right::kCall;
  contract.expiry = make_date(2026, 7, 22);
  contract.strike = *Price::parse("500.5");
  EXPECT_EQ(contract.occ_symbol(), "SPY260722C00500500");
}

TEST(OccSymbol, IsReadWithPaddingWithoutAndWithAPrefix) {
  for (const auto* text : {"SPY260722C00500000", "SPY   260722C00500000", "O:SPY260722C00500000",
                           "O:SPY   260722C00500000"}) {
    const auto symbol = parse_occ_symbol(text);
    ASSERT_TRUE(symbol.has_value()) << text;
    EXPECT_EQ(symbol->root, "SPY");
    EXPECT_EQ(symbol->expiry, make_date(2026, 7, 22));
    EXPECT_EQ(symbol->right, Right::kCall);
    EXPECT_EQ(symbol->strike, *Price::parse("500"));
  }
}

TEST(OccSymbol, KeepsStrikesOfTenthsOfACent) {
  const auto symbol = parse_occ_symbol("SPXW190517P00012345");
  ASSERT_TRUE(symbol.has_value());
  EXPECT_EQ(symbol->right, Right::kPut);
  EXPECT_EQ(symbol->strike, *Price::parse("12.345"));
}

// After an adjustment the root carries a digit; FLEX options begin with one.
TEST(OccSymbol, ReadsRootsWithDigits) {
  const auto adjusted = parse_occ_symbol("SPY1260722C00500000");
  ASSERT_TRUE(adjusted.has_value());
  EXPECT_EQ(adjusted->root, "SPY1");
  const auto flexible = parse_occ_symbol("2SPX  260722C00500000");
  ASSERT_TRUE(flexible.has_value());
  EXPECT_EQ(flexible->root, "2SPX");
}

TEST(OccSymbol, RefusesEverythingElse) {
  for (const auto* text : {"",
                           "SPY",
                           "260722C00500000",
                           "      260722C00500000",
                           "SPY260722X00500000",
                           "SPY261322C00500000",
                           "SPY260230C00500000",
                           "SPY260722C0050000",
                           "SPY260722C005000000",
                           "SPY260722C0050000x",
                           "SPY260722c00500000",
                           "spy260722C00500000",
                           "ABCDEFG260722C00500000",
                           "SP Y  260722C00500000",
                           " SPY260722C00500000",
                           "SPY260722C00500000 ",
                           "SPY260722C00000000",
                           "O:",
                           "O:O:SPY260722C00500000",
                           "SPY26-722C00500000",
                           "SPY260722C-0500000",
                           "123   260722C00500000",
                           "BRK.B 260722C00500000"}) {
    EXPECT_FALSE(parse_occ_symbol(text).has_value()) << text;
  }
}

TEST(OccSymbolDeathTest, ExpectsAContractThatTheOccCanWrite) {
  const auto write = [](auto change) {
    auto contract = sample();
    change(contract);
    static_cast<void>(contract.occ_symbol());
  };
  EXPECT_DEATH(write([](auto& contract) { contract.root = "TOOLONG"; }), "precondition violated");
  EXPECT_DEATH(write([](auto& contract) { contract.root = ""; }), "precondition violated");
  EXPECT_DEATH(write([](auto& contract) { contract.strike = Price{}; }), "precondition violated");
  EXPECT_DEATH(write([](auto& contract) { contract.strike = *Price::parse("12.3456"); }),
               "precondition violated");
  EXPECT_DEATH(write([](auto& contract) { contract.strike = *Price::parse("100000"); }),
               "precondition violated");
  EXPECT_DEATH(write([](auto& contract) { contract.expiry = make_date(1999, 12, 17); }),
               "precondition violated");
}

TEST(OptionContract, TellsContractsApartByRoot) {
  auto morning = sample();
  morning.root = "SPX";
  EXPECT_NE(morning, sample());
  EXPECT_NE(morning.occ_symbol(), sample().occ_symbol());
}

TEST(OptionContract, SortsByExpiryBeforeStrike) {
  auto later = sample();
  later.expiry = make_date(2019, 6, 21);
  later.strike = *Price::parse("2000");
  EXPECT_LT(sample(), later);
}

}  // namespace
}  // namespace aots
