// StrategyChoice: every strategy that a configuration can name, and the one that it names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "strategy/butterfly.hpp"
#include "strategy/calendar_spread.hpp"
#include "strategy/earnings.hpp"
#include "strategy/hedged_strangle.hpp"
#include "strategy/iron_condor.hpp"
#include "strategy/iv_rank.hpp"

namespace aots::strategy {

struct StrategyConfig {
  // iv_rank, earnings, iron_condor, butterfly, calendar_spread, hedged_strangle, or router:
  // earnings in the window of a report, iv_rank else.
  std::string name = "iv_rank";
  IvRankConfig iv_rank;
  EarningsConfig earnings;
  IronCondorConfig iron_condor;
  ButterflyConfig butterfly;
  CalendarSpreadConfig calendar_spread;
  HedgedStrangleConfig hedged_strangle;
};

void bind(ConfigBinder& binder, StrategyConfig& config);

class StrategyChoice {
 public:
  StrategyChoice(const StrategyConfig& config, const analytics::LiquidityLimits& liquidity);

  const Strategy& chosen() const { return *strategies_.back(); }

 private:
  std::vector<std::unique_ptr<Strategy>> strategies_;  // the chosen one last, after its parts
};

}  // namespace aots::strategy
