// LedgerRecorder: the rows of a ledger, made from the events of a book.
//
// Every mode writes its ledger through this class, so a backtest's rows are those that a live
// session would write. What differs is when they become durable: a session hands each event's rows
// on at once (`after_event` commits and clears the unit), a backtest lets them gather and commits
// the last state of each row in one transaction at the end.
#pragma once

#include <functional>
#include <map>

#include "engine/book_events.hpp"
#include "ledger/ledger.hpp"

namespace aots::engine {

class LedgerRecorder final : public BookListener {
 public:
  using AfterEvent = std::function<Status(ledger::UnitOfWork&)>;

  // The unit must outlive the recorder. An error of `after_event` stops the engine.
  explicit LedgerRecorder(ledger::UnitOfWork& unit, AfterEvent after_event = {});

  Status on_event(const BookEvent& event) override;

 private:
  void record(const SignalAssessed& event);
  void record(const OrderSent& event);
  void record(const FillBooked& event);
  void record(const OrderReported& event);
  void record(const PositionChanged& event);
  void record(const DayRecorded& event);
  void put_position(const Position& position, Timestamp time);

  ledger::UnitOfWork& unit_;
  AfterEvent after_event_;
  std::map<PositionId, std::int64_t> signals_;              // the signal of every trade
  std::map<PositionId, ledger::SignalEntry> not_executed_;  // whose opening order has not filled
  std::map<OrderId, ledger::OrderEntry> orders_;            // a cancelled one may still fill
};

}  // namespace aots::engine
