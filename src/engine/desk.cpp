#include "engine/desk.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "calendar/earnings_calendar.hpp"
#include "calendar/expiry.hpp"
#include "calendar/new_york.hpp"
#include "calendar/option_class.hpp"
#include "engine/book_events.hpp"
#include "engine/hedging.hpp"
#include "engine/margin_watch.hpp"
#include "trading/portfolio/lifecycle.hpp"

namespace aots::engine {
namespace {

bool marks_are_stale(const Position& position) {
  const auto is_stale = [](const auto& leg) {
    return still_held(leg) && (leg.mark_stale || !leg.mark);
  };
  return std::ranges::any_of(position.legs, is_stale) ||
         std::ranges::any_of(position.shares, is_stale);
}

std::optional<trading::NearReport> report_near(const strategy::TickerContext& ticker) {
  if (ticker.model == strategy::ModelKind::kCore) return std::nullopt;
  return trading::NearReport{ticker.days_to_earnings.value_or(0), ticker.quiet_days};
}

}  // namespace

struct Desk::Impl {
  Impl(DeskSetup desk_setup, const calendar::ExchangeCalendar& exchange, Journal* run_journal)
      : setup(std::move(desk_setup)),
        calendar(exchange),
        journal(run_journal),
        gate(setup.risk),
        margin(setup.risk, exchange),
        broker(setup.fill, exchange, setup.seed),
        portfolio(setup.initial_equity, setup.memory),
        lifecycle(setup.lifecycle, setup.seed, exchange, portfolio,
                  [this](const trading::LifecycleEvent& event) { return book(event); }),
        orders(setup.execution),
        hedging({.risk = setup.risk,
                 .delay = setup.fill.snapshot_delay(),
                 .costs = setup.lifecycle.share_costs(),
                 .portfolio = portfolio,
                 .funnel = record.funnel,
                 .journal = journal,
                 .listener = setup.listener,
                 .spot_of = spot_lookup(),
                 .stress_market = &margin.market()}) {
    record.name = setup.name;
  }

  // The line is made only where somebody keeps it.
  template <class MakeLine>
  void note(const MakeLine& make_line) {
    if (journal != nullptr) journal->append(make_line());
  }
  Status tell(const BookEvent& event) const {
    return setup.listener == nullptr ? Status{} : setup.listener->on_event(event);
  }
  void warn(std::string text) { record.warnings.push_back(std::move(text)); }

  Status decide_exits(const DecisionPoint& point);
  std::optional<std::string> exit_reason(const Position& position, const DecisionPoint& point);
  Status close(const Position& position, const DecisionPoint& point, const std::string& reason);
  Status decide_hedges(const DecisionPoint& point);
  Status decide_entries(const DecisionPoint& point);
  Status consider(const Signal& signal, const trading::PortfolioView& book,
                  const DecisionPoint& point);
  Status record_signal(const Signal& signal, const trading::RiskDecision& decision,
                       const analytics::ChainView& view);
  Status open(const Signal& signal, trading::ApprovedOrder approved, const OptionChain& chain);
  Status submit(trading::ApprovedOrder approved, const OptionChain& chain);
  Status book_broker_events(Timestamp until);
  Status poll_and_book(Timestamp until);
  Status act(const trading::OrderDue& due);
  Status request_cancel(OrderId order, Timestamp time, const std::string& reason);
  Status book(const Fill& fill);
  Status book(const OrderUpdate& update);
  Status report(const trading::RegisteredOrder& order, OrderUpdate update);
  Status book(const trading::LifecycleEvent& event);
  Status void_orders(PositionId position, Timestamp now);
  bool can_be_traded(const Position& position, const DecisionPoint& point) const;
  Status record_day(const SessionEnd& end, const features::MarketState& market);
  trading::SpotLookup spot_lookup() const;

  DeskSetup setup;
  const calendar::ExchangeCalendar& calendar;
  Journal* journal;
  trading::RiskGate gate;
  MarginWatch margin;
  trading::SimBroker broker;
  trading::Portfolio portfolio;
  trading::Lifecycle lifecycle;
  DeskRecord record;
  trading::OrderRegister orders;
  Hedging hedging;
  Timestamp polled_to = Timestamp::min();  // reports up to it have been taken
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
  return lifecycle.exit_reason(position, point.session, point.market);
}

// Nothing that is held has had its last trade.
bool Desk::Impl::can_be_traded(const Position& position, const DecisionPoint& point) const {
  return std::ranges::all_of(position.legs, [&](const PositionLeg& leg) {
    if (!still_held(leg)) return true;
    const auto end = calendar::trading_end(calendar, calendar::option_class(leg.contract.root),
                                           leg.contract.expiry, point.session);
    return end && point.now <= *end;
  });
}

Status Desk::Impl::submit(trading::ApprovedOrder approved, const OptionChain& chain) {
  trading::ApprovedOrder sent = orders.send(std::move(approved), chain);
  note([&] { return journal_line(sent.order()); });
  if (setup.listener != nullptr) {
    AOTS_CHECK_OK(tell(OrderSent{sent.order(), *portfolio.find(sent.order().position)}));
  }
  return broker.submit(std::move(sent));
}

Status Desk::Impl::close(const Position& position, const DecisionPoint& point,
                         const std::string& reason) {
  // What is left of the opening order goes first; where its cancel is not confirmed at once, the
  // position closes at a later chain.
  if (const auto opening = orders.live_opening(position.id)) {
    return request_cancel(*opening, point.now, "the position closes: " + reason);
  }
  if (!trading::holds_options(position)) return hedging.leave(position.id, reason, point.now);
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
    if (!can_be_traded(*position, point)) continue;
    if (const auto reason = exit_reason(*position, point)) {
      AOTS_CHECK_OK(close(*position, point, *reason));
    }
  }
  return {};
}

Status Desk::Impl::decide_hedges(const DecisionPoint& point) {
  for (const Position* position : portfolio.view().open) {
    const bool is_open = position->status == PositionStatus::kOpen;
    if (!is_open || position->signal.symbol != point.chain.underlying) continue;
    const auto band = setup.strategy->hedge_band(*position);
    if (!band || !can_be_traded(*position, point)) continue;
    AOTS_CHECK_OK(hedging.keep_within(*band, position->id, point.view));
  }
  return {};
}

Status Desk::Impl::record_signal(const Signal& signal, const trading::RiskDecision& decision,
                                 const analytics::ChainView& view) {
  SignalRecord line = signal_record(signal, decision);
  const auto* approved = std::get_if<trading::ApprovedOrder>(&decision);
  if (approved == nullptr) ++record.funnel.refusals[line.rule];
  const auto& checks =
      approved != nullptr ? approved->checks() : std::get<trading::Refusal>(decision).checks;
  note([&] { return journal_line(signal, line.decision, line.rule, checks); });
  record.signals.push_back(std::move(line));
  if (setup.listener == nullptr) return {};
  return tell(SignalAssessed{
      .number = static_cast<std::int64_t>(record.signals.size()),
      .signal = signal,
      .record = record.signals.back(),
      .position = approved == nullptr ? std::nullopt
                                      : std::optional<PositionId>(approved->order().position),
      .view = &view,
      .checks = checks});
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

Status Desk::Impl::decide_entries(const DecisionPoint& point) {
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
  if (setup.entries == Entries::kCandidates) {
    for (const Signal& signal : setup.strategy->candidates(view)) {
      AOTS_CHECK_OK(consider(signal, trading::Portfolio(setup.initial_equity).view(), point));
    }
    return {};
  }
  const strategy::Decision decision = setup.strategy->evaluate(view);
  if (const auto* none = std::get_if<strategy::NoSignal>(&decision)) {
    ++record.funnel.no_signal[none->rule];
    note([&] { return journal_line(point.now, point.chain.underlying, none->rule); });
    return {};
  }
  return consider(std::get<Signal>(decision), portfolio.view(), point);
}

// Asks the gate, and sends the order where it approves.
Status Desk::Impl::consider(const Signal& signal, const trading::PortfolioView& book,
                            const DecisionPoint& point) {
  ++record.funnel.signals;
  const bool alone = setup.entries == Entries::kCandidates;
  trading::RiskContext context{
      .now = point.now,
      .quotes_at = point.chain.event_time,
      .orders_last_hour = alone ? 0 : orders.sent_after(point.now - std::chrono::hours(1)),
      .report_near = report_near(*point.ticker),
      .next_order = OrderId{orders_made + 1},
      .next_position = PositionId{positions_made + 1},
      .cluster = point.cluster,
      .adjustment_ahead =
          lifecycle.adjustment_ahead(signal.symbol, point.session, signal.expiry, point.market),
      .spot_of = spot_lookup(),
      .stress_market = &margin.market()};
  trading::RiskDecision assessed = gate.assess(signal, book, context);
  AOTS_CHECK_OK(record_signal(signal, assessed, point.view));
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
  note([&] { return journal_line(fill); });
  AOTS_CHECK_OK(portfolio.apply(fill, order->purpose, order->reason));
  if (trading::is_terminal(order->life.state())) {
    portfolio.order_ended(order->position, order->purpose);
  }
  if (setup.listener != nullptr) {
    AOTS_CHECK_OK(tell(FillBooked{fill, order->life.state(), *portfolio.find(fill.position)}));
  }
  if (order->purpose != OrderPurpose::kClose) return {};
  return hedging.leave(fill.position, order->reason, fill.time);
}

Status Desk::Impl::book(const OrderUpdate& update) {
  note([&] { return journal_line(update); });
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
  note([&] { return journal_line(update); });
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
  note([&] { return journal_replace(due.time, stepped.order()); });
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

Status Desk::Impl::void_orders(PositionId position, Timestamp now) {
  hedging.cancel(position);
  const std::vector<OrderId> live = orders.live_of(position);
  for (const OrderId id : live) {
    AOTS_CHECK_OK(request_cancel(id, now, "its contracts changed"));
  }
  return live.empty() ? Status{} : book_broker_events(now);
}

// Orders name contracts as they were, so a change of contracts voids them.
Status Desk::Impl::book(const trading::LifecycleEvent& event) {
  using trading::LifecycleKind;
  ++record.lifecycle[std::string(to_string(event.kind))];
  const Position* position = event.position ? portfolio.find(*event.position) : nullptr;
  note([&] { return journal_line(event, position); });
  switch (event.kind) {
    case LifecycleKind::kWarning:
      warn(event.reason);
      return {};
    case LifecycleKind::kAssignmentAlert:
      warn(fmt::format("{}: trade {} may be assigned on {} within two sessions ({})",
                       to_string(calendar::new_york_date(event.time)), event.position->value,
                       event.subject, event.reason));
      return {};
    case LifecycleKind::kCorporateAction:
      broker.contracts_changed(Symbol(event.subject), event.time);
      for (const Position* held : portfolio.view().open) {
        if (held->signal.symbol.str() != event.subject) continue;
        AOTS_CHECK_OK(void_orders(held->id, event.time));
      }
      return {};
    case LifecycleKind::kSettlement:
    case LifecycleKind::kAssignment:
      AOTS_CHECK_OK(void_orders(position->id, event.time));
      break;
    case LifecycleKind::kShareClose:
    case LifecycleKind::kDistribution:
    case LifecycleKind::kBorrow:
    case LifecycleKind::kCarriedAcross:
      break;
  }
  return setup.listener == nullptr ? Status{} : tell(PositionChanged{event.time, *position});
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
  day.margin = margin.in_use(view, spot_lookup());
  if (auto warning = margin.warning(day)) warn(std::move(*warning));
  day.regime = market.regime().regime;
  for (const Position* position : view.open) {
    if (position->status == PositionStatus::kPending) continue;
    ++day.open_positions;
    const bool seen_today = lifecycle.seen_on(position->signal.symbol, end.session);
    if (!seen_today || marks_are_stale(*position)) day.stale_marks = true;
    if (setup.entries == Entries::kCandidates) {
      record.marks.push_back({position->id, record.equity.size(), position->unrealized});
    }
  }
  record.equity.push_back(day);
  if (setup.listener == nullptr) return {};
  DayRecorded event{end.known_time, day, market.regime(), {}};
  for (const Position* position : view.open) {
    if (position->status != PositionStatus::kPending) event.held.push_back(*position);
  }
  return tell(event);
}

trading::SpotLookup Desk::Impl::spot_lookup() const {
  return [this](const Symbol& symbol) { return lifecycle.last_spot(symbol); };
}

Desk::Desk(DeskSetup setup, const calendar::ExchangeCalendar& calendar, Journal* journal)
    : impl_(std::make_unique<Impl>(std::move(setup), calendar, journal)) {}
Desk::Desk(Desk&&) noexcept = default;
Desk::~Desk() = default;

Status Desk::on_chain(const DecisionPoint& point) {
  AOTS_CHECK_OK(impl_->lifecycle.before_chain(point.chain, point.market));
  impl_->broker.observe(point.chain);
  AOTS_CHECK_OK(impl_->hedging.on_chain(point.chain));
  AOTS_CHECK_OK(book_broker_events(point.now));
  impl_->portfolio.mark(point.view);
  impl_->margin.see(point);
  if (point.ticker == nullptr) return {};
  AOTS_CHECK_OK(impl_->decide_exits(point));
  AOTS_CHECK_OK(impl_->decide_hedges(point));
  return impl_->decide_entries(point);
}

Status Desk::book_broker_events(Timestamp until) { return impl_->book_broker_events(until); }

Status Desk::on_session_end(const SessionEnd& end, const features::MarketState& market,
                            bool recorded) {
  impl_->broker.end_of_session(end.session, end.known_time);
  AOTS_CHECK_OK(book_broker_events(end.known_time));
  AOTS_CHECK_OK(impl_->lifecycle.on_session_end(end, market));
  return recorded ? impl_->record_day(end, market) : Status{};
}

const DeskRecord& Desk::record() const { return impl_->record; }

std::vector<Position> Desk::positions() const {
  std::vector<Position> positions;
  for (const auto& [id, position] : impl_->portfolio.positions()) positions.push_back(position);
  return positions;
}

}  // namespace aots::engine
