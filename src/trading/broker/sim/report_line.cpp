#include "trading/broker/sim/report_line.hpp"

#include <algorithm>
#include <utility>

namespace aots::trading {
namespace {

OrderId order_of(const BrokerEvent& event) {
  return std::visit([](const auto& e) { return e.order; }, event);
}

}  // namespace

ReportLine::ReportLine(const LineFaults& faults, std::uint64_t seed)
    : faults_(faults), rng_(seed, "sim_broker.line") {}

void ReportLine::send(BrokerEvent event) {
  if (faults_.any_on_the_line()) return send_with_faults(std::move(event));
  const Timestamp time = time_of(event);
  put(time, std::move(event));
}

void ReportLine::put(Timestamp arrives, BrokerEvent&& event) {
  const auto after = std::ranges::upper_bound(underway_, arrives, {}, &Underway::arrives);
  underway_.insert(after, {arrives, std::move(event)});
}

void ReportLine::send_with_faults(BrokerEvent event) {
  if (const auto* fill = std::get_if<Fill>(&event)) fills_[fill->order].push_back(*fill);
  const Timestamp time = time_of(event);
  if (rng_.uniform() < faults_.lost) {
    put(time, OrderUpdate{order_of(event), time, OrderState::kUnknown, "the connection was lost",
                          std::nullopt});
    return;
  }
  const auto delayed = [&] {
    if (rng_.uniform() >= faults_.late) return time;
    const auto most = static_cast<std::uint64_t>(faults_.late_seconds_max);
    return time + std::chrono::seconds(static_cast<std::int64_t>(1 + rng_.below(most)));
  };
  if (rng_.uniform() < faults_.duplicate) {
    BrokerEvent twin = event;
    put(delayed(), std::move(twin));
  }
  const Timestamp arrives = delayed();
  put(arrives, std::move(event));
}

void ReportLine::send_status(const OrderUpdate& status) {
  const auto fills = fills_.find(status.order);
  if (fills != fills_.end()) {
    for (const Fill& fill : fills->second) put(status.time, fill);
  }
  put(status.time, status);
}

std::vector<BrokerEvent> ReportLine::deliver(Timestamp until) {
  std::vector<BrokerEvent> events;
  if (underway_.empty()) return events;
  const auto later = std::ranges::upper_bound(underway_, until, {}, &Underway::arrives);
  events.reserve(static_cast<std::size_t>(later - underway_.begin()));
  for (auto it = underway_.begin(); it != later; ++it) events.push_back(std::move(it->event));
  underway_.erase(underway_.begin(), later);
  return events;
}

}  // namespace aots::trading
