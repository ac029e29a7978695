#include "trading/execution/execution_config.hpp"

#include "base/contract.hpp"

namespace aots::trading {

TimeInForce ExecutionConfig::tif() const {
  if (time_in_force == "gtc") return TimeInForce::kGoodTillCancel;
  AOTS_EXPECTS(time_in_force == "day");
  return TimeInForce::kDay;
}

std::optional<std::chrono::minutes> ExecutionConfig::cancel_after() const {
  if (cancel_after_minutes == 0) return std::nullopt;
  return std::chrono::minutes(cancel_after_minutes);
}

void bind(ConfigBinder& binder, ExecutionConfig& config) {
  const auto scope = binder.section("execution");
  binder.choice("time_in_force", config.time_in_force, {"day", "gtc"},
                "How long an order may stand: to the end of its session, or until it is cancelled "
                "or its contracts stop trading.");
  binder.integer("cancel_after_minutes", config.cancel_after_minutes,
                 {.unit = "minutes",
                  .min = 0,
                  .max = 1'000'000,
                  .meaning = "Age, from the broker's acknowledgement, at which an order that has "
                             "not filled is cancelled; 0: never."});
  binder.integer("walk_steps", config.walk_steps,
                 {.unit = "steps",
                  .min = 0,
                  .max = 1000,
                  .meaning = "Steps of the limit from the package's mid to the approved limit; 0: "
                             "the order goes out at its approved limit."});
  binder.integer("walk_every_seconds", config.walk_every_seconds,
                 {.unit = "seconds",
                  .min = 1,
                  .max = 86'400,
                  .meaning = "Time between two steps of the limit."});
}

}  // namespace aots::trading
