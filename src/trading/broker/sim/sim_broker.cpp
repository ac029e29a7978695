#include "trading/broker/sim/sim_broker.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/contract.hpp"
#include "base/rng.hpp"
#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"
#include "trading/broker/sim/fill_package.hpp"
#include "trading/broker/sim/quoted_size.hpp"
#include "trading/broker/sim/report_line.hpp"

namespace aots::trading {
namespace {

// The latest snapshot of an underlying; every snapshot has a number of its own.
struct Standing {
  const OptionChain* chain = nullptr;
  std::int64_t number = 0;
  QuotedSize size;
};

struct WorkingOrder {
  Order order;
  Price tick;
  Timestamp arrives_at;
  std::int64_t remaining = 0;
  bool acknowledged = false;
  Timestamp try_from;  // reached the market, or got its latest limit
  std::optional<Timestamp> cancel_at;
  std::optional<std::pair<Timestamp, Price>> new_limit;
  std::int64_t tried_number = 0;  // the snapshot that was tried last
  FillMiss miss;                  // why the last try gave nothing
};

// What became of an order, kept on a faulty line for whoever asks.
struct Ended {
  OrderState state = OrderState::kFilled;
  std::int64_t filled = 0;
};

}  // namespace

struct SimBroker::Impl {
  Impl(FillConfig fill_config, const calendar::ExchangeCalendar& exchange, std::uint64_t seed)
      : config(std::move(fill_config)),
        calendar(exchange),
        price(config.price()),
        delay(config.snapshot_delay()),
        latency(config.latency_ms),
        per_contract(Money::from_double(config.commission_per_contract) +
                     Money::from_double(config.fees_per_contract)),
        rejects(seed, "sim_broker.rejects"),
        line(config.faults, seed) {}

  WorkingOrder* find(OrderId id);
  Standing* standing_for(const WorkingOrder& working);
  std::optional<Timestamp> reaches_market(const WorkingOrder& working);
  std::optional<Timestamp> tries_at(const WorkingOrder& working);
  bool advance(WorkingOrder& working, Timestamp until);
  bool arrive(WorkingOrder& working, Timestamp time);
  bool attempt(WorkingOrder& working, Timestamp time);
  void send_fill(const WorkingOrder& working, const PackageFill& package, QuotedSize::Left size,
                 Timestamp time);
  bool end(const WorkingOrder& working, OrderState state, Timestamp time, std::string reason);
  bool can_still_trade(const Order& order, Date session) const;

  FillConfig config;
  const calendar::ExchangeCalendar& calendar;
  FillPrice price;
  FillDelay delay;
  std::chrono::milliseconds latency;
  Money per_contract;
  Rng rejects;
  ReportLine line;
  std::map<Symbol, Standing> standing;
  std::vector<WorkingOrder> working;
  std::map<OrderId, Ended> ended;
  std::vector<PackageQuote> quotes;  // of the package that is tried
  std::int64_t snapshots = 0;
  std::int64_t fills = 0;
};

WorkingOrder* SimBroker::Impl::find(OrderId id) {
  const auto found = std::ranges::find_if(
      working, [&](const WorkingOrder& candidate) { return candidate.order.id == id; });
  return found == working.end() ? nullptr : &*found;
}

Standing* SimBroker::Impl::standing_for(const WorkingOrder& order) {
  const auto found = standing.find(order.order.symbol);
  return found == standing.end() ? nullptr : &found->second;
}

std::optional<Timestamp> SimBroker::Impl::reaches_market(const WorkingOrder& order) {
  if (delay == FillDelay::kSameSnapshot) return order.arrives_at;
  const Standing* snapshot = standing_for(order);
  if (snapshot == nullptr || snapshot->chain->known_time <= order.order.decided_at) {
    return std::nullopt;
  }
  return std::max(order.arrives_at, snapshot->chain->known_time);
}

// When the order meets the standing quotes, unless it has met them or they are stale by then.
std::optional<Timestamp> SimBroker::Impl::tries_at(const WorkingOrder& order) {
  const Standing* snapshot = standing_for(order);
  if (snapshot == nullptr || snapshot->number == order.tried_number) return std::nullopt;
  const Timestamp stood = snapshot->chain->known_time;
  const Timestamp time = std::max(order.try_from, stood);
  if (time - stood >= std::chrono::minutes(config.stale_after_minutes)) return std::nullopt;
  return time;
}

// Everything that happens to the order up to and including `until`. True when it ended.
bool SimBroker::Impl::advance(WorkingOrder& order, Timestamp until) {
  while (true) {
    const auto reaches = order.acknowledged ? std::nullopt : reaches_market(order);
    const auto tries = order.acknowledged ? tries_at(order) : std::nullopt;
    // At equal times a cancel goes before a new limit, and both before a try.
    Timestamp next = Timestamp::max();
    if (reaches) next = *reaches;
    if (tries) next = *tries;
    if (order.new_limit) next = std::min(next, order.new_limit->first);
    if (order.cancel_at) next = std::min(next, *order.cancel_at);
    if (next > until || next == Timestamp::max()) return false;
    if (order.cancel_at == next) {
      return end(order, OrderState::kCancelled, next, "cancelled: " + order.miss.text());
    }
    if (order.new_limit && order.new_limit->first == next) {
      order.order.limit = order.new_limit->second;
      order.new_limit.reset();
      order.tried_number = 0;
      order.try_from = std::max(order.try_from, next);
    } else if (reaches == next) {
      if (arrive(order, next)) return true;
    } else if (attempt(order, next)) {
      return true;
    }
  }
}

bool SimBroker::Impl::arrive(WorkingOrder& order, Timestamp time) {
  if (config.faults.reject > 0.0 && rejects.uniform() < config.faults.reject) {
    return end(order, OrderState::kRejected, time, "rejected by the simulated broker");
  }
  order.acknowledged = true;
  order.try_from = time;
  line.send(OrderUpdate{order.order.id, time, OrderState::kWorking, "", std::nullopt});
  return false;
}

bool SimBroker::Impl::attempt(WorkingOrder& order, Timestamp time) {
  Standing* const standing_quotes = standing_for(order);
  AOTS_EXPECTS(standing_quotes != nullptr);
  Standing& snapshot = *standing_quotes;
  order.tried_number = snapshot.number;
  quotes.clear();
  for (const OrderLeg& leg : order.order.legs) {
    quotes.push_back({&leg, snapshot.chain->find(leg.contract)});
  }
  const auto package = fill_package(quotes, {.limit = order.order.limit,
                                             .purpose = order.order.purpose,
                                             .model = price,
                                             .fraction = config.fraction,
                                             .tick = order.tick});
  if (!package) {
    order.miss = package.error();
    return false;
  }
  const QuotedSize::Left size = snapshot.size.left(quotes, config, order.remaining);
  if (size.packages == 0) {
    order.miss = {FillMiss::Why::kSize, nullptr, {}, {}};
    return false;
  }
  snapshot.size.take(quotes, size.packages);
  send_fill(order, *package, size, time);
  order.remaining -= size.packages;
  order.miss = {FillMiss::Why::kSize, nullptr, {}, {}};
  if (order.remaining > 0) return false;
  if (config.faults.any_on_the_line()) {
    ended[order.order.id] = {OrderState::kFilled, order.order.quantity};
  }
  return true;
}

void SimBroker::Impl::send_fill(const WorkingOrder& order, const PackageFill& package,
                                QuotedSize::Left size, Timestamp time) {
  Fill fill;
  fill.id = FillId{++fills};
  fill.order = order.order.id;
  fill.position = order.order.position;
  fill.time = time;
  fill.quantity = size.packages;
  fill.net_price = package.net;
  fill.size_known = size.every_leg_known;
  fill.legs.reserve(quotes.size());
  std::int64_t contracts = 0;
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    const OrderLeg& leg = *quotes[i].leg;
    const std::int64_t count = leg.ratio * size.packages;
    fill.legs.push_back({.contract = leg.contract,
                         .side = leg.side,
                         .contracts = count,
                         .price = package.leg_prices[i],
                         .bid = quotes[i].quote->bid,
                         .ask = quotes[i].quote->ask});
    contracts += count;
  }
  fill.fees = per_contract * contracts;
  fill.slippage = notional(package.slippage, size.packages, quotes[0].leg->contract.multiplier);
  line.send(std::move(fill));
}

bool SimBroker::Impl::end(const WorkingOrder& order, OrderState state, Timestamp time,
                          std::string reason) {
  if (config.faults.any_on_the_line()) {
    ended[order.order.id] = {state, order.order.quantity - order.remaining};
  }
  line.send(OrderUpdate{order.order.id, time, state, std::move(reason), std::nullopt});
  return true;
}

bool SimBroker::Impl::can_still_trade(const Order& order, Date session) const {
  return std::ranges::all_of(order.legs, [&](const OrderLeg& leg) {
    const auto option_class = calendar::option_class(leg.contract.root);
    return calendar::last_trading_day(calendar, option_class, leg.contract.expiry) > session;
  });
}

SimBroker::SimBroker(FillConfig config, const calendar::ExchangeCalendar& calendar,
                     std::uint64_t seed)
    : impl_(std::make_unique<Impl>(std::move(config), calendar, seed)) {}

SimBroker::~SimBroker() = default;

void SimBroker::observe(const OptionChain& chain) {
  impl_->standing[chain.underlying] = {&chain, ++impl_->snapshots, {}};
}

Status SimBroker::submit(ApprovedOrder approved) {
  Order order = std::move(approved).order();
  if (impl_->find(order.id) != nullptr) {
    return fail(ErrorCode::kInternal, "order {} was submitted twice", order.id.value);
  }
  WorkingOrder& added = impl_->working.emplace_back();
  added.tick = calendar::net_tick(calendar::option_class(order.legs.front().contract.root),
                                  order.legs.size(), order.limit);
  added.arrives_at = order.decided_at + impl_->latency;
  added.remaining = order.quantity;
  added.order = std::move(order);
  return {};
}

Status SimBroker::replace(const ApprovedOrder& order, Timestamp now) {
  WorkingOrder* working = impl_->find(order.order().id);
  if (working == nullptr) {
    // One that has ended meanwhile has its report underway on a faulty line.
    if (impl_->ended.contains(order.order().id)) return {};
    return fail(ErrorCode::kInternal, "order {} is not working and cannot be replaced",
                order.order().id.value);
  }
  working->new_limit = {now + impl_->latency, order.order().limit};
  return {};
}

Status SimBroker::cancel(OrderId order, Timestamp now) {
  WorkingOrder* working = impl_->find(order);
  // One that has ended meanwhile has its report underway.
  if (working != nullptr && !working->cancel_at) working->cancel_at = now + impl_->latency;
  return {};
}

Status SimBroker::request_status(OrderId order, Timestamp now) {
  OrderUpdate status{order, now + 2 * impl_->latency, OrderState::kWorking, "status", 0};
  if (const WorkingOrder* working = impl_->find(order)) {
    if (working->cancel_at) status.state = OrderState::kCancelPending;
    status.status_filled = working->order.quantity - working->remaining;
    impl_->line.send_status(status);
    return {};
  }
  const auto ended = impl_->ended.find(order);
  if (ended == impl_->ended.end()) {
    return fail(ErrorCode::kInternal, "the status of order {} is not kept", order.value);
  }
  status.state = ended->second.state;
  status.status_filled = ended->second.filled;
  impl_->line.send_status(status);
  return {};
}

std::vector<BrokerEvent> SimBroker::poll(Timestamp until) {
  std::erase_if(impl_->working, [&](WorkingOrder& order) { return impl_->advance(order, until); });
  return impl_->line.deliver(until);
}

void SimBroker::end_of_session(Date session, Timestamp time) {
  const bool same_snapshot = impl_->delay == FillDelay::kSameSnapshot;
  std::erase_if(impl_->working, [&](const WorkingOrder& order) {
    // An order that waits for its next snapshot is good for the session of that snapshot.
    const bool had_its_day =
        order.order.time_in_force == TimeInForce::kDay && (order.acknowledged || same_snapshot);
    if (!had_its_day && impl_->can_still_trade(order.order, session)) return false;
    return impl_->end(order, OrderState::kExpired, time, order.miss.text());
  });
  impl_->standing.clear();
}

void SimBroker::contracts_changed(const Symbol& underlying, Timestamp time) {
  std::erase_if(impl_->working, [&](const WorkingOrder& order) {
    return order.order.symbol == underlying &&
           impl_->end(order, OrderState::kCancelled, time, "its contracts changed");
  });
}

}  // namespace aots::trading
