// Laws of portfolio margin over random books, against a stress of the tests' own.
#include "trading/risk/portfolio_margin.hpp"

#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "calendar/expiry.hpp"
#include "tests/trading/stress_fixtures.hpp"
#include "trading/portfolio/profit.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

std::optional<Price> spot_of(const Symbol& symbol) {
  return symbol.str() == "SPX" ? dollars("300") : dollars("290");
}

const char* root_of(const std::string& symbol) {
  return symbol == "SPX" ? "SPXW" : symbol == "QQQ" ? "QQQ" : "SPY";
}

CheckOption check_option(const OptionContract& contract, double vol, std::int64_t contracts) {
  const auto option_class = calendar::option_class(contract.root);
  const double years =
      calendar::years_to_cutoff(exchange(), option_class, contract.expiry, kNow).value_or(0.0);
  return {contract.right, contract.strike.to_double(), years, vol,
          static_cast<double>(contracts * contract.multiplier)};
}

double worth_of(const OptionContract& contract, double vol) {
  const double spot = spot_of(contract.underlying)->to_double();
  return check_price(check_option(contract, vol, 1), spot, vol, kRate, kYield);
}

// Up to four legs, quoted around what they are worth.
Signal random_signal(const std::string& symbol) {
  Signal signal = credit_spread(symbol.c_str());
  signal.legs.clear();
  const int legs = *rc::gen::inRange(1, 5);
  for (int i = 0; i < legs; ++i) {
    SignalLeg leg;
    leg.contract = contract(*rc::gen::element(Right::kCall, Right::kPut), "290", root_of(symbol));
    leg.contract.strike = Price::from_micros(*rc::gen::inRange(50, 68) * 5'000'000LL);
    leg.contract.expiry =
        *rc::gen::element(kSession, kExpiry, make_date(2019, 6, 21), make_date(2020, 1, 17));
    leg.side = *rc::gen::element(Side::kBuy, Side::kSell);
    leg.ratio = *rc::gen::inRange(1, 4);
    // One vol a contract, as one chain says.
    leg.iv = 0.12 + 0.004 * std::abs(leg.contract.strike.to_double() - 300.0) / 5.0;
    leg.greeks = greeks(0.0, 0.0);
    leg.bid = Price::from_double(worth_of(leg.contract, *leg.iv)) +
              Price::from_micros(*rc::gen::inRange(0, 20) * 10'000LL);
    leg.ask = *leg.bid + dollars("0.2");
    signal.legs.push_back(leg);
  }
  signal.net_price = Price{};
  for (const SignalLeg& leg : signal.legs) {
    const Price far = leg.side == Side::kBuy ? *leg.ask : *leg.bid;
    signal.net_price -= far * (sign(leg.side) * leg.ratio);
  }
  signal.max_risk = Price::from_micros(*rc::gen::inRange(100, 3'000) * 10'000LL);
  signal.max_profit = dollars("1");
  signal.defined_risk = false;
  return signal;
}

std::string any_symbol() { return *rc::gen::element<std::string>("SPY", "QQQ", "SPX"); }

Position random_position(std::int64_t id) {
  Position position;
  position.id = PositionId{id};
  position.signal = random_signal(any_symbol());
  position.status = PositionStatus::kOpen;
  position.quantity = *rc::gen::inRange(1, 6);
  for (const SignalLeg& wanted : position.signal.legs) {
    PositionLeg leg;
    leg.contract = wanted.contract;
    leg.side = wanted.side;
    leg.contracts = wanted.ratio * position.quantity;
    leg.mark = OptionQuote{.bid = wanted.bid, .ask = wanted.ask}.mid();
    leg.iv = wanted.iv;
    position.legs.push_back(leg);
  }
  const int shares = *rc::gen::inRange(-300, 300);
  if (shares != 0 && *rc::gen::arbitrary<bool>()) {
    ShareLeg leg;
    leg.symbol = position.signal.symbol;
    leg.side = shares > 0 ? Side::kBuy : Side::kSell;
    leg.shares = std::abs(shares);
    leg.mark = spot_of(leg.symbol);
    position.shares.push_back(leg);
  }
  return position;
}

struct Book {
  std::deque<Position> positions;
  PortfolioView view;
};

Book book_of(std::deque<Position> positions, int cash) {
  Book book;
  book.positions = std::move(positions);
  book.view.cash = book.view.equity = Money::from_double(cash);
  for (const Position& position : book.positions) {
    book.view.open.push_back(&position);
    for (const PositionLeg& leg : position.legs) book.view.equity += held_value(leg, *leg.mark);
    for (const ShareLeg& leg : position.shares) book.view.equity += share_value(leg, *leg.mark);
  }
  book.view.peak_equity = book.view.session_start_equity = book.view.equity;
  return book;
}

Book random_book() {
  std::deque<Position> positions;
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) positions.push_back(random_position(i + 1));
  return book_of(std::move(positions), *rc::gen::inRange(0, 300'000));
}

// The requirement of a book as the check has it, beside `packages` of a signal.
double check_margin(const PortfolioView& book, const Signal* signal = nullptr,
                    std::int64_t packages = 0) {
  std::map<Symbol, std::pair<std::vector<CheckOption>, double>> held;
  for (const Position* position : book.open) {
    auto& [options, shares] = held[position->signal.symbol];
    for (const PositionLeg& leg : position->legs) {
      options.push_back(check_option(leg.contract, *leg.iv, sign(leg.side) * leg.contracts));
    }
    for (const ShareLeg& leg : position->shares) {
      shares += static_cast<double>(sign(leg.side) * leg.shares);
    }
  }
  if (signal != nullptr) {
    for (const SignalLeg& leg : signal->legs) {
      held[signal->symbol].first.push_back(
          check_option(leg.contract, *leg.iv, sign(leg.side) * leg.ratio * packages));
    }
  }
  double total = 0.0;
  for (const auto& [symbol, holding] : held) {
    total += check_stress(holding.first, holding.second, spot_of(symbol)->to_double(),
                          symbol.str() == "SPX");
  }
  return total;
}

RC_GTEST_PROP(PortfolioMarginLaw, EqualsTheSumOfTheStressesOfUnderlyings, ()) {
  const Book book = random_book();
  const StressMarket market = seen_market();
  const auto margin = portfolio_margin(book.view, spot_of, &market);
  RC_ASSERT(margin.has_value());
  RC_ASSERT(!margin->requirement.is_negative());
  const double expected = check_margin(book.view);
  RC_ASSERT(std::abs(margin->requirement.to_double() - expected) <= 1e-5 + 1e-9 * expected);
}

RC_GTEST_PROP(PortfolioMarginLaw, OfLongOptionsIsAtMostWhatTheyAreWorth, ()) {
  std::deque<Position> positions{random_position(1), random_position(2)};
  double worth = 0.0;
  for (Position& position : positions) {
    position.shares.clear();
    for (PositionLeg& leg : position.legs) {
      leg.side = Side::kBuy;
      worth += 100.0 * static_cast<double>(leg.contracts) * worth_of(leg.contract, *leg.iv);
    }
  }
  const Book book = book_of(std::move(positions), 0);
  const StressMarket market = seen_market();
  RC_ASSERT(portfolio_margin(book.view, spot_of, &market)->requirement.to_double() <= worth + 1e-4);
}

RC_GTEST_PROP(PortfolioMarginLaw, IsZeroForATradeAndItsExactOffset, ()) {
  std::deque<Position> positions{random_position(1)};
  positions.push_back(positions.front());
  for (PositionLeg& leg : positions.back().legs) leg.side = opposite(leg.side);
  for (ShareLeg& leg : positions.back().shares) leg.side = opposite(leg.side);
  const Book book = book_of(std::move(positions), 0);
  const StressMarket market = seen_market();
  RC_ASSERT(portfolio_margin(book.view, spot_of, &market)->requirement.to_double() <= 1e-5);
}

RC_GTEST_PROP(PortfolioMarginLaw, OfTwoTradesIsAtMostTheSum, ()) {
  const std::deque<Position> both{random_position(1), random_position(2)};
  const StressMarket market = seen_market();
  const auto margin = [&](std::deque<Position> positions) {
    const Book book = book_of(std::move(positions), 0);
    return portfolio_margin(book.view, spot_of, &market)->requirement.to_double();
  };
  RC_ASSERT(margin(both) <= margin({both[0]}) + margin({both[1]}) + 1e-5);
}

// What the account is worth once the order has filled at its limit.
double equity_after(const PortfolioView& book, const Signal& signal, const Order& order) {
  double equity = book.equity.to_double() +
                  notional(order.limit, order.quantity, signal.multiplier).to_double();
  for (const SignalLeg& leg : signal.legs) {
    const double mid = 0.5 * (leg.bid->to_double() + leg.ask->to_double());
    equity += 100.0 * mid * static_cast<double>(sign(leg.side) * leg.ratio * order.quantity);
  }
  return equity;
}

RiskDecision decide(const Signal& signal, const PortfolioView& book, const StressMarket& market) {
  RiskConfig config;
  config.margin = "portfolio";
  config.max_portfolio_delta = config.max_portfolio_gamma = 1e9;
  config.max_risk_per_trade = config.hard_max_risk_per_trade = config.max_portfolio_risk = 1.0;
  config.max_price_give_up.reset();
  config.allow_conflicting_structures = true;
  config.max_positions = config.max_positions_per_cluster = 50;
  RiskContext context;
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{9};
  context.next_position = PositionId{9};
  context.spot_of = spot_of;
  context.stress_market = &market;
  return RiskGate(config).assess(signal, book, context);
}

RC_GTEST_PROP(PortfolioMarginLaw, EquityCoversTheBookWithAnApprovedOrder, ()) {
  const Book book = random_book();
  Signal signal = random_signal(any_symbol());
  const StressMarket market = seen_market();
  const RiskDecision decision = decide(signal, book.view, market);
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  RC_CLASSIFY(approved != nullptr, "approved");
  if (approved == nullptr) return;
  const Order& order = approved->order();
  const double before = check_margin(book.view);
  const double after = check_margin(book.view, &signal, order.quantity);
  const double equity = equity_after(book.view, signal, order);
  const double freed = (book.view.equity.to_double() - before) - (equity - after);
  // A book beyond its equity may take what brings it closer.
  RC_ASSERT(after <= equity + 1e-4 || freed <= 1e-4);
  const Money cash = book.view.cash + notional(order.limit, order.quantity, signal.multiplier);
  RC_ASSERT(!cash.is_negative() || order.limit.is_positive());
}

// The gate bisects; this looks at every size.
RC_GTEST_PROP(PortfolioMarginLaw, TheSizeIsTheLargestThatBuyingPowerLeaves, ()) {
  const Book book = random_book();
  const Signal signal = random_signal(any_symbol());
  const StressMarket market = seen_market();
  const RiskDecision decision = decide(signal, book.view, market);
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  const auto* refusal = std::get_if<Refusal>(&decision);
  if (refusal != nullptr && refusal->rule != "buying_power") return;
  RiskConfig config;
  const Price limit =
      limit_price(signal.net_price, config,
                  calendar::option_class(signal.legs.front().contract.root), signal.legs.size());
  const SpotLookup spots = spot_of;
  PortfolioOrder margins(signal, limit, book.view, spots, &market);
  const double equity = book.view.equity.to_double();
  const double package = risk_at_limit(signal, limit).to_double();
  double open = 0.0;
  for (const Position* position : book.view.open) open += risk_of(*position).to_double();
  std::int64_t most = position_size(signal, book.view.equity, config).quantity;
  config.max_risk_per_trade = config.hard_max_risk_per_trade = config.max_portfolio_risk = 1.0;
  most = position_size(signal, book.view.equity, config).quantity;
  while (most > 1 && (open + static_cast<double>(most) * package) / equity > 1.0) --most;
  const std::int64_t by_risk = most;
  while (most > 0 && !margins.of(most)->fits()) --most;
  RC_CLASSIFY(most < by_risk, "shrunk");
  RC_ASSERT((approved == nullptr ? 0 : approved->order().quantity) == most);
}

}  // namespace
}  // namespace aots::trading
