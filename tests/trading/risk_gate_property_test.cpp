// Laws of the risk gate over random signals and books: hard limits hold at every approval; size
// grows with equity and shrinks with risk.
#include "trading/risk/risk_gate.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trading/fixtures.hpp"
#include "trading/risk/signal_shape.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

Signal random_signal() {
  Signal signal = credit_spread();
  const int credit_cents = *rc::gen::inRange(1, 480);
  signal.net_price = Price::from_micros(credit_cents * 10'000);
  signal.max_profit = signal.net_price;
  signal.max_risk = dollars("5") - signal.net_price;
  signal.confidence = *rc::gen::inRange(0, 99) / 100.0;
  signal.regime = *rc::gen::element(Regime::kLowVol, Regime::kHighVol, Regime::kIvExpansion,
                                    Regime::kIvContraction, Regime::kNeutral);
  signal.legs[0].greeks = greeks(-*rc::gen::inRange(5, 60) / 100.0, 0.02);
  signal.legs[1].greeks = greeks(-*rc::gen::inRange(1, 50) / 100.0, 0.01);
  return signal;
}

RiskContext context(std::int64_t id) {
  RiskContext c;
  c.now = c.quotes_at = kNow;
  c.next_order = OrderId{id};
  c.next_position = PositionId{id};
  return c;
}

std::optional<Price> spot_290(const Symbol&) { return dollars("290"); }

double percent(int from, int to) { return *rc::gen::inRange(from, to) / 100.0; }

Signal quoted(Signal signal) {
  signal.net_price = net_of_legs(signal).value();
  return signal;
}

// Verticals, naked strangles and single long puts, in two symbols and two expiries.
Signal random_structure() {
  Signal signal = random_signal();
  signal.symbol = Symbol(*rc::gen::element<std::string>("SPY", "QQQ"));
  signal.direction = *rc::gen::element(Direction::kBullish, Direction::kBearish);
  const int kind = *rc::gen::inRange(0, 3);
  if (kind == 2) signal.legs.pop_back();
  const Date expiry = *rc::gen::element(make_date(2019, 5, 6), make_date(2019, 5, 13));
  for (SignalLeg& leg : signal.legs) {
    leg.contract.expiry = expiry;
    leg.contract.strike = Price::from_micros(*rc::gen::inRange(54, 62) * 5'000'000);
    leg.bid = Price::from_micros(*rc::gen::inRange(5, 500) * 10'000);
    leg.ask = *leg.bid + dollars("0.1");
    leg.greeks->vega_per_vol_point = percent(1, 60);
    leg.greeks->theta_per_day = -percent(1, 30);
  }
  if (kind == 1) signal.legs[1].side = Side::kSell;
  if (kind == 1) signal.legs[1].contract.right = Right::kCall;
  if (kind == 2) signal.legs[0].side = Side::kBuy;
  signal.defined_risk = kind != 1;
  signal.max_risk = Price::from_micros(*rc::gen::inRange(1, 2'000) * 10'000);
  return quoted(signal);
}

RiskConfig random_limits() {
  RiskConfig config;
  config.max_positions = config.max_positions_per_cluster = 50;
  config.max_portfolio_vega = *rc::gen::inRange(10, 2'000);
  config.max_portfolio_theta = *rc::gen::inRange(10, 1'000);
  config.max_risk_per_symbol = percent(2, 20);
  config.max_risk_per_expiry = percent(2, 20);
  config.max_orders_per_hour = *rc::gen::inRange(1, 6);
  config.max_packages = *rc::gen::inRange(1, 500);
  config.max_notional = *rc::gen::inRange(1, 50);
  config.max_price_give_up = percent(1, 60);
  config.allow_conflicting_structures = *rc::gen::arbitrary<bool>();
  return config;
}

double risk_where(const PortfolioView& book, const std::function<bool(const Position&)>& counts) {
  double risk = 0.0;
  for (const Position* position : book.open) {
    if (counts(*position)) risk += position->max_risk.to_double();
  }
  return risk;
}

void expect_within(double after, double before, double limit) {
  RC_ASSERT(std::abs(after) <= std::max(limit, std::abs(before)) + 1e-6);
}

void expect_limits(const RiskConfig& config, const Signal& signal, const PortfolioView& before,
                   const PortfolioView& after) {
  const double equity = after.equity.to_double();
  const double scale = equity / 100'000.0;
  const auto share = [&](double limit) { return limit * equity + 1e-6; };
  RC_ASSERT(risk_where(after, [](const Position&) { return true; }) <=
            share(config.max_portfolio_risk));
  RC_ASSERT(risk_where(after, [&](const Position& p) {
              return p.signal.symbol == signal.symbol;
            }) <= share(*config.max_risk_per_symbol));
  const Date expiry = signal.legs.front().contract.expiry;
  RC_ASSERT(risk_where(after, [&](const Position& p) {
              return p.legs.front().contract.expiry == expiry;
            }) <= share(*config.max_risk_per_expiry));
  expect_within(after.greeks.delta, before.greeks.delta, config.max_portfolio_delta * scale);
  expect_within(after.greeks.gamma, before.greeks.gamma, config.max_portfolio_gamma * scale);
  expect_within(after.greeks.vega_per_vol_point, before.greeks.vega_per_vol_point,
                *config.max_portfolio_vega * scale);
  expect_within(after.greeks.theta_per_day, before.greeks.theta_per_day,
                *config.max_portfolio_theta * scale);
}

RC_GTEST_PROP(RiskGateLaw, NoSequenceOfApprovalsBreaksAHardLimit, ()) {
  const RiskConfig config = random_limits();
  const RiskGate gate(config);
  Portfolio book(Money::from_double(*rc::gen::inRange(5'000, 2'000'000)));
  Money premiums;  // that the orders in flight bring in at their limits
  std::vector<Timestamp> sent;
  RiskContext known = context(1);
  known.spot_of = spot_290;
  for (std::int64_t id = 1; id <= 12; ++id) {
    known.now = known.quotes_at = known.now + std::chrono::minutes(*rc::gen::inRange(1, 40));
    known.next_order = OrderId{id};
    known.next_position = PositionId{id};
    known.orders_last_hour = std::ranges::count_if(
        sent, [&](Timestamp t) { return t > known.now - std::chrono::hours(1); });
    const Signal signal = random_structure();
    const PortfolioView before = book.view();
    const RiskDecision decision = gate.assess(signal, before, known);
    const auto* approved = std::get_if<ApprovedOrder>(&decision);
    if (approved == nullptr) continue;
    const Order& order = approved->order();
    RC_ASSERT(order.quantity > 0);
    RC_ASSERT(order.quantity <= *config.max_packages);
    RC_ASSERT(known.orders_last_hour < *config.max_orders_per_hour);
    RC_ASSERT(approved->max_risk().to_double() <=
              config.hard_max_risk_per_trade * before.equity.to_double() + 1e-6);
    sent.push_back(known.now);
    premiums += notional(order.limit, order.quantity, signal.multiplier);
    book.open_pending(PositionId{id}, signal, order.quantity, approved->max_risk());
    const PortfolioView after = book.view();
    expect_limits(config, signal, before, after);
    const auto margin = book_margin(after, spot_290, MarginStage::kInitial);
    RC_ASSERT(margin.has_value());
    RC_ASSERT(margin->hold <= after.cash + premiums);
  }
  RC_CLASSIFY(sent.size() >= 2U, "several approvals");
}

// The gate bisects for the size at which the order's margin fits; this looks at every size.
RC_GTEST_PROP(RiskGateLaw, TheSizeIsTheLargestThatBuyingPowerLeaves, ()) {
  RiskConfig config;
  config.max_positions = config.max_positions_per_cluster = 50;
  config.max_portfolio_delta = config.max_portfolio_gamma = 1e9;
  config.max_risk_per_trade = config.hard_max_risk_per_trade = 1.0;
  config.max_portfolio_risk = 1.0;
  config.max_price_give_up.reset();
  config.allow_conflicting_structures = true;
  Portfolio book(Money::from_double(*rc::gen::inRange(2'000, 60'000)));
  const int held = *rc::gen::inRange(0, 4);
  for (std::int64_t id = 1; id <= held; ++id) {
    const Signal signal = random_structure();
    book.open_pending(PositionId{id}, signal, *rc::gen::inRange(1, 4),
                      Money::from_double(*rc::gen::inRange(0, 1'000)));
  }
  Signal signal = random_structure();
  signal.confidence = 0.9;
  signal.regime = Regime::kLowVol;
  signal.max_risk = Price::from_micros(*rc::gen::inRange(100, 2'000) * 10'000);
  RiskContext known = context(9);
  known.spot_of = spot_290;
  const PortfolioView view = book.view();
  const RiskDecision decision = RiskGate(config).assess(signal, view, known);
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  const auto* refusal = std::get_if<Refusal>(&decision);
  if (refusal != nullptr && refusal->rule != "buying_power") return;
  const auto option_class = calendar::option_class("SPY");
  const Price limit = limit_price(signal.net_price, config, option_class, signal.legs.size());
  // The largest by the limits on risk, which the order keeps at its own limit price.
  const double package = risk_at_limit(signal, limit).to_double();
  double open = 0.0;
  for (const Position* position : view.open) open += risk_of(*position).to_double();
  std::int64_t most = position_size(signal, view.equity, config).quantity;
  const double equity = view.equity.to_double();
  const auto holds = [&](std::int64_t n) {
    const double risk = static_cast<double>(n) * package;
    return risk / equity <= 1.0 && (open + risk) / equity <= 1.0;
  };
  while (most > 1 && !holds(most)) --most;
  while (most > 0 && !OrderMargins(signal, limit, view, known.spot_of).of(most)->fits()) --most;
  RC_CLASSIFY(most < position_size(signal, view.equity, config).quantity, "shrunk");
  RC_ASSERT((approved == nullptr ? 0 : approved->order().quantity) == most);
}

std::int64_t approved_size(const Signal& signal, Money equity) {
  RiskConfig config;
  config.max_packages.reset();
  config.max_notional.reset();
  config.max_portfolio_vega = 200.0;
  config.max_portfolio_theta = 100.0;
  config.max_risk_per_symbol = 0.04;
  config.max_price_give_up.reset();
  RiskContext known = context(1);
  known.spot_of = spot_290;
  const Portfolio book(equity);
  const RiskDecision decision = RiskGate(config).assess(signal, book.view(), known);
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  return approved == nullptr ? 0 : approved->order().quantity;
}

RC_GTEST_PROP(RiskGateLaw, WhatIsApprovedGrowsWithEquity, ()) {
  const Signal signal = random_structure();
  const Money less = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  const Money more = less + Money::from_double(*rc::gen::inRange(0, 1'000'000));
  RC_ASSERT(approved_size(signal, less) <= approved_size(signal, more));
}

RC_GTEST_PROP(RiskGateLaw, WhatIsApprovedShrinksWithRisk, ()) {
  const Signal signal = random_structure();
  Signal riskier = signal;
  riskier.max_risk += Price::from_micros(*rc::gen::inRange(0, 5'000'000));
  const Money equity = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  RC_ASSERT(approved_size(riskier, equity) <= approved_size(signal, equity));
}

RC_GTEST_PROP(RiskGateLaw, SizeGrowsWithEquity, ()) {
  const Signal signal = random_signal();
  const Money less = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  const Money more = less + Money::from_double(*rc::gen::inRange(0, 1'000'000));
  const RiskConfig config;
  RC_ASSERT(position_size(signal, less, config).quantity <=
            position_size(signal, more, config).quantity);
}

RC_GTEST_PROP(RiskGateLaw, SizeShrinksWithRisk, ()) {
  const Signal signal = random_signal();
  Signal riskier = signal;
  riskier.max_risk += Price::from_micros(*rc::gen::inRange(0, 5'000'000));
  const Money equity = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  const RiskConfig config;
  RC_ASSERT(position_size(riskier, equity, config).quantity <=
            position_size(signal, equity, config).quantity);
}

}  // namespace
}  // namespace aots::trading
