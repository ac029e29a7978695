// The order's life against a model that keeps plain facts instead of a table of transitions.
#include "trading/execution/order_life.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/rng.hpp"

namespace aots::trading {
namespace {

using Event = OrderEventKind;

// One report, as it may reach us: an event, a fill or the answer to a request for the status.
struct Report {
  enum class Kind { kEvent, kFill, kStatus };
  Kind kind = Kind::kEvent;
  Event event = Event::kAcknowledge;
  std::int64_t fill = 0;
  std::int64_t quantity = 0;
  OrderState status = OrderState::kWorking;
  std::int64_t status_filled = 0;
};

void play(OrderLife& life, const Report& report) {
  switch (report.kind) {
    case Report::Kind::kEvent:
      life.apply(report.event);
      return;
    case Report::Kind::kFill:
      life.fill(FillId{report.fill}, report.quantity);
      return;
    case Report::Kind::kStatus:
      life.report_status(report.status, report.status_filled);
      return;
  }
}

// What is true of an order, as facts. The state follows from them at the end.
class Model {
 public:
  explicit Model(std::int64_t quantity) : quantity_(quantity) {}

  void hear(const Report& report) {
    switch (report.kind) {
      case Report::Kind::kEvent:
        return hear(report.event);
      case Report::Kind::kFill:
        if (sent_ && !fills_.contains(report.fill) && report.quantity > 0 &&
            filled() + report.quantity <= quantity_) {
          fills_[report.fill] = report.quantity;
          acknowledged_ = true;
        }
        return;
      case Report::Kind::kStatus:
        return hear_status(report.status);
    }
  }

  std::int64_t filled() const {
    std::int64_t sum = 0;
    for (const auto& [id, quantity] : fills_) sum += quantity;
    return sum;
  }

  OrderState state() const {
    if (filled() == quantity_) return OrderState::kFilled;
    if (end_) return *end_;
    if (!sent_) return approved_ ? OrderState::kApproved : OrderState::kIntent;
    if (lost_) return OrderState::kUnknown;
    if (cancel_asked_) return OrderState::kCancelPending;
    if (filled() > 0) return OrderState::kPartiallyFilled;
    return acknowledged_ ? OrderState::kWorking : OrderState::kSent;
  }

 private:
  bool over() const { return end_ || filled() == quantity_; }

  void hear(Event event) {
    if (over()) return;
    if (event == Event::kApprove) approved_ = true;
    if (event == Event::kSend && approved_) sent_ = true;
    if (event == Event::kCancelRequest && !sent_) end_ = OrderState::kCancelled;
    if (event == Event::kReject && (sent_ || approved_)) end_ = OrderState::kRejected;
    if (!sent_) return;
    if (event == Event::kAcknowledge && !lost_ && !cancel_asked_) acknowledged_ = true;
    if (event == Event::kCancelRequest && !lost_) cancel_asked_ = true;
    if (event == Event::kCancelConfirm) end_ = OrderState::kCancelled;
    if (event == Event::kExpire) end_ = OrderState::kExpired;
    if (event == Event::kConnectionLost) lost_ = true;
    if (event == Event::kStatusWorking) resolve();
  }

  void hear_status(OrderState status) {
    if (!sent_ || over()) return;
    if (status == OrderState::kCancelled || status == OrderState::kRejected ||
        status == OrderState::kExpired) {
      end_ = status;
    }
    if (status == OrderState::kWorking || status == OrderState::kPartiallyFilled ||
        (status == OrderState::kCancelPending && lost_)) {
      resolve();
    }
  }

  void resolve() {
    lost_ = false;
    cancel_asked_ = false;
    acknowledged_ = true;
  }

  std::int64_t quantity_;
  std::map<std::int64_t, std::int64_t> fills_;
  bool approved_ = false, sent_ = false, acknowledged_ = false;
  bool cancel_asked_ = false, lost_ = false;
  std::optional<OrderState> end_;
};

Report random_report(Rng& rng, std::int64_t quantity) {
  Report report;
  const std::uint64_t kind = rng.below(10);
  if (kind < 5) {
    report.kind = Report::Kind::kEvent;
    do {
      report.event = static_cast<Event>(rng.below(kOrderEventCount));
    } while (report.event == Event::kFill);
  } else if (kind < 8) {
    report.kind = Report::Kind::kFill;
    report.fill = static_cast<std::int64_t>(rng.below(6));
    report.quantity =
        static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(quantity) + 2)) - 1;
  } else {
    report.kind = Report::Kind::kStatus;
    report.status = static_cast<OrderState>(rng.below(kOrderStateCount));
    report.status_filled = static_cast<std::int64_t>(rng.below(8));
  }
  return report;
}

RC_GTEST_PROP(OrderLifeProperty, AgreesWithTheModelAfterEveryReport, (std::uint64_t seed)) {
  Rng rng(seed);
  const auto quantity = static_cast<std::int64_t>(1 + rng.below(6));
  OrderLife life(quantity);
  Model model(quantity);
  if (rng.below(4) > 0) {
    for (const Event event : {Event::kApprove, Event::kSend}) {
      life.apply(event);
      model.hear({.event = event});
    }
  }
  for (int i = 0; i < 30; ++i) {
    const OrderState before = life.state();
    const Report report = random_report(rng, quantity);
    play(life, report);
    model.hear(report);
    RC_ASSERT(life.state() == model.state());
    RC_ASSERT(life.filled() == model.filled());
    RC_ASSERT(life.remaining() >= 0);
    RC_ASSERT(life.filled() <= quantity);
    if (is_terminal(before) && life.state() != before) {
      RC_ASSERT(report.kind == Report::Kind::kFill);
      RC_ASSERT(life.state() == OrderState::kFilled);
    }
  }
}

struct Truth {
  std::vector<Report> reports;
  std::int64_t filled = 0;
  std::optional<OrderState> end;
};

// What really happens to an order at the broker: acknowledged, filled in parts, perhaps ended.
Truth random_truth(Rng& rng, std::int64_t quantity) {
  Truth truth;
  truth.reports.push_back({.event = Event::kAcknowledge});
  std::int64_t id = 1;
  while (truth.filled < quantity && rng.below(4) > 0) {
    const auto most = static_cast<std::uint64_t>(quantity - truth.filled);
    const auto part = static_cast<std::int64_t>(1 + rng.below(most));
    truth.filled += part;
    truth.reports.push_back({.kind = Report::Kind::kFill, .fill = id++, .quantity = part});
  }
  if (truth.filled == quantity) {
    truth.end = OrderState::kFilled;
  } else if (rng.below(3) > 0) {
    constexpr std::pair<Event, OrderState> kEnds[] = {
        {Event::kCancelConfirm, OrderState::kCancelled},
        {Event::kExpire, OrderState::kExpired},
        {Event::kReject, OrderState::kRejected}};
    const auto& [event, state] = kEnds[rng.below(3)];
    truth.reports.push_back({.event = event});
    truth.end = state;
  }
  return truth;
}

// Loses some, doubles some, and lets any overtake any other.
std::vector<Report> garbled(const std::vector<Report>& reports, Rng& rng) {
  std::vector<Report> heard;
  for (const Report& report : reports) {
    const std::uint64_t copies = rng.below(4);
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(copies, 2); ++i) heard.push_back(report);
  }
  for (std::size_t i = heard.size(); i > 1; --i) std::swap(heard[i - 1], heard[rng.below(i)]);
  return heard;
}

RC_GTEST_PROP(OrderLifeProperty, ReconciliationRestoresTheTruthWhateverWasLost,
              (std::uint64_t seed)) {
  Rng rng(seed);
  const auto quantity = static_cast<std::int64_t>(1 + rng.below(6));
  const Truth truth = random_truth(rng, quantity);
  OrderLife life(quantity);
  life.apply(Event::kApprove);
  life.apply(Event::kSend);
  for (const Report& report : garbled(truth.reports, rng)) play(life, report);
  if (rng.below(2) == 0) life.apply(Event::kCancelRequest);
  life.apply(Event::kConnectionLost);

  const OrderState status = truth.end.value_or(OrderState::kWorking);
  life.report_status(status, truth.filled);
  RC_ASSERT(life.filled() + life.owed() == truth.filled);
  for (const Report& report : truth.reports) {
    if (report.kind == Report::Kind::kFill) play(life, report);
  }
  RC_ASSERT(life.filled() == truth.filled);
  RC_ASSERT(life.owed() == 0);
  const OrderState live = truth.filled > 0 ? OrderState::kPartiallyFilled : OrderState::kWorking;
  RC_ASSERT(life.state() == truth.end.value_or(live));
}

}  // namespace
}  // namespace aots::trading
