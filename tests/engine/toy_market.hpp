// A small deterministic market for engine tests: one ETF with a volatility index, daily chains
// priced by Black-Scholes, enough history for ranks and regimes. Everything follows from the
// session number.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/event_source.hpp"
#include "domain/market_event.hpp"
#include "engine/engine.hpp"
#include "strategy/iv_rank.hpp"

namespace aots::testing {

// The events of the toy market in their total order: bars from `first`, chains from `chains_from`,
// with the expiries up to `dte_max` calendar days ahead.
std::vector<MarketEvent> toy_market(const calendar::ExchangeCalendar& calendar, Date first,
                                    Date chains_from, Date last, int dte_max = 12);

// A dividend of SPY that was announced on the first of May 2018, in dollars per share.
Dividend spy_dividend_on(Date ex_date, double amount);

// Plays a list of events.
class ListSource final : public EventSource {
 public:
  explicit ListSource(std::vector<MarketEvent> events) : events_(std::move(events)) {}
  Result<std::optional<MarketEvent>> next() override;

 private:
  std::vector<MarketEvent> events_;
  std::size_t position_ = 0;
};

struct ToyRun {
  engine::EngineResult result;
  std::vector<std::string> journal;
};

// One desk with the cross model, and a second with next_snapshot.
engine::EngineSetup toy_setup(const calendar::ExchangeCalendar& calendar, Date first_decision,
                              const strategy::Strategy& strategy);
ToyRun run_toy(const calendar::ExchangeCalendar& calendar, std::vector<MarketEvent> events,
               Date first_decision, const std::shared_ptr<const strategy::Strategy>& strategy);

// The IV-rank strategy with thresholds that trade often.
std::shared_ptr<const strategy::Strategy> eager_strategy();

}  // namespace aots::testing
