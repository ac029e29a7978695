#include "run_settings.hpp"

#include "base/text.hpp"
#include "data/ingest/import.hpp"

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

// A kind that is misspelt would rank nothing and say nothing.
Status check_sources(const data::SourceRanking& ranking) {
  auto kinds = data::import_kinds();
  kinds.insert(kinds.end(), {"anchored", "synthetic"});
  const auto unknown = data::unknown_kinds(ranking, kinds);
  if (unknown.empty()) return {};
  return fail(ErrorCode::kConfig, "{} is no kind of source; expected of {}", join(unknown, ", "),
              join(kinds, ", "));
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
  AOTS_CHECK_OK(check_sources(config.sources));
  if (common.seed) config.seed = static_cast<std::int64_t>(*common.seed);
  return config;
}

void add_run_flags(CLI::App& app, RunFlags& flags) {
  app.add_option("--from", flags.from, "First session with decisions (YYYY-MM-DD)");
  app.add_option("--to", flags.to, "Last session (YYYY-MM-DD)");
  app.add_option("--symbols", flags.symbols, "Underlyings, separated by commas");
}

Result<backtest::RunConfig> load_run_config(const CommonOptions& common, const RunFlags& flags) {
  AOTS_TRY(config, load_run_config(common));
  if (!flags.from.empty()) {
    AOTS_TRY(from, parse_date_option("--from", flags.from));
    config.from = from;
  }
  if (!flags.to.empty()) {
    AOTS_TRY(to, parse_date_option("--to", flags.to));
    config.to = to;
  }
  if (config.from && config.to && *config.from > *config.to) {
    return fail(ErrorCode::kUsage, "--from {} is later than --to {}; give them the other way round",
                to_string(*config.from), to_string(*config.to));
  }
  if (!flags.symbols.empty()) {
    AOTS_TRY(symbols, parse_symbols_option(flags.symbols));
    config.symbols.clear();
    for (const Symbol& symbol : symbols) config.symbols.push_back(symbol.str());
  }
  return config;
}

Result<data::Lake> open_lake(const backtest::RunConfig& config) {
  return data::Lake::open(config.lake, config.sources);
}

}  // namespace aots::app
