// A configuration with a key of every type, for the tests of base/config.hpp.
#pragma once

#include "base/config.hpp"

namespace aots {

struct SampleConfig {
  double initial_equity = 100000.0;
  double max_risk = 0.02;
  std::int64_t max_positions = 5;
  bool allow_undefined_risk = false;
  double max_loss_percent = 5.0;
  std::string lake = "./lake";
  std::vector<std::string> symbols{"SPY", "QQQ"};
  std::optional<Date> from;
  std::string model = "cross";
  std::int64_t delay_steps = 0;

  bool operator==(const SampleConfig&) const = default;
};

inline void bind(ConfigBinder& binder, SampleConfig& config) {
  {
    const auto scope = binder.section("account");
    binder.real("initial_equity", config.initial_equity,
                {.unit = "dollars", .min = 0.0, .meaning = "Equity at the start."});
  }
  {
    const auto scope = binder.section("risk");
    binder.real("max_risk_per_trade", config.max_risk,
                {.unit = "fraction of equity",
                 .min = 0.0,
                 .max = 1.0,
                 .meaning = "Largest loss a single trade may risk."});
    binder.integer("max_positions", config.max_positions,
                   {.unit = "trades", .min = 1, .max = 100, .meaning = "Open trades at a time."});
    binder.flag("allow_undefined_risk", config.allow_undefined_risk, "Naked shorts may be sold.");
    const auto limits = binder.section("limits");
    binder.real("max_loss", config.max_loss_percent,
                {.unit = "percent", .max = 100.0, .meaning = "Loss that stops the run."});
  }
  {
    const auto scope = binder.section("data");
    binder.text("lake", config.lake, "Folder of the lake.");
    binder.texts("symbols", config.symbols, "What is traded.");
    binder.optional_date("from", config.from, "First session.");
  }
  const auto scope = binder.section("fill");
  binder.choice("model", config.model, {"cross", "fraction", "mid"}, "Where orders fill.");
  binder.integer("delay_steps", config.delay_steps,
                 {.meaning = "Snapshots until the order meets."});
}

}  // namespace aots
