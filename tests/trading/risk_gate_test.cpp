#include "trading/risk/risk_gate.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

RiskContext context() {
  RiskContext c;
  c.now = c.quotes_at = kNow;
  c.next_order = OrderId{1};
  c.next_position = PositionId{1};
  return c;
}

// Limits wide enough that only what a test changes can bind.
RiskConfig wide() {
  RiskConfig config;
  config.max_portfolio_delta = 1e6;
  config.max_portfolio_gamma = 1e6;
  return config;
}

PortfolioView empty_book(const char* equity = "100000") {
  PortfolioView view;
  view.equity = view.cash = view.peak_equity = view.session_start_equity = money(equity);
  return view;
}

std::string refused_by(const RiskDecision& decision) {
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "approved" : refusal->rule;
}

std::int64_t approved_quantity(const RiskDecision& decision) {
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  return approved == nullptr ? 0 : approved->order().quantity;
}

TEST(PositionSize, DividesTheBudgetByThePackageRisk) {
  // 2% of 100,000 is 2,000; a package risks 400.
  EXPECT_EQ(position_size(credit_spread(), money("100000"), wide()).quantity, 5);
}

TEST(PositionSize, TradesOneContractOfTheSeedsExample) {
  Signal signal = credit_spread();
  signal.max_risk = dollars("3");
  EXPECT_EQ(position_size(signal, money("10000"), wide()).quantity, 1);
}

TEST(PositionSize, RefusesOneContractAboveTheHardLimit) {
  const Sizing sizing = position_size(credit_spread(), money("7999"), wide());
  EXPECT_EQ(sizing.quantity, 0);
  EXPECT_EQ(sizing.by, SizedBy::kHardMaxRisk);
}

TEST(PositionSize, LeavesZeroWithoutMinOneContract) {
  RiskConfig config = wide();
  config.min_one_contract = false;
  EXPECT_EQ(position_size(credit_spread(), money("10000"), config).quantity, 0);
}

TEST(PositionSize, ScalesWithTheRegimeBeforeConfidence) {
  Signal signal = credit_spread();
  signal.regime = Regime::kHighVol;  // 5 x 0.5 = 2
  EXPECT_EQ(position_size(signal, money("100000"), wide()).quantity, 2);
  signal.confidence = 0.7;  // 2 x 0.5 = 1
  EXPECT_EQ(position_size(signal, money("100000"), wide()).quantity, 1);
}

// The seed's code turns a zero of the neutral regime into one contract when confidence is moderate.
TEST(PositionSize, ZeroStaysZeroWhateverTheConfidence) {
  Signal signal = credit_spread();
  signal.regime = Regime::kNeutral;
  signal.confidence = 0.7;
  EXPECT_EQ(position_size(signal, money("100000"), wide()).quantity, 0);
  signal.regime = Regime::kHighVol;
  EXPECT_EQ(position_size(signal, money("10000"), wide()).quantity, 0);
}

TEST(LimitPrice, GivesUpFivePercentTowardTheSideThatFills) {
  const auto spy = calendar::option_class("SPY");
  const auto spx = calendar::option_class("SPX");
  EXPECT_EQ(limit_price(dollars("1"), wide(), spy, 2), dollars("0.95"));
  EXPECT_EQ(limit_price(dollars("1.01"), wide(), spy, 2), dollars("0.95"));
  EXPECT_EQ(limit_price(dollars("-1"), wide(), spy, 2), dollars("-1.05"));
  EXPECT_EQ(limit_price(dollars("1.25"), wide(), spx, 2), dollars("1.15"));
  EXPECT_EQ(limit_price(dollars("-1.25"), wide(), spx, 2), dollars("-1.35"));
}

TEST(LimitPrice, NeverGivesACreditAwayForNothing) {
  EXPECT_EQ(limit_price(dollars("0.05"), wide(), calendar::option_class("SPX"), 2),
            dollars("0.05"));
}

TEST(RiskGate, ApprovesWithPriceSizeAndEveryCheck) {
  const RiskDecision decision = RiskGate(wide()).assess(credit_spread(), empty_book(), context());
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  ASSERT_NE(approved, nullptr);
  EXPECT_EQ(approved->order().quantity, 5);
  EXPECT_EQ(approved->order().limit, dollars("0.95"));
  EXPECT_EQ(approved->max_risk(), money("2025"));  // 4.05 at the limit x 500 shares
  EXPECT_GE(approved->checks().size(), 10U);
}

struct RefusalCase {
  const char* rule;
  void (*arrange)(Signal&, PortfolioView&, RiskContext&, RiskConfig&);
};

void PrintTo(const RefusalCase& refusal, std::ostream* out) { *out << refusal.rule; }

class RiskGateRefuses : public ::testing::TestWithParam<RefusalCase> {};

TEST_P(RiskGateRefuses, NamingTheRuleWhatItSawAndTheLimit) {
  Signal signal = credit_spread();
  PortfolioView book = empty_book();
  RiskContext risk_context = context();
  RiskConfig config = wide();
  GetParam().arrange(signal, book, risk_context, config);
  const RiskDecision decision = RiskGate(config).assess(signal, book, risk_context);
  EXPECT_EQ(refused_by(decision), GetParam().rule);
  const auto* refusal = std::get_if<Refusal>(&decision);
  ASSERT_NE(refusal, nullptr);
  EXPECT_NE(refusal->message.find(GetParam().rule), std::string::npos);
  EXPECT_FALSE(refusal->checks.empty());
}

const RefusalCase kRefusals[] = {
    {"equity_positive",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig&) { b.equity = money("-1"); }},
    {"max_drawdown",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig&) { b.peak_equity = money("140000"); }},
    {"max_positions",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_positions = 0; }},
    {"max_positions_per_cluster",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_positions_per_cluster = 0; }},
    {"allow_undefined_risk",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig& c) {
       s.defined_risk = false;
       c.allow_undefined_risk = false;
     }},
    {"positive_max_risk",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) { s.max_risk = Price{}; }},
    {"greeks_known",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) { s.legs[1].greeks.reset(); }},
    {"greeks_known",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig&) { b.greeks_complete = false; }},
    {"no_adjustment_before_expiry",
     [](Signal&, PortfolioView&, RiskContext& c, RiskConfig&) {
       c.adjustment_ahead = make_date(2019, 5, 3);
     }},
    {"min_confidence",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) { s.confidence = 0.59; }},
    {"max_portfolio_risk",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_portfolio_risk = 0.004; }},
    {"max_portfolio_delta",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_portfolio_delta = 9.0; }},
    {"max_portfolio_gamma",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_portfolio_gamma = 0.4; }},
    {"size_above_zero:regime_sizing",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) { s.regime = Regime::kNeutral; }},
    {"regime_known",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) { s.regime = Regime::kUnknown; }},
    {"max_portfolio_vega",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig& c) {
       b.greeks.vega_per_vol_point = 300.5;
       c.max_portfolio_vega = 300.0;
     }},
    {"max_portfolio_theta",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig& c) {
       b.greeks.theta_per_day = -40.5;
       c.max_portfolio_theta = 40.0;
     }},
    {"max_risk_per_symbol",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_risk_per_symbol = 0.004; }},
    {"max_risk_per_expiry",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_risk_per_expiry = 0.004; }},
    {"max_daily_loss",
     [](Signal&, PortfolioView& b, RiskContext&, RiskConfig& c) {
       b.session_start_equity = money("102500");
       c.max_daily_loss = 0.02;
     }},
    {"max_orders_per_hour",
     [](Signal&, PortfolioView&, RiskContext& k, RiskConfig& c) {
       k.orders_last_hour = 10;
       c.max_orders_per_hour = 10;
     }},
    {"max_quote_age_minutes", [](Signal&, PortfolioView&, RiskContext& k,
                                 RiskConfig&) { k.quotes_at = kNow - std::chrono::minutes(61); }},
    {"max_packages",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_packages = 4; }},
    {"max_notional",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_notional = 1.44; }},
    {"max_price_give_up",
     [](Signal&, PortfolioView&, RiskContext&, RiskConfig& c) { c.max_price_give_up = 0.049; }},
    {"earnings_blackout",
     [](Signal&, PortfolioView&, RiskContext& k, RiskConfig&) {
       k.report_near = NearReport{.days_to = 3, .window_days = 5};
     }},
    {"margin_known",
     [](Signal& s, PortfolioView&, RiskContext&, RiskConfig&) {
       s.legs[1].contract.right = Right::kCall;  // no spread, and no price of the underlying
       s.legs[0].bid = dollars("1");
       s.defined_risk = false;
     }},
};

INSTANTIATE_TEST_SUITE_P(EveryRule, RiskGateRefuses, ::testing::ValuesIn(kRefusals));

TEST(RiskGate, ShrinksTheOrderToWhatTheLimitsLeave) {
  RiskConfig config = wide();
  config.max_portfolio_delta = 35.0;  // a package has a delta of 10 shares
  EXPECT_EQ(approved_quantity(RiskGate(config).assess(credit_spread(), empty_book(), context())),
            3);
  config = wide();
  config.max_portfolio_risk = 0.0122;  // three packages risk 1,215 at the limit
  EXPECT_EQ(approved_quantity(RiskGate(config).assess(credit_spread(), empty_book(), context())),
            3);
}

TEST(RiskGate, ScalesGreekLimitsWithEquity) {
  RiskConfig config = wide();
  config.max_portfolio_delta = 35.0;
  EXPECT_EQ(
      approved_quantity(RiskGate(config).assess(credit_spread(), empty_book("200000"), context())),
      7);
  config.greeks_limit_per_100k = false;
  EXPECT_EQ(
      approved_quantity(RiskGate(config).assess(credit_spread(), empty_book("200000"), context())),
      3);
}

TEST(RiskGate, CountsOpenRiskAgainstThePortfolioLimit) {
  const Portfolio book = book_with_spread();
  RiskConfig config = wide();
  config.max_positions_per_cluster = 5;
  config.max_portfolio_risk = 0.0165;  // 800 are at risk; two more packages add 810
  EXPECT_EQ(approved_quantity(RiskGate(config).assess(credit_spread(), book.view(), context())), 2);
}

TEST(RiskGate, CountsSameWayPositionsInTheCluster) {
  const Portfolio book = book_with_spread();
  RiskConfig config = wide();
  config.max_positions_per_cluster = 1;
  Signal other = credit_spread("QQQ");
  EXPECT_EQ(refused_by(RiskGate(config).assess(other, book.view(), context())), "approved");
  RiskContext together = context();
  together.cluster = {Symbol("SPY"), Symbol("QQQ")};
  EXPECT_EQ(refused_by(RiskGate(config).assess(other, book.view(), together)),
            "max_positions_per_cluster");
  other.direction = Direction::kBearish;
  EXPECT_EQ(refused_by(RiskGate(config).assess(other, book.view(), together)), "approved");
}

TEST(RiskGate, ClosesWhatIsOpenWithOppositeSides) {
  const Portfolio book = book_with_spread();
  const ApprovedOrder close = RiskGate(wide()).approve_close(
      *book.find(PositionId{1}), dollars("-0.6"), "profit_target", OrderId{2}, kNow);
  EXPECT_EQ(close.order().purpose, OrderPurpose::kClose);
  EXPECT_EQ(close.order().limit, dollars("-0.63"));
  EXPECT_EQ(close.order().quantity, 2);
  ASSERT_EQ(close.order().legs.size(), 2U);
  EXPECT_EQ(close.order().legs[0].side, Side::kBuy);
  EXPECT_EQ(close.order().legs[1].side, Side::kSell);
}

// A wide market must not make leaving cost more than the structure can lose.
TEST(RiskGate, NeverPaysMoreToLeaveThanTheWorstExpiryCosts) {
  const Portfolio book = book_with_spread();
  const ApprovedOrder close = RiskGate(wide()).approve_close(
      *book.find(PositionId{1}), dollars("-5.5"), "stop_loss", OrderId{2}, kNow);
  EXPECT_EQ(close.order().limit, dollars("-5"));
}

}  // namespace
}  // namespace aots::trading
