// aots data verify [--json], aots data tape
#include <memory>

#include "command.hpp"
#include "data/store/verify.hpp"
#include "dataset_report.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kUnknownShown = 8;

Json to_json(const std::string& lake, const data::LakeVerification& report) {
  Json document = {{"lake", lake},
                   {"ok", report.intact()},
                   {"version", report.version},
                   {"synthetic", report.synthetic},
                   {"files", report.files},
                   {"bytes", report.bytes},
                   {"rows", report.rows},
                   {"tapes", report.tapes},
                   {"tapes_missing", report.tapes_missing},
                   {"damage", Json::array()},
                   {"unknown", report.unknown}};
  for (const auto& damage : report.damage) {
    document["damage"].push_back({{"file", damage.file}, {"found", damage.found}});
  }
  return document;
}

void print_text(const std::string& lake, const data::LakeVerification& report) {
  for (const auto& damage : report.damage) fmt::print("{}: {}\n", damage.file, damage.found);
  if (!report.unknown.empty()) {
    fmt::print("files that are no part of the lake: {}\n", report.unknown.size());
    for (std::size_t i = 0; i < std::min(report.unknown.size(), kUnknownShown); ++i) {
      fmt::print("  {}\n", report.unknown[i]);
    }
    if (report.unknown.size() > kUnknownShown) fmt::print("  and more (--json lists all)\n");
  }
  fmt::print(
      "lake {}: {} files, {:.1f} MB, {} rows, {} session tapes{}\n", lake, report.files,
      static_cast<double>(report.bytes) / 1e6, report.rows, report.tapes,
      report.tapes_missing == 0
          ? std::string()
          : fmt::format(" ({} missing: make them with `aots data tape`)", report.tapes_missing));
  if (report.intact()) {
    fmt::print("intact\n");
  } else {
    fmt::print("damaged: {} findings\n", report.damage.size());
  }
}

Result<int> run_verify(bool json, const CommonOptions& common) {
  AOTS_TRY(config, load_run_config(common));
  const auto observer = make_observer(common);
  AOTS_TRY(report, data::verify_lake(config.lake, *observer));
  if (json) {
    print_json(to_json(config.lake, report));
  } else {
    print_text(config.lake, report);
  }
  return report.intact() ? 0 : 1;
}

Result<int> run_tape(const CommonOptions& common) {
  AOTS_TRY(config, load_run_config(common));
  const auto observer = make_observer(common);
  AOTS_TRY(built, data::build_tapes(config.lake, *observer));
  fmt::print("lake {}: {} session tapes made, the others are valid\n", config.lake, built);
  return 0;
}

}  // namespace

void register_data_verify(CLI::App& data, Invocation& invocation) {
  auto json = std::make_shared<bool>(false);
  CLI::App* app = data.add_subcommand(
      "verify",
      "Check every file of the lake: hashes, counts, columns, references, session tapes\n\n"
      "One flipped bit anywhere is found. Exits with 1 and names the file where anything is "
      "wrong.\n\n"
      "Example:\n  aots data verify --lake lake");
  app->add_flag("--json", *json, "Print one JSON document");
  app->callback([&invocation, json] {
    invocation.action = [&invocation, json] { return run_verify(*json, invocation.common); };
  });
}

void register_data_tape(CLI::App& data, Invocation& invocation) {
  CLI::App* app = data.add_subcommand(
      "tape",
      "Make the session tapes that are missing or damaged; importing makes them as well\n\n"
      "Tapes are copies of the option chains that are read many times faster than Parquet; "
      "deleting\n"
      "the lake's folder tapes loses nothing but speed.\n\n"
      "Example:\n  aots data tape --lake lake");
  app->callback(
      [&invocation] { invocation.action = [&invocation] { return run_tape(invocation.common); }; });
}

}  // namespace aots::app
