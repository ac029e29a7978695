// Published requirements: the worked examples of the Cboe Margin Manual, by page.
//
// The manual writes a spread's requirement as the premium of its longs plus the risk, from which
// the premium of its shorts is then paid; what must stay in cash is the same as here, so that is
// what is compared: requirement of the manual less the premium of the longs.
#include "trading/risk/margin.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using testing::dollars;
using testing::money;

const Date kNear = make_date(2026, 8, 21);
const Date kFar = make_date(2026, 11, 20);

MarginLeg leg(std::int64_t contracts, Right right, const char* strike, const char* premium,
              Date expiry = kNear) {
  MarginLeg l;
  l.right = right;
  l.strike = dollars(strike);
  l.expiry = expiry;
  l.contracts = contracts;
  l.premium = dollars(premium);
  return l;
}

MarginLeg call(std::int64_t contracts, const char* strike, const char* premium,
               Date expiry = kNear) {
  return leg(contracts, Right::kCall, strike, premium, expiry);
}

MarginLeg put(std::int64_t contracts, const char* strike, const char* premium,
              Date expiry = kNear) {
  return leg(contracts, Right::kPut, strike, premium, expiry);
}

MarginPosition position(MarginClass margin_class, const char* spot, std::vector<MarginLeg> legs,
                        std::int64_t shares = 0) {
  MarginPosition p;
  p.margin_class = margin_class;
  p.spot = dollars(spot);
  p.legs = std::move(legs);
  p.shares = shares;
  return p;
}

MarginPosition stock(const char* spot, std::vector<MarginLeg> legs, std::int64_t shares = 0) {
  return position(MarginClass::kStock, spot, std::move(legs), shares);
}

MarginPosition index(const char* spot, std::vector<MarginLeg> legs) {
  return position(MarginClass::kBroadIndex, spot, std::move(legs));
}

std::string amount(const MarginPosition& p, MarginStage stage = MarginStage::kInitial) {
  return to_string(reg_t_margin(p, stage).amount);
}

std::string hold(const MarginPosition& p) { return to_string(reg_t_margin(p).hold); }

std::string name(const MarginPosition& p) {
  const MarginRequirement requirement = reg_t_margin(p);
  std::string names;
  for (const MarginItem& item : requirement.items) {
    if (!names.empty()) names += " + ";
    names += rule_name(p, item);
  }
  return names;
}

TEST(RegTMargin, TakesLongOptionsInFull) {  // p. 23
  EXPECT_EQ(amount(stock("128.5", {call(1, "125", "5")})), "500");
  EXPECT_EQ(amount(index("433.35", {put(1, "430", "5.5")})), "550");
}

TEST(RegTMargin, TakesTwentyPercentOfAStockUnderNakedPuts) {  // p. 28
  EXPECT_EQ(amount(stock("95", {put(-1, "80", "2")})), "1000");
  EXPECT_EQ(amount(stock("19.5", {put(-1, "20", "1.5")})), "540");
}

TEST(RegTMargin, TakesFifteenPercentOfABroadIndexUnderNakedPuts) {  // p. 30-31
  EXPECT_EQ(amount(index("445.35", {put(-1, "410", "0.1")})), "4110");
  EXPECT_EQ(amount(index("433.35", {put(-1, "430", "7.8")})), "6945.25");
}

TEST(RegTMargin, TakesNakedCallsAsPublished) {  // p. 32-35
  EXPECT_EQ(amount(stock("128.5", {call(-1, "120", "8.4")})), "3410");
  EXPECT_EQ(amount(stock("26.38", {call(-1, "30", "0.05")})), "268.8");
  EXPECT_EQ(amount(index("433.35", {call(-1, "430", "8.7")})), "7370.25");
  EXPECT_EQ(amount(index("378.5", {call(-1, "370", "12.85")})), "6962.5");
}

TEST(RegTMargin, TakesTheNetDebitOfDebitSpreads) {  // p. 39, 300 less the premium sold
  EXPECT_EQ(amount(stock("255", {put(1, "250", "3"), put(-1, "240", "0.95")})), "205");
}

TEST(RegTMargin, TakesTheWidthOfCreditSpreads) {
  // p. 40: 1140, of which 640 pays for the long
  const auto puts = index("433.35", {put(1, "425", "6.4"), put(-1, "430", "7.8")});
  EXPECT_EQ(amount(puts), "500");
  EXPECT_EQ(hold(puts), "500");
  EXPECT_EQ(name(puts), "put credit spread");
  // p. 42: 880, of which 380 pays for the long
  const auto calls = stock("128.5", {call(1, "125", "3.8"), call(-1, "120", "8.4")});
  EXPECT_EQ(amount(calls), "500");
  EXPECT_EQ(name(calls), "call credit spread");
}

TEST(RegTMargin, RefusesToPairALongThatExpiresFirst) {  // p. 43
  const auto calendar = stock("75", {call(1, "70", "5", kNear), call(-1, "70", "8", kFar)});
  EXPECT_EQ(amount(calendar), "2800");
  const auto diagonal =
      index("433.35", {call(1, "425", "13.1", kNear), call(-1, "430", "12.2", kFar)});
  EXPECT_EQ(amount(diagonal), "9030.25");
}

TEST(RegTMargin, PairsCalendarsWhoseLongExpiresLater) {
  const auto calendar = stock("75", {call(1, "70", "8", kFar), call(-1, "70", "5.5", kNear)});
  EXPECT_EQ(amount(calendar), "250");
  EXPECT_EQ(name(calendar), "call calendar");
}

TEST(RegTMargin, AnAmSettledLongExpiresBeforeAPmSettledShortOfItsDate) {
  auto spread = index("4300", {put(1, "4200", "10"), put(-1, "4250", "20")});
  EXPECT_EQ(amount(spread), "5000");
  spread.legs[0].settlement = SettlementPrint::kAm;
  EXPECT_EQ(amount(spread), "62500");  // 1000 + 2000 + 15% of 4300 less 50
  spread.legs[1].settlement = SettlementPrint::kAm;
  EXPECT_EQ(amount(spread), "5000");
}

TEST(RegTMargin, TakesTheGreaterSideOfCombinationsAndTheOthersPremium) {  // p. 45-46
  const auto straddle = stock("92.63", {call(-1, "90", "7"), put(-1, "90", "3.7")});
  EXPECT_EQ(amount(straddle), "2922.6");
  EXPECT_EQ(name(straddle), "short straddle");
  EXPECT_EQ(amount(index("433.35", {put(-1, "435", "7.2"), call(-1, "435", "5.5")})), "7770.25");
}

// Of two sides that need the same, the pairing took the call's saving whatever the put's was.
TEST(RegTMargin, CountsTheDearerSideAsTheGreaterOfEquals) {
  const auto strangle =
      stock("100", {call(-1, "105", "3"), put(-1, "90", "8")});  // 18 a share each
  EXPECT_EQ(amount(strangle), "2100");
  const MarginRequirement requirement = reg_t_margin(strangle);
  EXPECT_NE(explain(strangle, requirement.items.at(0)).find("the greater side is the put"),
            std::string::npos);
}

TEST(RegTMargin, TakesOnlyTheDebitOfLongBoxesAndButterfliesAndCondors) {
  const auto box = stock("50", {call(1, "40", "15.4"), call(-1, "50", "7.2"), put(1, "50", "1.75"),
                                put(-1, "40", "0.4")});  // p. 50: 1715 less 760
  EXPECT_EQ(amount(box), "955");
  EXPECT_EQ(hold(box), "0");
  EXPECT_EQ(name(box), "long box");
  const auto condor = stock("26.75", {call(1, "22.5", "4.3"), call(-1, "25", "2.75"),
                                      call(-1, "30", "0.75"), call(1, "32.5", "0.45")});  // p. 55
  EXPECT_EQ(amount(condor), "125");
  EXPECT_EQ(name(condor), "long call condor");
}

TEST(RegTMargin, TakesTheWidthOfShortBoxes) {  // p. 51: 1870, of which 870 pays for the longs
  const auto box = stock("66", {call(-1, "50", "17.3"), call(1, "60", "8.4"), put(-1, "60", "1.25"),
                                put(1, "50", "0.3")});
  EXPECT_EQ(hold(box), "1000");
  EXPECT_EQ(amount(box), "1000");
  EXPECT_EQ(name(box), "short box");
}

TEST(RegTMargin, TakesWhatABrokenButterflyCanLose) {
  // p. 52: 2040, of which 1540 pays for the longs
  const auto puts =
      stock("550", {put(1, "540", "5.6"), put(-2, "550", "7.2"), put(1, "555", "9.8")});
  EXPECT_EQ(hold(puts), "500");
  EXPECT_EQ(amount(puts), "600");  // and a net debit of 1.00
  // p. 53: 2440, of which 1440 pays for the longs
  EXPECT_EQ(
      hold(stock("550", {call(1, "545", "12.4"), call(-2, "550", "8.8"), call(1, "565", "2")})),
      "1000");
}

TEST(RegTMargin, TakesTheWiderSideOfIronCondors) {
  // p. 57: 6330, of which 3830 pays for the longs
  const auto condor = index("1060", {put(1, "1000", "32"), put(-1, "1025", "35.1"),
                                     call(-1, "1150", "9.4"), call(1, "1175", "6.3")});
  EXPECT_EQ(hold(condor), "2500");
  EXPECT_EQ(amount(condor), "2500");
  EXPECT_EQ(name(condor), "short iron condor");
  // p. 56: 810, of which 410 pays for the longs
  const auto butterfly = stock("26.75", {put(1, "16", "0.1"), put(-1, "20", "0.2"),
                                         call(-1, "20", "7"), call(1, "24", "4")});
  EXPECT_EQ(hold(butterfly), "400");
  EXPECT_EQ(name(butterfly), "short iron butterfly");
}

TEST(RegTMargin, TakesHalfOfSharesAndNothingOfTheOptionsTheyCover) {  // p. 47-48
  const auto covered = stock("92.38", {call(-1, "90", "7")}, 100);
  EXPECT_EQ(amount(covered), "4619");
  EXPECT_EQ(amount(covered, MarginStage::kMaintenance), "2250");  // 25% of the strike
  EXPECT_EQ(name(covered), "covered call");
  const auto short_shares = stock("255", {put(-1, "250", "3")}, -100);
  EXPECT_EQ(amount(short_shares), "38250");
  EXPECT_EQ(name(short_shares), "covered put");
}

TEST(RegTMargin, LowersMaintenanceOfProtectedShares) {  // p. 58-61, premiums left out
  const auto keep = MarginStage::kMaintenance;
  EXPECT_EQ(amount(stock("103.5", {put(1, "95", "0")}, 100), keep), "1800");
  EXPECT_EQ(amount(stock("115", {call(-1, "110", "6.5"), put(1, "110", "0")}, 100), keep), "1100");
  EXPECT_EQ(amount(stock("31.75", {put(1, "30", "0"), call(-1, "35", "1")}, 100), keep), "475");
}

TEST(RegTMargin, MarginsSharesBeyondTheirLots) {
  EXPECT_EQ(amount(stock("100", {call(-1, "110", "1")}, 150)), "7500");
  EXPECT_EQ(amount(stock("100", {}, -10), MarginStage::kMaintenance), "1300");
  EXPECT_EQ(amount(stock("4", {}, -10), MarginStage::kMaintenance), "80");  // the whole value
}

TEST(RegTMargin, CancelsAContractThatIsBothBoughtAndSold) {
  EXPECT_EQ(amount(stock("100", {call(2, "105", "3"), call(-3, "105", "3")})),
            amount(stock("100", {call(-1, "105", "3")})));
}

// A greedy search pairs the sold 105 with the nearest long and leaves the sold 100 with the far
// one.
TEST(RegTMargin, FindsPairingsThatAGreedySearchMisses) {
  const auto puts = stock(
      "120", {put(-1, "105", "2"), put(-1, "100", "1.5"), put(1, "95", "1"), put(1, "104", "1.9")});
  EXPECT_EQ(amount(puts), "600");
}

// One short may be cheaper naked than in a spread that is hundreds of points wide.
TEST(RegTMargin, LeavesAShortNakedWhereTheSpreadAsksForMore) {
  const auto wide = stock("640", {put(-1, "620", "5.2"), put(1, "400", "0.3")});
  EXPECT_EQ(amount(wide), "11350");  // 520 + 12800 - 2000, and 30 for the long
}

TEST(RegTMargin, HalvesAPairWhenThatAsksForLess) {
  // Two iron condors whose put wings are twice as wide, where a put is cheap to hold naked: one put
  // spread fits beside two call spreads.
  const auto condors =
      stock("100", {put(-2, "40", "0.01"), put(1, "30", "0.005"), put(1, "30", "0.005"),
                    call(-2, "101", "3"), call(2, "106", "1")});
  EXPECT_EQ(amount(condors), "1401.5");
}

TEST(RegTMargin, ExplainsEachPairingInOneSentence) {
  const auto p = stock("75", {put(-1, "70", "2"), call(-1, "80", "1.5")});
  const MarginRequirement requirement = reg_t_margin(p);
  ASSERT_EQ(requirement.items.size(), 1U);
  EXPECT_EQ(explain(p, requirement.items[0]),
            "short strangle: the greater side is the put: premium 2 plus 20% of the underlying at "
            "75 less 5 out of the money; plus the call's premium 1.5, 1350 dollars in all.");
}

TEST(RegTMargin, RoundsAMillionthUp) {
  EXPECT_EQ(to_string(naked_requirement(MarginClass::kBroadIndex, Right::kCall, dollars("100"),
                                        dollars("100.000001"), Price{})),
            "15.000001");
}

}  // namespace
}  // namespace aots::trading
