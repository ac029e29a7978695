// aots data enrich
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "command.hpp"
#include "enriched.hpp"
#include "run_settings.hpp"

namespace aots::app {

nlohmann::ordered_json to_json(const data::EnrichReport& report) {
  return {{"months_held", report.months_held}, {"months_computed", report.months_computed},
          {"chains", report.chains},           {"quotes", report.quotes},
          {"with_iv", report.with_iv},         {"files_removed", report.files_removed}};
}

void print_enriched(const data::EnrichReport& report) {
  if (report.months_computed == 0 && report.files_removed == 0) return;
  fmt::print("\nenriched: {} quotes of {} chains, {} with a vol of their own\n", report.quotes,
             report.chains, report.with_iv);
}

namespace {

struct EnrichOptions {
  bool json = false;
};

Result<int> run_enrich(const EnrichOptions& options, const CommonOptions& common) {
  AOTS_TRY(config, load_run_config(common));
  // The default ranking of sources, as an import takes it: one lake, one set of tables.
  AOTS_TRY(lake, data::Lake::open(config.lake));
  AOTS_TRY(writer, data::LakeWriter::open(lake.root()));
  const auto observer = make_observer(common);
  AOTS_TRY(report, data::enrich(lake, writer, {.check_files = true, .jobs = thread_count(common)},
                                calendar::ExchangeCalendar(), *observer));
  if (options.json) {
    fmt::print("{}\n", to_json(report).dump(1));
  } else if (report.months_computed == 0 && report.files_removed == 0) {
    fmt::print("nothing to do: the figures of all chains are there\n");
  } else {
    print_enriched(report);
  }
  return 0;
}

}  // namespace

void register_enrich(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<EnrichOptions>();
  CLI::App* app = data.add_subcommand(
      "enrich",
      "Compute own vols, Greeks, skew and term structure of all chains, where they are missing\n\n"
      "An import does the same at its end. Damaged and stale files are replaced.\n\n"
      "Example:\n  aots data enrich --lake lake");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run_enrich(*options, invocation.common); };
  });
}

}  // namespace aots::app
