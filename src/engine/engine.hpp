// Engine: the one event loop for every mode.
//
// It takes market events in order of known_time, keeps the market state, asks the strategy at each
// decision point, passes signals through the risk gate, sends approved orders to the broker and
// books what comes back. Single-threaded and deterministic: same events and configuration, same
// records.
//
// Order within one chain event: features are those of completed sessions; the book is marked; exits
// are decided; entries are decided; orders go out; the broker's answers are booked when their time
// comes, before any later market event.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/work.hpp"
#include "domain/event_source.hpp"
#include "engine/desk.hpp"
#include "engine/journal.hpp"
#include "models/infer/forecaster.hpp"
#include "strategy/universe.hpp"

namespace aots::engine {

struct EngineSetup {
  const calendar::ExchangeCalendar* calendar = nullptr;
  strategy::Universe universe;
  strategy::EarningsWindow earnings_window;
  std::vector<Symbol> symbols;  // traded underlyings, in order
  Symbol volatility_index;      // VIX
  Symbol market_index;          // SPY or SPX (D28)
  std::vector<std::pair<Symbol, features::IvSource>> iv_sources;
  Date first_decision;           // sessions before it only feed the state
  std::vector<DeskSetup> desks;  // the first is the run's own book
  const models::Forecaster* forecaster = nullptr;
  std::int64_t expected_sessions = 0;  // for progress; 0 when it is not known
};

struct QuoteShares {
  std::int64_t real = 0, reconstructed = 0, synthetic = 0;  // quotes seen at decision points
};

struct EngineResult {
  std::vector<DeskRecord> desks;
  std::vector<std::vector<Position>> positions;  // per desk, by id
  std::vector<features::RegimeObservation> regimes;
  QuoteShares quotes;
  std::optional<Timestamp> simulated_start, simulated_end;
  std::int64_t chain_rows = 0;
};

class Engine {
 public:
  // The journal receives every decision, order, fill and settlement of the first desk; null where
  // nobody reads it.
  Engine(EngineSetup setup, Journal* journal);
  ~Engine();

  // Runs the source to its end. Stops with kInterrupted when asked to.
  Result<EngineResult> run(EventSource& source, WorkObserver& observer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::engine
