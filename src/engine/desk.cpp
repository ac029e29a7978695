#include "engine/desk.hpp"

#include <algorithm>
#include <utility>

#include "calendar/earnings_calendar.hpp"
#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"
#include "engine/book_events.hpp"

namespace aots::engine {
namespace {

// The contracts of a position that settle together.
struct SettlementGroup {
  std::string root;
  Date expiry;
  auto operator<=>(const SettlementGroup&) const = default;
};

std::vector<SettlementGroup> unsettled_groups(const Position& position) {
  std::vector<SettlementGroup> groups;
  for (const PositionLeg& leg : position.legs) {
    if (!leg.exit_price) groups.push_back({leg.contract.root, leg.contract.expiry});
  }
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

bool marks_are_stale(const Position& position) {
  return std::ranges::any_of(position.legs, [](const PositionLeg& leg) {
    return !leg.exit_price && (leg.mark_stale || !leg.mark);
  });
}

// Counts an opening or closing order by what has become of it, or takes that back.
void tally(Funnel& funnel, OrderPurpose purpose, const trading::OrderLife& life, int by) {
  const bool opening = purpose == OrderPurpose::kOpen;
  if (life.filled() > 0) (opening ? funnel.fills : funnel.closing_fills) += by;
  if (!opening || !trading::is_terminal(life.state())) return;
  if (life.filled() == 0) {
    const auto unfilled = funnel.unfilled.try_emplace(std::string(to_string(life.state()))).first;
    unfilled->second += by;
    if (unfilled->second == 0) funnel.unfilled.erase(unfilled);
  } else if (life.remaining() > 0) {
    funnel.partially_filled += by;
  }
}

void recount(Funnel& funnel, const trading::RegisteredOrder& order,
             const trading::OrderLife& before) {
  tally(funnel, order.purpose, before, -1);
  tally(funnel, order.purpose, order.life, 1);
}

}  // namespace

struct Desk::Impl {
  Impl(DeskSetup desk_setup, const calendar::ExchangeCalendar& exchange, Journal* run_journal)
      : setup(std::move(desk_setup)),
        calendar(exchange),
        journal(run_journal),
        gate(setup.risk),
        broker(setup.fill, exchange, setup.seed),
        portfolio(setup.initial_equity),
        orders(setup.execution) {
    record.name = setup.name;
  }

  void note(const std::string& line) {
    if (journal != nullptr) journal->append(line);
  }
  Status tell(const BookEvent& event) const {
    return setup.listener == nullptr ? Status{} : setup.listener->on_event(event);
  }
  void warn(std::string text) { record.warnings.push_back(std::move(text)); }

  Status decide_exits(const DecisionPoint& point);
  std::optional<std::string> exit_reason(const Position& position, const DecisionPoint& point);
  Status close(const Position& position, const DecisionPoint& point, const std::string& reason);
  Status decide_entry(const DecisionPoint& point);
  Status record_signal(const Signal& signal, const trading::RiskDecision& decision);
  Status open(const Signal& signal, trading::ApprovedOrder approved, const OptionChain& chain);
  Status submit(trading::ApprovedOrder approved, const OptionChain& chain);
  Status book_broker_events(Timestamp until);
  Status poll_and_book(Timestamp until);
  Status act(const trading::OrderDue& due);
  Status request_cancel(OrderId order, Timestamp time, const std::string& reason);
  Status book(const Fill& fill);
  Status book(const OrderUpdate& update);
  Status report(const trading::RegisteredOrder& order, OrderUpdate update);
  Status settle_expired(const SessionEnd& end, const features::MarketState& market);
  std::optional<trading::SettlementPrice> settlement_price(
      const Symbol& underlying, const calendar::OptionClass& option_class, Date date,
      const features::MarketState& market) const;
  Status record_day(const SessionEnd& end, const features::MarketState& market);

  DeskSetup setup;
  const calendar::ExchangeCalendar& calendar;
  Journal* journal;
  trading::RiskGate gate;
  trading::SimBroker broker;
  trading::Portfolio portfolio;
  DeskRecord record;
  trading::OrderRegister orders;
  Timestamp polled_to = Timestamp::min();  // reports up to it have been taken
  std::map<Symbol, std::pair<Date, Price>> last_spot;
  std::int64_t orders_made = 0;
  std::int64_t positions_made = 0;
};

std::optional<std::string> Desk::Impl::exit_reason(const Position& position,
                                                   const DecisionPoint& point) {
  const auto option_class = calendar::option_class(position.legs.front().contract.root);
  strategy::PositionContext context{
      .position = position, .now = point.now, .session = point.session};
  context.dte = calendar::dte(calendar, option_class, position.signal.expiry, point.session);
  context.unrealized = trading::unrealized_at_fresh_marks(position);
  context.regime = point.market.regime().regime;
  if (point.chain.spot) context.spot = point.chain.spot->to_double();
  if (const auto& event = position.signal.event_date) {
    // The report may have been moved to a later day; the play waits with it.
    const auto report = point.market.earnings().next_report(position.signal.symbol, *event);
    context.event_announced = report && calendar::announced(calendar, *report, point.now,
                                                            calendar::AnnouncementUse::kExit);
  }
  if (auto reason = setup.strategy->exit_reason(context)) return reason;
  // Contracts change at a split; the position is closed while its series still trades as it was
  // sold.
  const Date tomorrow = calendar.next_session(point.session);
  if (!point.market.splits(position.signal.symbol, point.session, tomorrow).empty()) {
    return "split_ahead";
  }
  return std::nullopt;
}

Status Desk::Impl::submit(trading::ApprovedOrder approved, const OptionChain& chain) {
  const trading::ApprovedOrder sent = orders.send(std::move(approved), chain);
  note(journal_line(sent.order()));
  if (setup.listener != nullptr) {
    AOTS_CHECK_OK(tell(OrderSent{sent.order(), *portfolio.find(sent.order().position)}));
  }
  return broker.submit(sent);
}

Status Desk::Impl::close(const Position& position, const DecisionPoint& point,
                         const std::string& reason) {
  // What is left of the opening order goes first; where its cancel is not confirmed at once, the
  // position closes at a later chain.
  if (const auto opening = orders.live_opening(position.id)) {
    return request_cancel(*opening, point.now, "the position closes: " + reason);
  }
  const auto natural = trading::natural_close(position, point.chain);
  if (!natural) {
    warn(fmt::format("{}: trade {} should close ({}), but a leg has no usable quote",
                     to_string(point.session), position.id.value, reason));
    return {};
  }
  auto approved = gate.approve_close(position, *natural, reason, OrderId{++orders_made}, point.now);
  portfolio.closing(position.id);
  ++record.funnel.closing_orders;
  return submit(std::move(approved), point.chain);
}

Status Desk::Impl::decide_exits(const DecisionPoint& point) {
  for (const Position* position : portfolio.view().open) {
    if (position->status != PositionStatus::kOpen) continue;
    if (position->signal.symbol != point.chain.underlying) continue;
    if (const auto reason = exit_reason(*position, point)) {
      AOTS_CHECK_OK(close(*position, point, *reason));
    }
  }
  return {};
}

Status Desk::Impl::record_signal(const Signal& signal, const trading::RiskDecision& decision) {
  const auto* refusal = std::get_if<trading::Refusal>(&decision);
  SignalRecord line;
  line.time = signal.time;
  line.symbol = signal.symbol;
  line.strategy = signal.strategy;
  line.action = signal.action;
  line.confidence = signal.confidence;
  line.regime = signal.regime;
  line.iv_rank = signal.iv_rank;
  line.vix = signal.vix;
  line.decision = refusal == nullptr ? "approved" : "refused";
  if (refusal != nullptr) {
    line.rule = refusal->rule;
    line.observed = refusal->observed;
    line.limit = refusal->limit;
    ++record.funnel.refusals[refusal->rule];
  }
  note(journal_line(signal, line.decision, line.rule));
  record.signals.push_back(std::move(line));
  const auto* approved = std::get_if<trading::ApprovedOrder>(&decision);
  return tell(SignalAssessed{
      .number = static_cast<std::int64_t>(record.signals.size()),
      .signal = signal,
      .record = record.signals.back(),
      .position = approved == nullptr ? std::nullopt
                                      : std::optional<PositionId>(approved->order().position)});
}

Status Desk::Impl::open(const Signal& signal, trading::ApprovedOrder approved,
                        const OptionChain& chain) {
  ++orders_made;
  ++positions_made;
  ++record.funnel.orders;
  portfolio.open_pending(approved.order().position, signal, approved.order().quantity,
                         approved.max_risk());
  return submit(std::move(approved), chain);
}

Status Desk::Impl::decide_entry(const DecisionPoint& point) {
  ++record.funnel.decision_points;
  const features::RegimeObservation& regime = point.market.regime();
  const features::IvReading iv = point.market.iv(point.chain.underlying);
  const strategy::MarketView view{
      .now = point.now,
      .session = point.session,
      .ticker = *point.ticker,
      .chain = point.view,
      .regime = regime.regime,
      .vix = regime.vix,
      .vix_stale = regime.vix_stale,
      .iv_rank = iv.rank,
      .iv_source = iv.source,
      .report = point.market.earnings().next_report(point.chain.underlying, point.session),
      .forecast = point.forecast};
  const strategy::Decision decision = setup.strategy->evaluate(view);
  if (const auto* none = std::get_if<strategy::NoSignal>(&decision)) {
    ++record.funnel.no_signal[none->rule];
    note(journal_line(point.now, point.chain.underlying, none->rule));
    return {};
  }
  const Signal& signal = std::get<Signal>(decision);
  ++record.funnel.signals;
  trading::RiskContext context{.now = point.now,
                               .next_order = OrderId{orders_made + 1},
                               .next_position = PositionId{positions_made + 1},
                               .cluster = point.cluster,
                               .split_ahead = std::nullopt};
  const auto splits = point.market.splits(signal.symbol, point.session, signal.expiry);
  if (!splits.empty()) context.split_ahead = splits.front().ex_date;
  trading::RiskDecision assessed = gate.assess(signal, portfolio.view(), context);
  AOTS_CHECK_OK(record_signal(signal, assessed));
  auto* approved = std::get_if<trading::ApprovedOrder>(&assessed);
  return approved == nullptr ? Status{} : open(signal, std::move(*approved), point.chain);
}

Status Desk::Impl::book(const Fill& fill) {
  const trading::RegisteredOrder* order = orders.find(fill.order);
  if (order == nullptr) {
    return fail(ErrorCode::kInternal, "fill {} is for order {}, which was never sent",
                fill.id.value, fill.order.value);
  }
  const trading::OrderLife before = order->life;
  const trading::OrderOutcome outcome = orders.apply(fill);
  if (outcome == trading::OrderOutcome::kContradiction) {
    return fail(ErrorCode::kInternal,
                "fill {} of {} packages contradicts order {}: {} of {} filled", fill.id.value,
                fill.quantity, fill.order.value, before.filled(), before.quantity());
  }
  if (outcome == trading::OrderOutcome::kDuplicateFill) {
    ++record.funnel.duplicate_fills;
    return {};
  }
  recount(record.funnel, *order, before);
  if (outcome == trading::OrderOutcome::kLateFill) ++record.funnel.late_fills;
  if (!fill.size_known) ++record.funnel.fills_without_size;
  note(journal_line(fill));
  AOTS_CHECK_OK(portfolio.apply(fill, order->purpose, order->reason));
  if (trading::is_terminal(order->life.state())) {
    portfolio.order_ended(order->position, order->purpose);
  }
  if (setup.listener == nullptr) return {};
  return tell(FillBooked{fill, order->life.state(), *portfolio.find(fill.position)});
}

Status Desk::Impl::book(const OrderUpdate& update) {
  note(journal_line(update));
  const trading::RegisteredOrder* order = orders.find(update.order);
  if (order == nullptr) {
    return fail(ErrorCode::kInternal, "an update names order {}, which was never sent",
                update.order.value);
  }
  const trading::OrderLife before = order->life;
  const trading::OrderOutcome outcome = orders.apply(update);
  // Whatever was believed of it, a report of the order was lost.
  if (update.state == OrderState::kUnknown) {
    AOTS_CHECK_OK(broker.request_status(update.order, update.time));
  }
  if (outcome == trading::OrderOutcome::kIgnored) return {};
  recount(record.funnel, *order, before);
  return report(*order, update);
}

Status Desk::Impl::report(const trading::RegisteredOrder& order, OrderUpdate update) {
  if (trading::is_terminal(order.life.state())) {
    portfolio.order_ended(order.position, order.purpose);
  }
  update.state = order.life.state();
  if (setup.listener == nullptr) return {};
  return tell(OrderReported{std::move(update), *portfolio.find(order.position)});
}

Status Desk::Impl::request_cancel(OrderId id, Timestamp time, const std::string& reason) {
  if (orders.cancel_requested(id) == trading::OrderOutcome::kIgnored) return {};
  const OrderUpdate update{id, time, OrderState::kCancelPending, reason, std::nullopt};
  note(journal_line(update));
  AOTS_CHECK_OK(broker.cancel(id, time));
  return report(*orders.find(id), update);
}

Status Desk::Impl::act(const trading::OrderDue& due) {
  switch (due.act) {
    case trading::OrderDue::Act::kCancel:
      return request_cancel(
          due.order, due.time,
          fmt::format("unfilled after {} minutes", setup.execution.cancel_after_minutes));
    case trading::OrderDue::Act::kStep:
      break;
  }
  const trading::ApprovedOrder stepped = orders.step(due.order);
  note(journal_replace(due.time, stepped.order()));
  return broker.replace(stepped, due.time);
}

Status Desk::Impl::poll_and_book(Timestamp until) {
  for (const trading::BrokerEvent& event : broker.poll(until)) {
    if (const auto* fill = std::get_if<Fill>(&event)) {
      AOTS_CHECK_OK(book(*fill));
    } else {
      AOTS_CHECK_OK(book(std::get<OrderUpdate>(event)));
    }
  }
  return {};
}

// Reports and what falls due on an order are taken in order of time.
Status Desk::Impl::book_broker_events(Timestamp until) {
  while (true) {
    const Timestamp look = orders.next_look(polled_to, until).value_or(until);
    AOTS_CHECK_OK(poll_and_book(look));
    bool acted = false;
    while (const auto due = orders.next_due(look)) {
      AOTS_CHECK_OK(act(*due));
      acted = true;
    }
    polled_to = look;
    if (look == until && !acted) return {};
  }
}

std::optional<trading::SettlementPrice> Desk::Impl::settlement_price(
    const Symbol& underlying, const calendar::OptionClass& option_class, Date date,
    const features::MarketState& market) const {
  const Bar* bar = market.bar(underlying, date);
  switch (option_class.settlement) {
    case SettlementPrint::kAm:
      // The opening auction's settlement value is not recorded; the bar's open stands in for it.
      if (bar != nullptr) return trading::SettlementPrice{bar->open, true};
      return std::nullopt;
    case SettlementPrint::kPm:
      if (bar != nullptr) return trading::SettlementPrice{bar->close, false};
      break;
  }
  const auto spot = last_spot.find(underlying);
  if (spot == last_spot.end() || spot->second.first != date) return std::nullopt;
  return trading::SettlementPrice{spot->second.second, true};
}

Status Desk::Impl::settle_expired(const SessionEnd& end, const features::MarketState& market) {
  for (const Position* position : portfolio.view().open) {
    if (position->status == PositionStatus::kPending) continue;
    const PositionId id = position->id;
    for (const SettlementGroup& group : unsettled_groups(*position)) {
      const auto option_class = calendar::option_class(group.root);
      const Date date = calendar::settlement_date(calendar, option_class, group.expiry);
      if (date > end.session) continue;
      const auto price = settlement_price(position->signal.symbol, option_class, date, market);
      if (!price) {
        if (date == end.session) {
          warn(fmt::format("{}: trade {} expired, but no settlement price of {} is known",
                           to_string(date), id.value, position->signal.symbol.str()));
        }
        continue;
      }
      AOTS_CHECK_OK(
          portfolio.settle(id, group.root, group.expiry, *price, end.known_time, option_class));
      note(journal_settlement(end.known_time, *portfolio.find(id), group.root, price->price,
                              price->approximate));
      AOTS_CHECK_OK(tell(PositionSettled{end.known_time, *portfolio.find(id)}));
    }
  }
  return {};
}

Status Desk::Impl::record_day(const SessionEnd& end, const features::MarketState& market) {
  portfolio.end_session();
  const trading::PortfolioView view = portfolio.view();
  EquityRecord day;
  day.date = end.session;
  day.equity = view.equity;
  day.cash = view.cash;
  day.unrealized = view.unrealized;
  const double peak = view.peak_equity.to_double();
  day.drawdown = peak > 0.0 ? 1.0 - view.equity.to_double() / peak : 0.0;
  day.greeks = view.greeks;
  day.regime = market.regime().regime;
  for (const Position* position : view.open) {
    if (position->status == PositionStatus::kPending) continue;
    ++day.open_positions;
    const auto spot = last_spot.find(position->signal.symbol);
    const bool seen_today = spot != last_spot.end() && spot->second.first == end.session;
    if (!seen_today || marks_are_stale(*position)) day.stale_marks = true;
  }
  record.equity.push_back(day);
  if (setup.listener == nullptr) return {};
  DayRecorded event{end.known_time, day, market.regime(), {}};
  for (const Position* position : view.open) {
    if (position->status != PositionStatus::kPending) event.held.push_back(*position);
  }
  return tell(event);
}

Desk::Desk(DeskSetup setup, const calendar::ExchangeCalendar& calendar, Journal* journal)
    : impl_(std::make_unique<Impl>(std::move(setup), calendar, journal)) {}
Desk::Desk(Desk&&) noexcept = default;
Desk::~Desk() = default;

Status Desk::on_chain(const DecisionPoint& point) {
  impl_->broker.observe(point.chain);
  AOTS_CHECK_OK(book_broker_events(point.now));
  if (point.chain.spot) {
    impl_->last_spot[point.chain.underlying] = {point.session, *point.chain.spot};
  }
  impl_->portfolio.mark(point.view);
  if (point.ticker == nullptr) return {};
  AOTS_CHECK_OK(impl_->decide_exits(point));
  return impl_->decide_entry(point);
}

Status Desk::book_broker_events(Timestamp until) { return impl_->book_broker_events(until); }

Status Desk::on_session_end(const SessionEnd& end, const features::MarketState& market,
                            bool recorded) {
  impl_->broker.end_of_session(end.session, end.known_time);
  AOTS_CHECK_OK(book_broker_events(end.known_time));
  AOTS_CHECK_OK(impl_->settle_expired(end, market));
  return recorded ? impl_->record_day(end, market) : Status{};
}

const DeskRecord& Desk::record() const { return impl_->record; }

std::vector<Position> Desk::positions() const {
  std::vector<Position> positions;
  for (const auto& [id, position] : impl_->portfolio.positions()) positions.push_back(position);
  return positions;
}

}  // namespace aots::engine
