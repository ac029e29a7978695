// Portfolio margin of books and orders, by hand: options on their last day are worth their
// intrinsic value in every cell.
#include "trading/risk/portfolio_margin.hpp"

#include <gtest/gtest.h>

#include "tests/trading/stress_fixtures.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

std::optional<Price> spot_300(const Symbol&) { return dollars("300"); }
std::optional<Price> no_spot(const Symbol&) { return std::nullopt; }

SignalLeg leg(Side side, Right right, const char* strike, const char* bid, const char* ask,
              Date expiry = kSession, const char* root = "SPY") {
  SignalLeg leg;
  leg.contract = contract(right, strike, root);
  leg.contract.expiry = expiry;
  leg.side = side;
  leg.bid = dollars(bid);
  leg.ask = dollars(ask);
  leg.iv = 0.2;
  leg.greeks = greeks(0.0, 0.0);
  return leg;
}

Signal signal_of(std::vector<SignalLeg> legs, const char* net, const char* symbol = "SPY") {
  Signal signal = credit_spread(symbol);
  signal.legs = std::move(legs);
  signal.net_price = signal.max_profit = dollars(net);
  signal.max_risk = dollars("2");
  signal.defined_risk = false;
  return signal;
}

// Mids of 1.10 and 0.90: 2.00 together, sold for 1.80.
Signal short_strangle() {
  return signal_of({leg(Side::kSell, Right::kPut, "285", "1", "1.2"),
                    leg(Side::kSell, Right::kCall, "310", "0.8", "1")},
                   "1.8");
}

Signal iron_condor() {
  return signal_of({leg(Side::kSell, Right::kPut, "285", "1", "1.2"),
                    leg(Side::kBuy, Right::kPut, "280", "0.4", "0.6"),
                    leg(Side::kSell, Right::kCall, "310", "0.8", "1"),
                    leg(Side::kBuy, Right::kCall, "315", "0.3", "0.5")},
                   "0.7");
}

// A trade that is held, every leg marked at the middle of its signal's quotes.
Position held(const Signal& signal, std::int64_t packages, std::int64_t shares = 0) {
  Position position;
  position.id = PositionId{1};
  position.signal = signal;
  position.status = PositionStatus::kOpen;
  position.quantity = packages;
  for (const SignalLeg& wanted : signal.legs) {
    PositionLeg leg;
    leg.contract = wanted.contract;
    leg.side = wanted.side;
    leg.contracts = wanted.ratio * packages;
    leg.mark = OptionQuote{.bid = wanted.bid, .ask = wanted.ask}.mid();
    leg.iv = wanted.iv;
    position.legs.push_back(leg);
  }
  if (shares != 0) {
    ShareLeg leg;
    leg.symbol = signal.symbol;
    leg.side = shares > 0 ? Side::kBuy : Side::kSell;
    leg.shares = std::abs(shares);
    position.shares.push_back(leg);
  }
  return position;
}

PortfolioView book_of(const char* equity, const char* cash,
                      std::vector<const Position*> open = {}) {
  PortfolioView view;
  view.equity = view.peak_equity = view.session_start_equity = money(equity);
  view.cash = money(cash);
  view.open = std::move(open);
  return view;
}

std::string requirement(const Position& position) {
  const StressMarket market = seen_market(0.0, 0.0);
  const auto margin = portfolio_margin(book_of("0", "0", {&position}), spot_300, &market);
  return margin ? to_string(margin->requirement) : "unknown";
}

RiskConfig wide() {
  RiskConfig config;
  config.margin = "portfolio";
  config.max_portfolio_delta = config.max_portfolio_gamma = 1e6;
  config.hard_max_risk_per_trade = config.max_portfolio_risk = config.max_risk_per_trade = 1.0;
  return config;
}

RiskDecision decide(const Signal& signal, const PortfolioView& book, const StressMarket* market,
                    const SpotLookup& spot_of = spot_300) {
  RiskContext context;
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{9};
  context.next_position = PositionId{9};
  context.spot_of = spot_of;
  context.stress_market = market;
  return RiskGate(wide()).assess(signal, book, context);
}

std::string refusal_of(const RiskDecision& decision) {
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "approved" : refusal->message;
}

// Down 15% the put costs 30 a share, up 15% the call costs 35.
TEST(PortfolioMargin, OfAShortStrangleIsItsWorseSide) {
  EXPECT_EQ(requirement(held(short_strangle(), 1)), "3500");
  EXPECT_EQ(requirement(held(short_strangle(), 3)), "10500");
}

TEST(PortfolioMargin, OfACondorIsItsWidth) {
  EXPECT_EQ(requirement(held(iron_condor(), 2)), "1000");
}

// Down 15%: 45 a share on the shares, and the call that is gone had been worth nothing.
TEST(PortfolioMargin, OfACoveredCallIsThatOfTheSharesWhereTheCallIsWorthless) {
  const Signal call = signal_of({leg(Side::kSell, Right::kCall, "310", "0.8", "1")}, "0.8");
  EXPECT_EQ(requirement(held(call, 1, 100)), "4500");
  // Sold at 280 it is worth 20 now, which cushions the fall.
  const Signal deep = signal_of({leg(Side::kSell, Right::kCall, "280", "20", "20.2")}, "20");
  EXPECT_EQ(requirement(held(deep, 1, 100)), "2500");
}

TEST(PortfolioMargin, AsksForThreeEighthsOfADollarWhereNothingIsLost) {
  const Signal far = signal_of({leg(Side::kSell, Right::kCall, "400", "0.05", "0.1")}, "0.05");
  EXPECT_EQ(requirement(held(far, 4)), "150");
}

TEST(PortfolioMargin, OfALongOptionIsAtMostWhatItIsWorth) {
  const Signal put = signal_of({leg(Side::kBuy, Right::kPut, "310", "10", "10.2")}, "-10.2");
  EXPECT_EQ(requirement(held(put, 2)), "2000");
  const Signal worthless =
      signal_of({leg(Side::kBuy, Right::kPut, "250", "0.01", "0.03")}, "-0.03");
  EXPECT_EQ(requirement(held(worthless, 2)), "0");
}

// SPX moves 8% down and 6% up.
TEST(PortfolioMargin, MovesABroadIndexLess) {
  const Signal put =
      signal_of({leg(Side::kSell, Right::kPut, "300", "1", "1.2", kSession, "SPXW")}, "1", "SPX");
  const Signal call =
      signal_of({leg(Side::kSell, Right::kCall, "300", "1", "1.2", kSession, "SPXW")}, "1", "SPX");
  EXPECT_EQ(requirement(held(put, 1)), "2400");
  EXPECT_EQ(requirement(held(call, 1)), "1800");
}

TEST(PortfolioMargin, OffsetsTradesOfOneUnderlyingAndAddsUnderlyings) {
  const StressMarket market = seen_market(0.0, 0.0);
  const auto margin = [&](const Position& a, const Position& b) {
    return to_string(portfolio_margin(book_of("0", "0", {&a, &b}), spot_300, &market)->requirement);
  };
  const Position spy = held(short_strangle(), 1);
  Signal bought = short_strangle();
  for (SignalLeg& leg : bought.legs) leg.side = Side::kBuy;
  EXPECT_EQ(margin(spy, held(bought, 1)), "0");
  Signal other = short_strangle();
  other.symbol = Symbol("QQQ");
  for (SignalLeg& leg : other.legs) {
    leg.contract.underlying = Symbol("QQQ");
    leg.contract.root = "QQQ";
  }
  EXPECT_EQ(margin(spy, held(other, 1)), "7000");
}

// Every option with its own vol, time from the chain to its cut-off, rate and yield.
TEST(PortfolioMargin, EqualsAStressWorkedOutCellByCell) {
  const Date later = make_date(2019, 6, 21);
  Signal signal = signal_of({leg(Side::kSell, Right::kPut, "285", "3", "3.2", later),
                             leg(Side::kSell, Right::kCall, "315", "2", "2.2", later)},
                            "5");
  signal.legs[0].iv = 0.21;
  signal.legs[1].iv = 0.14;
  const Position position = held(signal, 2, -50);
  const StressMarket market = seen_market();
  const double years = 51.0 / 365.0;  // 16:00 to 16:00
  const double expected = check_stress(
      {{Right::kPut, 285.0, years, 0.21, -200.0}, {Right::kCall, 315.0, years, 0.14, -200.0}},
      -50.0, 300.0, false);
  const Money margin =
      portfolio_margin(book_of("0", "0", {&position}), spot_300, &market)->requirement;
  EXPECT_NEAR(margin.to_double(), expected, 1e-5);
  EXPECT_GT(expected, 5'000.0);
}

// 3,500 by the stress, and selling at 1.71 what the mids say is worth 2.00 gives up 29 dollars.
TEST(PortfolioMargin, OfAnOrderIsItsStressAndWhatItsLimitGivesUp) {
  const PortfolioView book = book_of("12000", "12000");
  const StressMarket market = seen_market(0.0, 0.0);
  const SpotLookup spot = spot_300;
  const Signal signal = short_strangle();
  PortfolioOrder order(signal, dollars("1.71"), book, spot, &market);
  EXPECT_EQ(to_string(order.of(1)->needed), "3529");
  EXPECT_EQ(to_string(order.of(3)->needed), "10587");
  EXPECT_EQ(to_string(order.of(3)->available), "12000");
  EXPECT_FALSE(order.of(4)->fits());
}

TEST(PortfolioMargin, RefusesAnOrderBeyondTheEquityWithTheFigures) {
  const StressMarket market = seen_market(0.0, 0.0);
  EXPECT_EQ(refusal_of(decide(short_strangle(), book_of("3000", "3000"), &market)),
            "buying_power: the order would tie up 3529 $, and 3000 $ are free");
}

TEST(PortfolioMargin, ShrinksAnOrderToWhatTheEquityCovers) {
  const StressMarket market = seen_market(0.0, 0.0);
  const RiskDecision decision = decide(short_strangle(), book_of("12000", "12000"), &market);
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  ASSERT_NE(approved, nullptr) << refusal_of(decision);
  EXPECT_EQ(approved->order().quantity, 3);
}

// The held strangle needs 3,500. An order that is its wings lowers that to the width.
TEST(PortfolioMargin, CountsWhatAnOrderOffsetsInTheBook) {
  const Position strangle = held(short_strangle(), 1);
  const PortfolioView book = book_of("3200", "3400", {&strangle});
  const StressMarket market = seen_market(0.0, 0.0);
  const SpotLookup spot = spot_300;
  const Signal wings = signal_of({leg(Side::kBuy, Right::kPut, "280", "0.4", "0.6"),
                                  leg(Side::kBuy, Right::kCall, "315", "0.3", "0.5")},
                                 "-1.1");
  // Down to 500, and 1.16 for mids of 0.90 gives up 26 dollars.
  PortfolioOrder order(wings, dollars("-1.16"), book, spot, &market);
  EXPECT_EQ(to_string(portfolio_margin(book, spot, &market)->requirement), "3500");
  EXPECT_EQ(to_string(order.of(1)->needed), "-2974");
  EXPECT_EQ(to_string(order.of(1)->available), "-300");
  EXPECT_TRUE(order.of(1)->fits());
  // With two, the worst of the eleven spots is 282: the put costs 3 a share and no wing helps.
  EXPECT_EQ(to_string(order.of(2)->needed), "-3148");
}

// Equity covers it by far, but the account holds no loan.
TEST(PortfolioMargin, WantsADebitInCash) {
  const Signal put = signal_of({leg(Side::kBuy, Right::kPut, "310", "10", "10.2")}, "-10.2");
  const Position position = held(put, 50);
  const PortfolioView book = book_of("51500", "1000", {&position});
  const StressMarket market = seen_market(0.0, 0.0);
  const Signal call = signal_of({leg(Side::kBuy, Right::kCall, "300", "11", "11.2")}, "-11.2");
  EXPECT_EQ(refusal_of(decide(call, book, &market)),
            "buying_power: the order would tie up 1176 $, and 1000 $ are free");
}

TEST(PortfolioMargin, CountsOrdersInFlightAsFilledAtTheirLimits) {
  Portfolio book(money("12000"));
  // At a limit of 1.71: 2.00 + 1.80 - 1.71 of risk a share.
  book.open_pending(PositionId{1}, short_strangle(), 2, money("418"));
  const PortfolioView view = book.view();
  const StressMarket market = seen_market(0.0, 0.0);
  const SpotLookup spot = spot_300;
  EXPECT_EQ(to_string(portfolio_margin(view, spot, &market)->requirement), "7000");
  const Signal signal = short_strangle();
  // 12,000 less twice 29 that the limit gives up, less 7,000.
  EXPECT_EQ(
      to_string(PortfolioOrder(signal, dollars("1.71"), view, spot, &market).of(1)->available),
      "4942");
}

// ------------------------------------------------------------------------------- what is unknown

TEST(PortfolioMargin, IsUnknownWithoutASpotARateOrAYield) {
  const Position position = held(short_strangle(), 1);
  const PortfolioView book = book_of("9000", "9000", {&position});
  const StressMarket market = seen_market();
  EXPECT_TRUE(portfolio_margin(book, spot_300, &market).has_value());
  EXPECT_FALSE(portfolio_margin(book, no_spot, &market).has_value());
  EXPECT_FALSE(portfolio_margin(book, {}, &market).has_value());
  EXPECT_FALSE(portfolio_margin(book, spot_300, nullptr).has_value());
  StressMarket unseen(exchange());
  EXPECT_FALSE(portfolio_margin(book, spot_300, &unseen).has_value());
  show(unseen, "SPY", {.rate = std::nullopt, .dividend_yield = 0.01});
  EXPECT_FALSE(portfolio_margin(book, spot_300, &unseen).has_value());
  show(unseen, "SPY", {.rate = 0.02, .dividend_yield = std::nullopt});
  EXPECT_TRUE(portfolio_margin(book, spot_300, &unseen).has_value());  // the yield of before
}

TEST(PortfolioMargin, IsUnknownWithoutTheVolOrTheMarkOfALeg) {
  const StressMarket market = seen_market();
  const auto known = [&](const Position& position) {
    return portfolio_margin(book_of("9000", "9000", {&position}), spot_300, &market).has_value();
  };
  Position position = held(short_strangle(), 1);
  position.legs[1].iv.reset();
  EXPECT_FALSE(known(position));
  position = held(short_strangle(), 1);
  position.legs[0].mark.reset();
  EXPECT_FALSE(known(position));
  position = held(short_strangle(), 1);
  position.legs[0].deliverable = 0.5;
  EXPECT_FALSE(known(position));
}

// The futures of VIX are not its spot carried forward.
TEST(PortfolioMargin, IsUnknownForOptionsOnVix) {
  StressMarket market(exchange());
  show(market, "VIX", {0.0, 0.0});
  EXPECT_EQ(market.option(contract(Right::kCall, "20", "VIX"), 0.9, dollars("15")), nullptr);
  EXPECT_NE(seen_market().option(contract(Right::kCall, "300"), 0.2, dollars("300")), nullptr);
}

TEST(PortfolioMargin, RefusesWhatItCannotKnow) {
  const StressMarket market = seen_market();
  const PortfolioView book = book_of("50000", "50000");
  EXPECT_EQ(refusal_of(decide(short_strangle(), book, &market)), "approved");
  const std::string unknown = refusal_of(decide(short_strangle(), book, &market, no_spot));
  EXPECT_EQ(unknown.substr(0, 42), "margin_known: the margin of 1 trades is un");
  Signal no_vol = short_strangle();
  no_vol.legs[0].iv.reset();
  EXPECT_EQ(refusal_of(decide(no_vol, book, &market)), unknown);
  // A held trade that is unknown stops orders on every underlying.
  Position position = held(short_strangle(), 1);
  position.legs[0].iv.reset();
  EXPECT_EQ(refusal_of(decide(short_strangle(), book_of("50000", "50000", {&position}), &market)),
            unknown);
}

}  // namespace
}  // namespace aots::trading
