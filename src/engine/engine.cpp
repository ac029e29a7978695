#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace aots::engine {
namespace {

// A chain and its view, kept alive while it is the standing snapshot of its underlying.
struct Snapshot {
  Snapshot(OptionChain quotes, const analytics::CarryInputs& carry,
           const calendar::ExchangeCalendar& calendar)
      : chain(std::move(quotes)), view(chain, carry, calendar) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  OptionChain chain;
  analytics::ChainView view;
};

features::MarketStateOptions state_options(const EngineSetup& setup) {
  features::MarketStateOptions options;
  options.volatility_index = setup.volatility_index;
  options.market_index = setup.market_index;
  for (const auto& [symbol, source] : setup.iv_sources) options.iv_sources.emplace(symbol, source);
  return options;
}

void count_quotes(const OptionChain& chain, QuoteShares& shares) {
  const std::int64_t quotes = chain.quote_count();
  switch (chain.origin) {
    case Origin::kReal:
      shares.real += quotes;
      return;
    case Origin::kReconstructed:
      shares.reconstructed += quotes;
      return;
    case Origin::kSynthetic:
      shares.synthetic += quotes;
      return;
  }
}

}  // namespace

struct Engine::Impl {
  Impl(EngineSetup engine_setup, Journal* journal)
      : setup(std::move(engine_setup)), market(state_options(setup), *setup.calendar) {
    AOTS_EXPECTS(!setup.desks.empty());
    for (const DeskSetup& desk : setup.desks) {
      desks.emplace_back(desk, *setup.calendar, desks.empty() ? journal : nullptr);
    }
  }

  Status on_event(MarketEvent event);
  Status on_chain(OptionChain chain);
  Status on_session_end(const SessionEnd& end);
  bool decides(const OptionChain& chain) const;
  std::vector<Symbol> cluster_of(const Symbol& symbol, Date session);
  std::optional<strategy::TickerContext> context_of(const OptionChain& chain) const;

  EngineSetup setup;
  features::MarketState market;
  std::vector<Desk> desks;
  std::map<Symbol, std::unique_ptr<Snapshot>> snapshots;
  std::optional<Date> clusters_as_of;
  std::vector<std::vector<Symbol>> clusters;
  models::NoModel no_model;
  EngineResult result;
  std::int64_t sessions_done = 0;
};

bool Engine::Impl::decides(const OptionChain& chain) const {
  return chain.session >= setup.first_decision &&
         std::ranges::count(setup.symbols, chain.underlying) > 0;
}

// Clusters rest on closes, which change only when a session ends.
std::vector<Symbol> Engine::Impl::cluster_of(const Symbol& symbol, Date session) {
  if (clusters_as_of != session) {
    clusters = market.clusters(setup.symbols);
    clusters_as_of = session;
  }
  for (const std::vector<Symbol>& cluster : clusters) {
    if (std::ranges::count(cluster, symbol) > 0) return cluster;
  }
  return {symbol};
}

std::optional<strategy::TickerContext> Engine::Impl::context_of(const OptionChain& chain) const {
  if (!decides(chain)) return std::nullopt;
  const strategy::Ticker* ticker = setup.universe.find(chain.underlying);
  AOTS_EXPECTS(ticker != nullptr);
  return strategy::ticker_context(*ticker, market.earnings(), setup.earnings_window, chain.session);
}

Status Engine::Impl::on_chain(OptionChain chain) {
  const Symbol symbol = chain.underlying;
  result.chain_rows += chain.quote_count();
  auto snapshot = std::make_unique<Snapshot>(std::move(chain), market.carry(symbol, chain.session),
                                             *setup.calendar);
  const auto context = context_of(snapshot->chain);
  DecisionPoint point{.now = snapshot->chain.known_time,
                      .session = snapshot->chain.session,
                      .chain = snapshot->chain,
                      .view = snapshot->view,
                      .market = market,
                      .ticker = context ? &*context : nullptr,
                      .cluster = {},
                      .forecast = models::NoForecast{"no decision here"}};
  if (context) {
    count_quotes(snapshot->chain, result.quotes);
    point.cluster = cluster_of(symbol, point.session);
    const models::Forecaster& forecaster =
        setup.forecaster == nullptr ? no_model : *setup.forecaster;
    point.forecast = forecaster.forecast(symbol, point.now);
  }
  for (Desk& desk : desks) AOTS_CHECK_OK(desk.on_chain(point));
  market.observe_chain(snapshot->view);
  snapshots[symbol] = std::move(snapshot);
  return {};
}

Status Engine::Impl::on_session_end(const SessionEnd& end) {
  const bool recorded = end.session >= setup.first_decision;
  if (recorded) {
    result.regimes.push_back(market.regime());
    if (!result.simulated_start) result.simulated_start = end.known_time;
    result.simulated_end = end.known_time;
  }
  for (Desk& desk : desks) AOTS_CHECK_OK(desk.on_session_end(end, market, recorded));
  ++sessions_done;
  return {};
}

Status Engine::Impl::on_event(MarketEvent event) {
  const Timestamp now = known_time(event);
  for (Desk& desk : desks) AOTS_CHECK_OK(desk.book_broker_events(now));
  if (auto* chain = std::get_if<OptionChain>(&event)) return on_chain(std::move(*chain));
  market.apply(event);
  if (const auto* end = std::get_if<SessionEnd>(&event)) return on_session_end(*end);
  return {};
}

Engine::Engine(EngineSetup setup, Journal* journal)
    : impl_(std::make_unique<Impl>(std::move(setup), journal)) {}

Engine::~Engine() = default;

Result<EngineResult> Engine::run(EventSource& source, WorkObserver& observer) {
  Timestamp last = Timestamp::min();
  while (true) {
    AOTS_TRY(event, source.next());
    if (!event) break;
    const Timestamp now = known_time(*event);
    if (now < last) {
      return fail(ErrorCode::kInternal, "an event known at {} came after one known at {}",
                  to_string(now), to_string(last));
    }
    last = now;
    const bool session_end = std::holds_alternative<SessionEnd>(*event);
    AOTS_CHECK_OK(impl_->on_event(std::move(*event)));
    if (!session_end) continue;
    AOTS_CHECK_OK(check_stop(observer));
    observer.progress("backtest", impl_->sessions_done, impl_->setup.expected_sessions, "sessions");
  }
  EngineResult result = std::move(impl_->result);
  for (const Desk& desk : impl_->desks) {
    result.desks.push_back(desk.record());
    result.positions.push_back(desk.positions());
  }
  return result;
}

}  // namespace aots::engine
