#include "data/clean/step_switches.hpp"

namespace aots::data {

void bind(ConfigBinder& binder, StepSwitches& steps) {
  const auto data = binder.section("data");
  const auto scope = binder.section("steps");
  binder.flag("bar_shape", steps.bar_shape,
              "Quarantine bars with a price of zero or prices outside low and high.");
  binder.flag("reverting_spikes", steps.reverting_spikes,
              "Quarantine closes that jump by 8 trailing sigmas and revert untraded.");
  binder.flag("price_repair", steps.price_repair,
              "Restate bars in another unit or with a split adjustment missing or made twice.");
  binder.flag("action_values", steps.action_values,
              "Quarantine dividends and splits of a size that cannot be.");
  binder.flag("one_snapshot", steps.one_snapshot,
              "Quarantine rows taken at another price of the underlying than most of their chain.");
  binder.flag("quote_outliers", steps.quote_outliers,
              "Quarantine quotes 3 robust sigmas from the smile of their expiry.");
  binder.flag("enrichment", steps.enrichment,
              "Compute own vols, Greeks and what follows from them at the end of an import.");
}

}  // namespace aots::data
