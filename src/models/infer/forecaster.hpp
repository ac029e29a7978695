// Forecaster: the port through which a model's probability of profit enters a decision.
//
// A forecaster may answer "no forecast", with the reason; the strategy then decides by rule, and
// the signal is flagged (D12). A number that is not finite is never a forecast.
#pragma once

#include <string>
#include <variant>

#include "base/time.hpp"
#include "domain/types.hpp"

namespace aots::models {

struct Forecast {
  double probability = 0.0;  // of profit, [0, 1]
  std::string model;         // name and version
};

struct NoForecast {
  std::string reason;
};

using ForecastAnswer = std::variant<Forecast, NoForecast>;

class Forecaster {
 public:
  virtual ~Forecaster() = default;
  virtual ForecastAnswer forecast(const Symbol& symbol, Timestamp now) const = 0;
};

// The rule-based system: no model is deployed.
class NoModel final : public Forecaster {
 public:
  ForecastAnswer forecast(const Symbol&, Timestamp) const override {
    return NoForecast{"no model deployed"};
  }
};

}  // namespace aots::models
