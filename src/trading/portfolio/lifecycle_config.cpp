#include "trading/portfolio/lifecycle_config.hpp"

#include "base/contract.hpp"

namespace aots::trading {
namespace {

constexpr double kCostMax = 100.0;

void bind_assignment(ConfigBinder& binder, LifecycleConfig& config) {
  binder.choice("on_assignment", config.on_assignment, {"close_next_open", "keep"},
                "Delivered shares, and what is left of their trade: close at the next open, or "
                "keep until the strategy leaves.");
  binder.choice("long_exercise", config.long_exercise, {"by_exception", "worth_costs", "never"},
                "Long legs at expiry: exercise from 0.01 in the money, only where that pays for "
                "the costs of the shares, or never.");
  binder.flag("early_assignment", config.early_assignment,
              "Short legs of American style may be assigned before expiry.");
  binder.real("assignment_probability", config.assignment_probability,
              {.unit = "per session",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Chance that an in-the-money short leg without time value is assigned "
                          "though its holder has no reason; drawn from the seed and the leg."});
  binder.real("assignment_time_value", config.assignment_time_value,
              {.unit = "dollars per share",
               .min = 0.0,
               .max = 10.0,
               .meaning = "Time value at which that chance has fallen to zero, in a line."});
  binder.real("exercise_fee", config.exercise_fee,
              {.unit = "dollars per contract",
               .min = 0.0,
               .max = kCostMax,
               .meaning = "Broker's fee for an exercise or an assignment."});
}

void bind_shares(ConfigBinder& binder, LifecycleConfig& config) {
  binder.real(
      "share_commission", config.share_commission,
      {.unit = "dollars per share",
       .min = 0.0,
       .max = kCostMax,
       .meaning = "Commission for shares that hedge a trade, and for closing delivered ones."});
  binder.real("share_half_spread", config.share_half_spread,
              {.unit = "dollars per share",
               .min = 0.0,
               .max = kCostMax,
               .meaning = "How far on the wrong side of the price shares are traded."});
  binder.real("share_stress_move", config.share_stress_move,
              {.unit = "fraction of the price",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Move, either way, over which a trade that holds shares is stressed for "
                          "its risk."});
  binder.real("short_borrow_rate", config.short_borrow_rate,
              {.unit = "per year",
               .min = 0.0,
               .max = 10.0,
               .meaning = "Fee for borrowing shares that are held short; 0: none."});
}

}  // namespace

OnAssignment LifecycleConfig::assignment_rule() const {
  if (on_assignment == "keep") return OnAssignment::kKeep;
  AOTS_EXPECTS(on_assignment == "close_next_open");
  return OnAssignment::kCloseNextOpen;
}

LongExercise LifecycleConfig::exercise_rule() const {
  if (long_exercise == "worth_costs") return LongExercise::kWorthCosts;
  if (long_exercise == "never") return LongExercise::kNever;
  AOTS_EXPECTS(long_exercise == "by_exception");
  return LongExercise::kByException;
}

ShareCosts LifecycleConfig::share_costs() const {
  return {.commission = Price::from_double(share_commission),
          .half_spread = Price::from_double(share_half_spread)};
}

void bind(ConfigBinder& binder, LifecycleConfig& config) {
  const auto scope = binder.section("lifecycle");
  bind_assignment(binder, config);
  bind_shares(binder, config);
  binder.choice("before_adjustment", config.before_adjustment, {"close", "keep"},
                "On the last session before a corporate action that makes a series untradable: "
                "close the position, or carry it across.");
  binder.texts("special_dividends", config.special_dividends,
               "Dividends that lower strikes, as SYMBOL:EX-DATE; no source marks them.");
  binder.flag("cash_interest", config.cash_interest,
              "Pay the three-month bill rate on cash and charge it on debt, by calendar day.");
  binder.real("cash_interest_spread", config.cash_interest_spread,
              {.unit = "per year",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Taken off the rate on cash and put on the rate on debt."});
}

}  // namespace aots::trading
