#include "domain/market.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

Price price(std::string_view text) { return *Price::parse(text); }

OptionQuote quote(std::optional<Price> bid, std::optional<Price> ask) {
  OptionQuote result;
  result.strike = price("100");
  result.bid = bid;
  result.ask = ask;
  return result;
}

ExpiryChain slice(const std::string& root, Date expiry,
                  const std::vector<std::string_view>& strikes) {
  ExpiryChain result{.root = root, .expiry = expiry};
  for (const auto strike : strikes) {
    for (const auto right : {Right::kCall, Right::kPut}) {
      OptionQuote listed;
      listed.strike = price(strike);
      listed.right = right;
      result.quotes.push_back(listed);
    }
  }
  return result;
}

OptionChain sample_chain() {
  OptionChain chain;
  chain.underlying = Symbol("SPX");
  chain.session = make_date(2019, 5, 1);
  chain.expiries = {slice("SPXW", make_date(2019, 5, 3), {"2900", "2905"}),
                    slice("SPX", make_date(2019, 5, 17), {"2900"}),
                    slice("SPXW", make_date(2019, 5, 17), {"2850", "2900", "2950"})};
  return chain;
}

TEST(OptionQuote, HasItsMidBetweenBidAndAsk) {
  EXPECT_EQ(quote(price("1.20"), price("1.30")).mid(), price("1.25"));
  EXPECT_EQ(quote(price("0"), price("0.05")).mid(), price("0.025"));
  EXPECT_EQ(quote(price("1.20"), price("1.20")).mid(), price("1.20"));
}

TEST(OptionQuote, RoundsItsMidTowardZero) {
  EXPECT_EQ(quote(price("0"), price("0.000001")).mid(), price("0"));
  EXPECT_EQ(quote(price("1"), price("1.000003")).mid(), price("1.000001"));
}

TEST(OptionQuote, HasNoMidWithoutBothSides) {
  EXPECT_EQ(quote(std::nullopt, price("1.30")).mid(), std::nullopt);
  EXPECT_EQ(quote(price("1.20"), std::nullopt).mid(), std::nullopt);
  EXPECT_EQ(quote(std::nullopt, std::nullopt).mid(), std::nullopt);
}

TEST(OptionQuote, HasNoMidWhenItIsCrossed) {
  const auto crossed = quote(price("1.30"), price("1.20"));
  EXPECT_TRUE(crossed.crossed());
  EXPECT_FALSE(crossed.two_sided());
  EXPECT_EQ(crossed.mid(), std::nullopt);
  EXPECT_EQ(crossed.spread_pct(), std::nullopt);
}

TEST(OptionQuote, IsLockedAndNotCrossedWhereBidEqualsAsk) {
  const auto locked = quote(price("1.20"), price("1.20"));
  EXPECT_FALSE(locked.crossed());
  EXPECT_TRUE(locked.two_sided());
  EXPECT_EQ(locked.spread_pct(), 0.0);
}

TEST(OptionQuote, MeasuresItsSpreadAgainstItsMid) {
  EXPECT_DOUBLE_EQ(quote(price("0.90"), price("1.10")).spread_pct().value(), 0.2);
  EXPECT_DOUBLE_EQ(quote(price("0"), price("0.05")).spread_pct().value(), 2.0);
}

TEST(OptionQuote, HasNoSpreadAgainstAMidOfZero) {
  EXPECT_EQ(quote(price("0"), price("0")).spread_pct(), std::nullopt);
}

TEST(ExpiryChain, FindsItsQuotesByStrikeAndRight) {
  const auto chain = slice("SPXW", make_date(2019, 5, 17), {"2850", "2900", "2950"});
  const auto* found = chain.find(price("2900"), Right::kPut);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->strike, price("2900"));
  EXPECT_EQ(found->right, Right::kPut);
  EXPECT_EQ(chain.find(price("2901"), Right::kPut), nullptr);
  EXPECT_EQ(chain.find(price("3000"), Right::kCall), nullptr);
}

TEST(ExpiryChain, DoesNotFindTheOtherRightOfAStrike) {
  auto chain = slice("SPXW", make_date(2019, 5, 17), {"2850"});
  chain.quotes.pop_back();
  EXPECT_NE(chain.find(price("2850"), Right::kCall), nullptr);
  EXPECT_EQ(chain.find(price("2850"), Right::kPut), nullptr);
}

TEST(OptionChain, TellsTwoRootsOfOneExpiryApart) {
  const auto chain = sample_chain();
  const auto* morning = chain.find("SPX", make_date(2019, 5, 17));
  const auto* evening = chain.find("SPXW", make_date(2019, 5, 17));
  ASSERT_NE(morning, nullptr);
  ASSERT_NE(evening, nullptr);
  EXPECT_EQ(morning->quotes.size(), 2U);
  EXPECT_EQ(evening->quotes.size(), 6U);
  EXPECT_EQ(chain.find("SPX", make_date(2019, 5, 3)), nullptr);
  EXPECT_EQ(chain.find("SPXW", make_date(2019, 6, 21)), nullptr);
}

TEST(OptionChain, FindsTheQuoteOfEveryContractThatItMakes) {
  const auto chain = sample_chain();
  std::int64_t count = 0;
  for (const auto& expiry : chain.expiries) {
    for (const auto& listed : expiry.quotes) {
      EXPECT_EQ(chain.find(chain.contract(expiry, listed)), &listed);
      ++count;
    }
  }
  EXPECT_EQ(count, 12);
  EXPECT_EQ(chain.quote_count(), 12);
}

TEST(OptionChain, MakesContractsOfItsUnderlyingAndTheSlicesMultiplier) {
  auto chain = sample_chain();
  chain.expiries[0].multiplier = 10;
  const auto contract = chain.contract(chain.expiries[0], chain.expiries[0].quotes[1]);
  const OptionContract expected{.underlying = Symbol("SPX"),
                                .root = "SPXW",
                                .expiry = make_date(2019, 5, 3),
                                .right = Right::kPut,
                                .strike = price("2900"),
                                .multiplier = 10};
  EXPECT_EQ(contract, expected);
}

TEST(OptionChain, DoesNotFindContractsOfOthers) {
  const auto chain = sample_chain();
  auto contract = chain.contract(chain.expiries[0], chain.expiries[0].quotes[0]);
  contract.underlying = Symbol("SPY");
  EXPECT_EQ(chain.find(contract), nullptr);
  contract.underlying = Symbol("SPX");
  contract.strike = price("1");
  EXPECT_EQ(chain.find(contract), nullptr);
  contract.root = "XSP";
  EXPECT_EQ(chain.find(contract), nullptr);
}

TEST(ReportTime, HasAName) {
  EXPECT_EQ(to_string(ReportTime::kBeforeOpen), "before_open");
  EXPECT_EQ(to_string(ReportTime::kAfterClose), "after_close");
  EXPECT_EQ(to_string(ReportTime::kUnknown), "unknown");
}

}  // namespace
}  // namespace aots
