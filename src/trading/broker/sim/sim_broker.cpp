#include "trading/broker/sim/sim_broker.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"

namespace aots::trading {
namespace {

// The latest snapshot of an underlying; every snapshot has a number of its own.
struct Standing {
  const OptionChain* chain = nullptr;
  std::int64_t number = 0;
};

struct WorkingOrder {
  Order order;
  Timestamp arrives_at;
  std::int64_t tried_number = 0;  // the snapshot that was tried last
  std::string last_reason = "no snapshot met it";
};

}  // namespace

FillPrice FillConfig::price() const {
  if (model == "mid") return FillPrice::kMid;
  if (model == "fraction") return FillPrice::kFraction;
  AOTS_EXPECTS(model == "cross");
  return FillPrice::kCross;
}

FillDelay FillConfig::snapshot_delay() const {
  if (delay == "next_snapshot") return FillDelay::kNextSnapshot;
  AOTS_EXPECTS(delay == "same_snapshot");
  return FillDelay::kSameSnapshot;
}

struct SimBroker::Impl {
  Impl(FillConfig fill_config, const calendar::ExchangeCalendar& exchange)
      : config(std::move(fill_config)), calendar(exchange) {}

  bool may_meet(const WorkingOrder& working, const Standing& standing) const;
  std::optional<Fill> attempt(WorkingOrder& working, const OptionChain& chain, Timestamp time);
  Money fees(std::int64_t contracts) const;
  bool can_still_trade(const Order& order, Date session) const;

  FillConfig config;
  const calendar::ExchangeCalendar& calendar;
  std::map<Symbol, Standing> standing;
  std::map<OrderId, WorkingOrder> working;
  std::vector<BrokerEvent> outbox;
  std::int64_t snapshots = 0;
  std::int64_t fills = 0;
};

bool SimBroker::Impl::may_meet(const WorkingOrder& order, const Standing& snapshot) const {
  if (snapshot.chain == nullptr || snapshot.number == order.tried_number) return false;
  switch (config.snapshot_delay()) {
    case FillDelay::kSameSnapshot:
      return true;
    case FillDelay::kNextSnapshot:
      return snapshot.chain->known_time > order.order.decided_at;
  }
  return false;
}

Money SimBroker::Impl::fees(std::int64_t contracts) const {
  const Money per_contract =
      Money::from_double(config.commission_per_contract + config.fees_per_contract);
  return per_contract * contracts;
}

std::optional<Fill> SimBroker::Impl::attempt(WorkingOrder& order, const OptionChain& chain,
                                             Timestamp time) {
  std::vector<PackageQuote> quotes;
  for (const OrderLeg& leg : order.order.legs) quotes.push_back({leg, chain.find(leg.contract)});
  const auto option_class = calendar::option_class(order.order.legs.front().contract.root);
  const auto package = fill_package(quotes, order.order.limit, order.order.purpose, config.price(),
                                    config.fraction, calendar::package_tick(option_class));
  if (!package) {
    order.last_reason = package.error();
    return std::nullopt;
  }
  Fill fill;
  fill.id = FillId{++fills};
  fill.order = order.order.id;
  fill.position = order.order.position;
  fill.time = time;
  fill.quantity = order.order.quantity;
  fill.net_price = package->net;
  std::int64_t contracts = 0;
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    LegFill leg;
    leg.contract = quotes[i].leg.contract;
    leg.side = quotes[i].leg.side;
    leg.contracts = quotes[i].leg.ratio * order.order.quantity;
    leg.price = package->leg_prices[i];
    leg.bid = quotes[i].quote->bid;
    leg.ask = quotes[i].quote->ask;
    contracts += leg.contracts;
    fill.legs.push_back(std::move(leg));
  }
  fill.fees = fees(contracts);
  fill.slippage = notional(package->slippage, order.order.quantity,
                           order.order.legs.front().contract.multiplier);
  return fill;
}

bool SimBroker::Impl::can_still_trade(const Order& order, Date session) const {
  return std::ranges::all_of(order.legs, [&](const OrderLeg& leg) {
    const auto option_class = calendar::option_class(leg.contract.root);
    return calendar::last_trading_day(calendar, option_class, leg.contract.expiry) > session;
  });
}

SimBroker::SimBroker(FillConfig config, const calendar::ExchangeCalendar& calendar)
    : impl_(std::make_unique<Impl>(std::move(config), calendar)) {}

SimBroker::~SimBroker() = default;

void SimBroker::observe(const OptionChain& chain) {
  impl_->standing[chain.underlying] = {&chain, ++impl_->snapshots};
}

Status SimBroker::submit(const ApprovedOrder& approved) {
  const Order& order = approved.order();
  if (impl_->working.contains(order.id)) {
    return fail(ErrorCode::kInternal, "order {} was submitted twice", order.id.value);
  }
  WorkingOrder working;
  working.order = order;
  working.arrives_at = order.decided_at + std::chrono::milliseconds(impl_->config.latency_ms);
  impl_->working.emplace(order.id, std::move(working));
  return {};
}

Status SimBroker::cancel(OrderId order, Timestamp now) {
  if (impl_->working.erase(order) == 0) {
    return fail(ErrorCode::kInternal, "order {} is not working and cannot be cancelled",
                order.value);
  }
  impl_->outbox.emplace_back(OrderUpdate{order, now, OrderState::kCancelled, "cancelled"});
  return {};
}

std::vector<BrokerEvent> SimBroker::poll(Timestamp until) {
  std::vector<BrokerEvent> events = std::exchange(impl_->outbox, {});
  for (auto entry = impl_->working.begin(); entry != impl_->working.end();) {
    WorkingOrder& order = entry->second;
    const Standing& snapshot = impl_->standing[order.order.symbol];
    const bool meets = impl_->may_meet(order, snapshot);
    const Timestamp time =
        meets ? std::max(order.arrives_at, snapshot.chain->known_time) : order.arrives_at;
    if (!meets || time > until) {
      ++entry;
      continue;
    }
    order.tried_number = snapshot.number;
    if (auto fill = impl_->attempt(order, *snapshot.chain, time)) {
      events.emplace_back(std::move(*fill));
      entry = impl_->working.erase(entry);
    } else {
      ++entry;
    }
  }
  std::ranges::stable_sort(events, {}, time_of);
  return events;
}

void SimBroker::end_of_session(Date session, Timestamp time) {
  std::erase_if(impl_->working, [&](const auto& entry) {
    const WorkingOrder& working = entry.second;
    // An order that waits for its next snapshot is good for the session of that snapshot.
    const bool had_its_day =
        working.order.time_in_force == TimeInForce::kDay && working.tried_number != 0;
    const bool same_snapshot = impl_->config.snapshot_delay() == FillDelay::kSameSnapshot &&
                               working.order.time_in_force == TimeInForce::kDay;
    if (!had_its_day && !same_snapshot && impl_->can_still_trade(working.order, session)) {
      return false;
    }
    impl_->outbox.emplace_back(
        OrderUpdate{entry.first, time, OrderState::kExpired, working.last_reason});
    return true;
  });
}

void bind(ConfigBinder& binder, FillConfig& config) {
  const auto scope = binder.section("fill");
  binder.choice(
      "model", config.model, {"cross", "fraction", "mid"},
      "Price of a fill: the far side of each quote, a fraction of the half-spread, or the mid.");
  binder.real("fraction", config.fraction,
              {.unit = "fraction of the half-spread",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Part of the half-spread that is paid with model: fraction."});
  binder.choice(
      "delay", config.delay, {"same_snapshot", "next_snapshot"},
      "Quotes an order meets: those that stand after the latency, or the next snapshot's.");
  binder.real("commission_per_contract", config.commission_per_contract,
              {.unit = "dollars per contract and leg",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Broker's commission."});
  binder.real("fees_per_contract", config.fees_per_contract,
              {.unit = "dollars per contract and leg",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Exchange and regulatory fees."});
  binder.integer("latency_ms", config.latency_ms,
                 {.unit = "milliseconds",
                  .min = 1,
                  .max = 600'000,
                  .meaning = "Time from a decision to the order's arrival at the market."});
}

}  // namespace aots::trading
