// What each further rule of the gate observes, and what a refusal says.
#include "trading/risk/risk_rules.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

RiskContext context() {
  RiskContext c;
  c.now = c.quotes_at = kNow;
  c.next_order = OrderId{2};
  c.next_position = PositionId{2};
  return c;
}

// Limits wide enough that only what a test changes can bind.
RiskConfig wide() {
  RiskConfig config;
  config.max_portfolio_delta = config.max_portfolio_gamma = 1e6;
  config.max_positions = config.max_positions_per_cluster = 50;
  return config;
}

std::string refused_by(const RiskConfig& config, const Signal& signal, const PortfolioView& book,
                       const RiskContext& known) {
  const RiskDecision decision = RiskGate(config).assess(signal, book, known);
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "" : refusal->rule;
}

std::string refused_by(const Signal& signal, const PortfolioView& book) {
  return refused_by(wide(), signal, book, context());
}

std::int64_t approved(const RiskConfig& config, const Signal& signal, const PortfolioView& book) {
  const RiskDecision decision = RiskGate(config).assess(signal, book, context());
  const auto* order = std::get_if<ApprovedOrder>(&decision);
  return order == nullptr ? 0 : order->order().quantity;
}

// A put debit spread 280/275, so that it shares no contract with the spread of the book.
Signal bearish_spread() {
  Signal signal = credit_spread();
  signal.strategy = "iv_rank_buy";
  signal.direction = Direction::kBearish;
  signal.legs[0].contract.strike = dollars("280");
  signal.legs[0].side = Side::kBuy;
  signal.legs[1].contract.strike = dollars("275");
  signal.legs[1].side = Side::kSell;
  signal.net_price = dollars("-1");
  signal.max_risk = dollars("1");
  return signal;
}

TEST(RiskRules, HaveNamesOfTheirOwnUnitsAndSentences) {
  std::set<std::string_view> names;
  for (const RiskRule& rule : risk_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.unit.empty()) << rule.name;
    EXPECT_FALSE(rule.sentence.empty()) << rule.name;
    EXPECT_EQ(find_risk_rule(rule.name)->name, rule.name);
  }
  EXPECT_EQ(find_risk_rule("max_regret"), nullptr);
}

TEST(RiskRules, SayWhatWasSeenAndTheLimitWithUnits) {
  EXPECT_EQ(risk_sentence("max_portfolio_vega", 412.0, 300.0),
            "max_portfolio_vega: portfolio vega would be 412 $ per vol point, the limit is 300");
  EXPECT_EQ(risk_sentence("max_risk_per_symbol", 0.0625, 0.05),
            "max_risk_per_symbol: the trades in this symbol would risk 6.25% of the equity, the "
            "limit is 5%");
  EXPECT_EQ(risk_sentence("max_regret", 2.0, 1.0), "max_regret: observed 2, limit 1");
}

// Rounded to cents both read 300, and the sentence contradicted itself.
TEST(RiskRules, TellApartWhatDiffersByLittle) {
  EXPECT_EQ(risk_sentence("max_portfolio_vega", 300.0004, 300.0),
            "max_portfolio_vega: portfolio vega would be 300.0004 $ per vol point, the limit is "
            "300");
}

TEST(RiskRules, EveryCheckOfAnAssessmentIsARule) {
  const Portfolio book(money("100000"));
  const RiskDecision decision = RiskGate(wide()).assess(credit_spread(), book.view(), context());
  for (const RiskCheck& check : std::get<ApprovedOrder>(decision).checks()) {
    EXPECT_NE(find_risk_rule(check.rule), nullptr) << check.rule;
  }
}

TEST(GreekLimits, ShrinkTheOrderByVegaAndTheta) {
  const Portfolio book(money("100000"));
  Signal signal = credit_spread();  // five packages by its budget
  signal.legs[0].greeks->vega_per_vol_point = 0.30;
  signal.legs[0].greeks->theta_per_day = -0.10;
  signal.legs[1].greeks->vega_per_vol_point = 0.20;
  signal.legs[1].greeks->theta_per_day = -0.07;
  RiskConfig config = wide();
  config.max_portfolio_vega = 25.0;  // a package has -10 $ per vol point
  EXPECT_EQ(approved(config, signal, book.view()), 2);
  config.max_portfolio_vega.reset();
  config.max_portfolio_theta = 12.0;  // and 3 $ a day
  EXPECT_EQ(approved(config, signal, book.view()), 4);
}

TEST(RiskPerSymbol, CountsTheTradesInTheSymbolAlone) {
  const Portfolio book = book_with_spread();  // 800 dollars at risk in SPY
  RiskConfig config = wide();
  config.max_risk_per_symbol = 0.0165;
  EXPECT_EQ(approved(config, credit_spread(), book.view()), 2);  // two add 810 at the limit
  EXPECT_EQ(approved(config, credit_spread("QQQ"), book.view()), 4);
}

TEST(RiskPerExpiry, CountsTheTradesThatHoldALegInTheExpiry) {
  const Portfolio book = book_with_spread();
  RiskConfig config = wide();
  config.max_risk_per_expiry = 0.0165;
  EXPECT_EQ(approved(config, credit_spread("QQQ"), book.view()), 2);
  Signal later = credit_spread("QQQ");
  for (SignalLeg& leg : later.legs) leg.contract.expiry = make_date(2019, 5, 13);
  EXPECT_EQ(approved(config, later, book.view()), 4);
}

TEST(DailyLoss, StopsNewTradesUntilTheNextSession) {
  Portfolio book(money("100000"), {.session_start_equity = money("103000")});
  RiskConfig config = wide();
  config.max_daily_loss = 0.029;
  EXPECT_EQ(refused_by(config, credit_spread(), book.view(), context()), "max_daily_loss");
  book.end_session();
  EXPECT_EQ(refused_by(config, credit_spread(), book.view(), context()), "");
}

TEST(Drawdown, RemembersThePeakOfEarlierSessions) {
  const Portfolio fresh(money("100000"));
  EXPECT_EQ(refused_by(credit_spread(), fresh.view()), "");
  const Portfolio resumed(money("100000"), {.peak_equity = money("134000")});
  EXPECT_EQ(refused_by(credit_spread(), resumed.view()), "max_drawdown");
}

TEST(ConflictingStructure, IsABetAgainstALiveTradeInOneExpiry) {
  const Portfolio book = book_with_spread();
  EXPECT_EQ(refused_by(bearish_spread(), book.view()), "conflicting_structure");
  Signal later = bearish_spread();
  for (SignalLeg& leg : later.legs) leg.contract.expiry = make_date(2019, 5, 13);
  EXPECT_EQ(refused_by(later, book.view()), "");
  Signal elsewhere = bearish_spread();
  elsewhere.symbol = Symbol("QQQ");
  EXPECT_EQ(refused_by(elsewhere, book.view()), "");
}

// At the broker the two would net, and closing one trade would open the other's leg.
TEST(ConflictingStructure, IsTheOppositeSideOfAHeldContract) {
  const Portfolio book = book_with_spread();  // short the 290 put
  Signal lower = credit_spread();
  EXPECT_EQ(refused_by(lower, book.view()), "");
  lower.legs[0].contract.strike = dollars("285");
  lower.legs[1].contract.strike = dollars("280");
  EXPECT_EQ(refused_by(lower, book.view()), "conflicting_structure");
}

TEST(ConflictingStructure, IsAPlayOnAReportBesideACoreTrade) {
  const Portfolio book = book_with_spread();
  Signal play = credit_spread();
  play.event_date = make_date(2019, 5, 3);
  EXPECT_EQ(refused_by(play, book.view()), "conflicting_structure");
  RiskConfig config = wide();
  config.allow_conflicting_structures = true;
  EXPECT_EQ(refused_by(config, play, book.view(), context()), "");
}

TEST(EarningsBlackout, AllowsOnlyPlaysOnTheReport) {
  const Portfolio book(money("100000"));
  RiskContext near = context();
  near.report_near = NearReport{.days_to = 3, .window_days = 5};
  EXPECT_EQ(refused_by(wide(), credit_spread(), book.view(), near), "earnings_blackout");
  Signal play = credit_spread();
  play.event_date = make_date(2019, 5, 4);
  EXPECT_EQ(refused_by(wide(), play, book.view(), near), "");
  RiskConfig config = wide();
  config.earnings_blackout = false;
  EXPECT_EQ(refused_by(config, credit_spread(), book.view(), near), "");
}

TEST(PriceGiveUp, MeasuresTheLimitAgainstThePackagesMid) {
  const Portfolio book(money("100000"));
  Signal signal = credit_spread();
  signal.legs[0].bid = dollars("3");
  signal.legs[0].ask = dollars("3.4");
  signal.legs[1].bid = dollars("1.8");
  signal.legs[1].ask = dollars("2");
  // Mid 1.30, limit 0.95; the legs are worth 5.10.
  RiskConfig config = wide();
  config.max_price_give_up = 0.07;
  EXPECT_EQ(refused_by(config, signal, book.view(), context()), "");
  config.max_price_give_up = 0.068;
  EXPECT_EQ(refused_by(config, signal, book.view(), context()), "max_price_give_up");
}

// A size beyond sense is a mistake in what led to it; a smaller one of the same order would be too.
TEST(FatFinger, IsRefusedAndNotShrunk) {
  const Portfolio book(money("100000"));
  Signal signal = credit_spread();
  signal.max_risk = dollars("0.10");
  signal.net_price = signal.max_profit = dollars("4.90");  // 200 packages by its budget
  RiskConfig config = wide();
  config.max_packages = 20;
  EXPECT_EQ(approved(config, signal, book.view()), 0);
  EXPECT_EQ(refused_by(config, signal, book.view(), context()), "max_packages");
  config.max_packages.reset();
  config.max_notional = 5.0;
  EXPECT_EQ(refused_by(config, signal, book.view(), context()), "max_notional");
}

// A short option of an underlying without a price was margined as if it stood at its strike.
TEST(MarginKnown, NeverTradesOnAPriceThatNobodySaw) {
  const Portfolio book(money("100000"));
  Signal naked = credit_spread();
  naked.legs.pop_back();
  naked.legs[0].bid = dollars("1");
  naked.defined_risk = false;
  EXPECT_EQ(refused_by(naked, book.view()), "margin_known");
  naked.spot = 292.0;
  EXPECT_EQ(refused_by(naked, book.view()), "");
}

// The requirement of a spread is its greatest loss, wherever the underlying stands.
TEST(MarginKnown, NeedsNoPriceForASpread) {
  const Portfolio book = book_with_spread();
  EXPECT_EQ(refused_by(credit_spread(), book.view()), "");
}

}  // namespace
}  // namespace aots::trading
