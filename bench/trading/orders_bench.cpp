// Package orders through gate, register, broker and book: one opening and one closing order a
// trade, two legs each, on one standing snapshot, with what the broker reported kept in memory.
//
// The cases of portfolio margin stress both legs; one snapshot stands for all of an iteration, so
// that an option is repriced once in it, as on any chain.
//
// items_per_second counts orders. Each iteration is a book of its own, so that memory stays flat.
#include <utility>

#include <benchmark/benchmark.h>

#include "tests/trading/stress_fixtures.hpp"
#include "trading/broker/sim/sim_broker.hpp"
#include "trading/execution/order_register.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

constexpr std::int64_t kTrades = 5000;

// Five packages a trade; every trade loses its spread, which is not to stop the run.
RiskConfig limits(const char* margin) {
  RiskConfig config;
  config.margin = margin;
  config.max_risk_per_trade = 0.00002;
  config.max_drawdown = 1.0;
  return config;
}

// The spread as it was seen on the snapshot.
Signal seen_spread() {
  Signal signal = credit_spread();
  signal.legs[0].bid = dollars("3");
  signal.legs[0].ask = dollars("3.2");
  signal.legs[1].bid = dollars("1.9");
  signal.legs[1].ask = dollars("2");
  signal.legs[0].iv = 0.19;
  signal.legs[1].iv = 0.21;
  return signal;
}

std::optional<Price> spot_292(const Symbol&) { return dollars("292"); }

// One book as a desk has it, without the market around it.
class Book {
 public:
  Book(const calendar::ExchangeCalendar& calendar, const char* margin)
      : gate_(limits(margin)), broker_({}, calendar), portfolio_(money("100000000")), orders_({}) {
    broker_.observe(chain_);
  }

  void trade(std::int64_t number) {
    const Timestamp now = kNow + std::chrono::seconds(number % 300);
    RiskContext context;
    context.now = context.quotes_at = now;
    context.next_order = OrderId{2 * number + 1};
    context.next_position = PositionId{number + 1};
    context.spot_of = spot_292;
    context.stress_market = &market_;
    RiskDecision decision = gate_.assess(signal_, portfolio_.view(), context);
    auto& approved = std::get<ApprovedOrder>(decision);
    portfolio_.open_pending(context.next_position, signal_, approved.order().quantity,
                            approved.max_risk());
    work(std::move(approved), now);
    const Position& position = *portfolio_.find(context.next_position);
    portfolio_.closing(position.id);
    work(gate_.approve_close(position, natural_, "profit_target", OrderId{2 * number + 2}, now),
         now);
  }

  Money cash() const { return portfolio_.view().cash; }

 private:
  void work(ApprovedOrder approved, Timestamp now) {
    ApprovedOrder sent = orders_.send(std::move(approved), chain_);
    if (!broker_.submit(std::move(sent))) std::abort();
    for (BrokerEvent& event : broker_.poll(now + std::chrono::seconds(1))) {
      if (const auto* fill = std::get_if<Fill>(&event)) {
        orders_.apply(*fill);
        const RegisteredOrder& order = *orders_.find(fill->order);
        if (!portfolio_.apply(*fill, order.purpose, order.reason)) std::abort();
      } else {
        orders_.apply(std::get<OrderUpdate>(event));
      }
      journal_.push_back(std::move(event));
    }
  }

  OptionChain chain_ = put_chain("3.00", "3.20", "1.90", "2.00");
  Signal signal_ = seen_spread();
  Price natural_ = dollars("-1.3");
  StressMarket market_ = seen_market();
  RiskGate gate_;
  SimBroker broker_;
  Portfolio portfolio_;
  OrderRegister orders_;
  std::vector<BrokerEvent> journal_;
};

void trade_orders(benchmark::State& state, const char* margin) {
  const calendar::ExchangeCalendar calendar;
  for (auto _ : state) {
    Book book(calendar, margin);
    for (std::int64_t i = 0; i < kTrades; ++i) book.trade(i);
    benchmark::DoNotOptimize(book.cash());
  }
  state.SetItemsProcessed(state.iterations() * kTrades * 2);
}
void orders(benchmark::State& state) { trade_orders(state, "reg_t"); }
void orders_portfolio_margin(benchmark::State& state) { trade_orders(state, "portfolio"); }
BENCHMARK(orders)->Unit(benchmark::kMillisecond);
BENCHMARK(orders_portfolio_margin)->Unit(benchmark::kMillisecond);

// The gate alone, on the same signal and an empty book.
void assess(benchmark::State& state, const char* margin) {
  PortfolioView book;
  book.equity = book.cash = book.peak_equity = money("100000000");
  const RiskGate risk{limits(margin)};
  const Signal signal = seen_spread();
  const StressMarket market = seen_market();
  RiskContext context;
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{1};
  context.next_position = PositionId{1};
  context.spot_of = spot_292;
  context.stress_market = &market;
  for (auto _ : state) benchmark::DoNotOptimize(risk.assess(signal, book, context));
  state.SetItemsProcessed(state.iterations());
}

void gate(benchmark::State& state) { assess(state, "reg_t"); }
void gate_portfolio_margin(benchmark::State& state) { assess(state, "portfolio"); }
BENCHMARK(gate);
BENCHMARK(gate_portfolio_margin);

// One option repriced in all 33 cells.
void stress_of_an_option(benchmark::State& state) {
  const pricing::HeldOption put{.right = Right::kPut, .strike = 285.0, .years = 0.1, .vol = 0.2};
  for (auto _ : state) {
    benchmark::DoNotOptimize(stressed(put, MarginClass::kStock, {.spot = 292.0, .rate = kRate}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(stress_of_an_option);

}  // namespace
}  // namespace aots::trading
