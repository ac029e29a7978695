// aots config check FILE, aots config show [--explain]
#include <memory>

#include "run_settings.hpp"

namespace aots::app {
namespace {

struct ConfigOptions {
  std::string file;
  bool explain = false;
  bool json = false;
};

Result<int> check(const CommonOptions& common, const ConfigOptions& options) {
  CommonOptions with_file = common;
  with_file.config = options.file;
  AOTS_CHECK_OK(load_run_config(with_file));
  fmt::print("{}: ok\n", options.file);
  return 0;
}

std::string explanation(const ConfigField& field) {
  std::string type = field.type;
  if (!field.unit.empty()) type += ", " + field.unit;
  if (!field.range.empty()) type += ", " + field.range;
  return fmt::format("{} = {}\n    {} (default {})\n    {}\n", field.path, field.print(), type,
                     field.default_text, field.meaning);
}

Result<int> show(const CommonOptions& common, const ConfigOptions& options) {
  AOTS_TRY(loaded, load_run_config(common));
  backtest::RunConfig defaults;
  ConfigBinder binder;
  bind(binder, defaults);
  defaults = loaded;  // the binder took the defaults' texts before the values of this run
  if (options.json) {
    fmt::print("{}\n", binder.to_json());
  } else if (options.explain) {
    for (const ConfigField& field : binder.fields()) fmt::print("{}\n", explanation(field));
  } else {
    fmt::print("{}", binder.to_yaml());
  }
  return 0;
}

}  // namespace

void register_config(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<ConfigOptions>();
  CLI::App* config =
      root.add_subcommand("config",
                          "Check a configuration file, show the resolved configuration\n\n"
                          "Example:\n  aots config show --explain --config exercise");
  config->require_subcommand(1);
  config->fallthrough();

  CLI::App* check_app = config->add_subcommand("check", "Validate a file; every error at once");
  check_app->add_option("FILE", options->file, "Configuration file or preset name")->required();
  check_app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return check(invocation.common, *options); };
  });

  CLI::App* show_app = config->add_subcommand("show", "Print the resolved configuration");
  show_app->add_flag("--explain", options->explain, "With type, unit, default and meaning");
  show_app->add_flag("--json", options->json, "As one JSON document");
  show_app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return show(invocation.common, *options); };
  });
}

}  // namespace aots::app
