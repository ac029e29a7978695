// Desk: one book under one set of rules: strategy, risk gate, broker, portfolio, and the record of
// what it decided. Several desks may look at one market: the fill models of a report are desks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/market_event.hpp"
#include "engine/funnel.hpp"
#include "engine/journal.hpp"
#include "engine/signal_record.hpp"
#include "features/market_state.hpp"
#include "strategy/strategy.hpp"
#include "trading/broker/sim/sim_broker.hpp"
#include "trading/execution/execution_config.hpp"
#include "trading/portfolio/lifecycle_config.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::engine {

class BookListener;  // engine/book_events.hpp

// What a desk opens.
enum class Entries {
  kDecided,     // what the strategy decides and the book has room for
  kCandidates,  // every structure that the strategy could have opened, each as if the book were
                // empty: what the same exits make of every day of entry
};

struct DeskSetup {
  std::string name;
  const strategy::Strategy* strategy = nullptr;  // outlives the desk
  trading::RiskConfig risk;
  trading::ExecutionConfig execution;
  trading::FillConfig fill;  // for the simulated broker
  Money initial_equity;
  trading::BookMemory memory{};      // of earlier sessions of the book
  std::uint64_t seed = 1;            // of assignments, and of what goes wrong at the broker
  BookListener* listener = nullptr;  // may be null; outlives the desk
  trading::LifecycleConfig lifecycle{};
  Entries entries = Entries::kDecided;
};

// One line of equity.csv: the book at the end of a session.
struct EquityRecord {
  Date date;
  Money equity, cash, unrealized;
  double drawdown = 0.0;  // fraction of the peak, 0 or positive
  std::int64_t open_positions = 0;
  Greeks greeks;
  std::optional<Money> margin;  // MarginWatch::in_use
  Regime regime = Regime::kUnknown;
  bool stale_marks = false;
};

// What a trade had made by the end of a session at which it was held, after fees so far.
struct TradeMark {
  PositionId position;
  std::size_t day = 0;  // place in DeskRecord::equity
  Money pnl;
};

struct DeskRecord {
  std::string name;  // "cross", "half", "mid", "next_snapshot"
  std::vector<SignalRecord> signals;
  std::vector<EquityRecord> equity;
  Funnel funnel;
  std::map<std::string, std::int64_t> lifecycle;  // events without an order, by kind
  std::vector<std::string> warnings;              // unsettled positions, unpriced exits, ...
  std::vector<TradeMark> marks;                   // of a desk that opens candidates; else empty
};

// What every desk is shown at one chain: built once, looked at by all.
struct DecisionPoint {
  Timestamp now;
  Date session;
  const OptionChain& chain;
  const analytics::ChainView& view;
  const features::MarketState& market;
  const strategy::TickerContext* ticker = nullptr;  // null: marks only, no decisions
  std::vector<Symbol> cluster;                      // symbols that move with this one (D20)
  models::ForecastAnswer forecast;
};

class Desk {
 public:
  // `journal` may be null; the calendar and the journal must outlive the desk.
  Desk(DeskSetup setup, const calendar::ExchangeCalendar& calendar, Journal* journal);
  Desk(Desk&&) noexcept;
  ~Desk();

  // Marks the book, decides exits, then decides an entry.
  Status on_chain(const DecisionPoint& point);
  // Books what the broker reports up to and including `until`.
  Status book_broker_events(Timestamp until);
  // Ends the session: DAY orders expire, contracts settle; the day is recorded when `recorded`.
  Status on_session_end(const SessionEnd& end, const features::MarketState& market, bool recorded);

  const DeskRecord& record() const;
  std::vector<Position> positions() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::engine
