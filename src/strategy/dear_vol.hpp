// DearVolStrategy: opens a structure of one expiry when implied vol is high in its own year, and
// leaves it by the shared rules. What the structure is, each strategy says for itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "strategy/exits.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

// When and how far out it is opened.
struct DearVolEntry {
  double min_iv_rank = 0.50;  // below it nothing is opened
  std::int64_t min_dte = 30;  // calendar days
  std::int64_t max_dte = 45;
  bool regime_veto = true;  // neutral and unknown regimes open nothing
};

// Binds the keys in the section that is open.
void bind(ConfigBinder& binder, DearVolEntry& entry);

class DearVolStrategy : public Strategy {
 public:
  // No signal, beside what the structure says: as declined_by_context and declined_by_forecast
  // (gating.hpp), "iv_rank_too_low" or "no_expiry_in_window". The confidence is that of a sale by
  // IV rank.
  Decision evaluate(const MarketView& view) const final;
  std::vector<Signal> candidates(const MarketView& view) const final;
  std::optional<std::string> exit_reason(const PositionContext& context) const final;

 protected:
  DearVolStrategy(const DearVolEntry& entry, const ExitRules& exits)
      : entry_(entry), exits_(exits) {}

 private:
  // The structure at the prices that stand, without confidence; or why it cannot be.
  virtual Decision structure(const MarketView& view, std::size_t expiry) const = 0;
  // Nearest the middle of the window; nothing where the window lists none.
  std::optional<std::size_t> expiry_of(const MarketView& view) const;

  DearVolEntry entry_;
  ExitRules exits_;
};

}  // namespace aots::strategy
