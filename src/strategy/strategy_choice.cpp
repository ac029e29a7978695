#include "strategy/strategy_choice.hpp"

#include "base/contract.hpp"
#include "strategy/router.hpp"

namespace aots::strategy {

StrategyChoice::StrategyChoice(const StrategyConfig& config,
                               const analytics::LiquidityLimits& liquidity) {
  const std::string& name = config.name;
  const bool routed = name == "router";
  if (name == "iv_rank" || routed) {
    strategies_.push_back(std::make_unique<IvRankStrategy>(config.iv_rank, liquidity));
  }
  if (name == "earnings" || routed) {
    strategies_.push_back(std::make_unique<EarningsStrategy>(config.earnings, liquidity));
  }
  if (name == "iron_condor") {
    strategies_.push_back(std::make_unique<IronCondorStrategy>(config.iron_condor, liquidity));
  }
  if (name == "butterfly") {
    strategies_.push_back(std::make_unique<ButterflyStrategy>(config.butterfly, liquidity));
  }
  if (name == "calendar_spread") {
    strategies_.push_back(
        std::make_unique<CalendarSpreadStrategy>(config.calendar_spread, liquidity));
  }
  if (name == "hedged_strangle") {
    strategies_.push_back(
        std::make_unique<HedgedStrangleStrategy>(config.hedged_strangle, liquidity));
  }
  AOTS_EXPECTS(!strategies_.empty());
  if (routed) {
    strategies_.push_back(std::make_unique<StrategyRouter>(*strategies_[0], *strategies_[1]));
  }
}

void bind(ConfigBinder& binder, StrategyConfig& config) {
  {
    const auto scope = binder.section("strategy");
    binder.choice("name", config.name,
                  {"iv_rank", "router", "earnings", "iron_condor", "butterfly", "calendar_spread",
                   "hedged_strangle"},
                  "Which strategy decides; router: earnings in the window of a report, iv_rank "
                  "else.");
  }
  bind(binder, config.iv_rank);
  bind(binder, config.earnings);
  bind(binder, config.iron_condor);
  bind(binder, config.butterfly);
  bind(binder, config.calendar_spread);
  bind(binder, config.hedged_strangle);
}

}  // namespace aots::strategy
