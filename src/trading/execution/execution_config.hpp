// ExecutionConfig: how an approved order is worked: how long it stands, and at which prices.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/config.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

struct ExecutionConfig {
  std::string time_in_force = "day";      // day | gtc
  std::int64_t cancel_after_minutes = 5;  // from the acknowledgement, as the seed; 0: never
  // Price walk: 0 steps is off, and the order goes out at its limit (D9). Otherwise it starts at
  // the mid of the package and comes down to its limit in so many steps.
  std::int64_t walk_steps = 0;
  std::int64_t walk_every_seconds = 60;

  TimeInForce tif() const;
  std::optional<std::chrono::minutes> cancel_after() const;
};

void bind(ConfigBinder& binder, ExecutionConfig& config);

}  // namespace aots::trading
