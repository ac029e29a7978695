// EntrySmiles: where the underlying of each trade would end, by the chain that the trade was
// decided on.
//
// Hears what a book does and passes it on. At each approved signal it fits the smile of the first
// expiry (analytics/fitted_surface.hpp), which costs a fraction of a millisecond a trade; where the
// quotes allow no smile there is nothing for the trade.
#pragma once

#include <map>

#include "engine/book_events.hpp"
#include "pricing/terminal_distribution.hpp"

namespace aots::backtest {

using TerminalDistributions = std::map<PositionId, pricing::TerminalDistribution>;

class EntrySmiles final : public engine::BookListener {
 public:
  // `next`, which may be null, hears every event too and outlives this one.
  explicit EntrySmiles(engine::BookListener* next) : next_(next) {}

  Status on_event(const engine::BookEvent& event) override;
  // By the position that the signal opened, at its first expiry.
  const TerminalDistributions& distributions() const { return distributions_; }

 private:
  engine::BookListener* next_;
  TerminalDistributions distributions_;
};

}  // namespace aots::backtest
