#include "run_settings.hpp"

namespace aots::app {
namespace {

// Every assignment is tried, so that all mistakes are reported at once.
Status apply_assignments(ConfigBinder& binder, const std::vector<std::string>& assignments) {
  std::string mistakes;
  for (const std::string& assignment : assignments) {
    const Status status = binder.set(assignment);
    if (status) continue;
    if (!mistakes.empty()) mistakes += '\n';
    mistakes += status.error().message;
  }
  if (mistakes.empty()) return {};
  return tl::make_unexpected(Error{ErrorCode::kConfig, mistakes});
}

}  // namespace

Result<backtest::RunConfig> load_run_config(const CommonOptions& common) {
  backtest::RunConfig config;
  config.lake = common.lake;
  ConfigBinder binder;
  bind(binder, config);
  if (!common.config.empty()) {
    if (const auto preset = backtest::preset_yaml(common.config)) {
      AOTS_CHECK_OK(binder.read_yaml(*preset, common.config + " (built-in preset)"));
    } else {
      auto text = read_file(common.config);
      if (!text) return tl::make_unexpected(Error{ErrorCode::kConfig, text.error().message});
      AOTS_CHECK_OK(binder.read_yaml(*text, common.config));
    }
  }
  AOTS_CHECK_OK(apply_assignments(binder, common.assignments));
  if (common.seed) config.seed = static_cast<std::int64_t>(*common.seed);
  return config;
}

}  // namespace aots::app
