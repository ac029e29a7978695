// aots features build|show|describe
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feature_sheet.hpp"
#include "features/catalogue.hpp"
#include "features/store/stored_features.hpp"
#include "known_market.hpp"
#include "run_settings.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

// --- build

struct BuildOptions {
  std::string symbols;
  RangeOptions range;
  OutputFlags output;
};

Result<int> build(const BuildOptions& options, const CommonOptions& common) {
  features::FeatureBuildRequest request{.jobs = thread_count(common)};
  AOTS_TRY(range, parse_range(options.range));
  request.range = {.from = range.first, .to = range.second};
  if (!options.symbols.empty()) {
    AOTS_TRY(symbols, parse_symbols_option(options.symbols));
    request.symbols = symbols;
  }
  AOTS_TRY(lake, open_lake(common));
  AOTS_TRY(writer, data::LakeWriter::open(lake.root()));
  const auto observer = make_observer(common);
  AOTS_TRY(report, features::build_features(lake, writer, request, calendar::ExchangeCalendar(),
                                            *observer));
  Table table({{"symbol"}, {"iv_source"}, {"rows"}, {"first"}, {"last"}, {"done"}});
  for (const auto& one : report.tables) {
    const bool empty = one.rows == 0;
    table.add({cell(one.symbol.str()), cell(one.iv_source), Cell(one.rows),
               empty ? Cell() : cell(one.first), empty ? Cell() : cell(one.last),
               cell(std::string_view(one.computed ? "computed" : "held"))});
  }
  fmt::print("{}", table.render(options.output.form()));
  return 0;
}

// --- show

struct ShowOptions {
  std::string symbol;
  std::string date;
  RangeOptions range;
  OutputFlags output;
};

Result<features::RowRange> asked_range(const ShowOptions& options) {
  if (!options.date.empty()) {
    if (!options.range.from.empty() || !options.range.to.empty()) {
      return fail(ErrorCode::kUsage, "--date stands beside --from or --to; give one or the other");
    }
    AOTS_TRY(date, parse_date_option("--date", options.date));
    return features::RowRange{.from = date, .to = date};
  }
  AOTS_TRY(range, parse_range(options.range));
  return features::RowRange{.from = range.first, .to = range.second};
}

Table rows_table(const data::FeatureTable& rows) {
  std::vector<Column> columns{{"date"}, {"symbol"}};
  for (const auto& name : features::feature_names()) columns.push_back({name});
  Table table(std::move(columns));
  for (std::size_t row = 0; row < rows.dates.size(); ++row) {
    std::vector<Cell> cells{cell(rows.dates[row]), cell(rows.symbol.str())};
    for (const auto& column : rows.columns) {
      cells.push_back(column.has(row) ? Cell(column.values[row]) : Cell());
    }
    table.add(std::move(cells));
  }
  return table;
}

Result<int> show(const ShowOptions& options, const CommonOptions& common) {
  AOTS_TRY(symbol, parse_share_option(options.symbol));
  AOTS_TRY(range, asked_range(options));
  AOTS_TRY(lake, open_lake(common));
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(rows, features::feature_rows(lake, symbol, range, calendar));
  const data::FeatureTable& table = rows.table;
  if (table.dates.empty()) {
    return fail(ErrorCode::kData,
                "the lake {} holds no bar and no chain of {} {}; `aots data status` lists what it "
                "holds",
                lake.root().string(), symbol.str(),
                options.date.empty() ? "between these dates" : "on " + options.date);
  }
  if (options.output.form() != OutputForm::kText) {
    fmt::print("{}", rows_table(table).render(options.output.form()));
    return 0;
  }
  const bool one_row = options.range.from.empty() && options.range.to.empty();
  fmt::print("{}", one_row ? feature_sheet(rows, table.dates.size() - 1, calendar)
                           : feature_overview(rows));
  return 0;
}

// --- describe

Result<int> describe(const OutputFlags& output) {
  const auto warm_up = [](const features::FeatureDefinition& feature) {
    return feature.warm_up() ? Cell(std::int64_t{*feature.warm_up()}) : Cell();
  };
  if (output.form() == OutputForm::kJson) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& feature : features::catalogue()) {
      nlohmann::ordered_json one = {
          {"name", feature.name},       {"group", features::to_string(feature.group)},
          {"formula", feature.formula}, {"unit", feature.unit},
          {"window", feature.window},   {"warm_up", nullptr}};
      if (feature.warm_up()) one["warm_up"] = *feature.warm_up();
      list.push_back(std::move(one));
    }
    const nlohmann::ordered_json document = {{"schema_hash", features::schema_hash()},
                                             {"features", std::move(list)}};
    fmt::print("{}\n", document.dump(1));
    return 0;
  }
  if (output.form() == OutputForm::kText) {
    fmt::print("{}", catalogue_sheet());
    return 0;
  }
  Table table({{"name"}, {"group"}, {"formula"}, {"unit"}, {"window"}, {"warm_up"}});
  for (const auto& feature : features::catalogue()) {
    table.add({cell(feature.name), cell(features::to_string(feature.group)), cell(feature.formula),
               cell(feature.unit), cell(feature.window), warm_up(feature)});
  }
  fmt::print("{}", table.csv());
  return 0;
}

void register_build(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App* build_app = app.add_subcommand(
      "build",
      "Compute the features of symbols and keep them in the lake\n\n"
      "What is there and still follows from the lake is left alone. Rows do not depend on the\n"
      "symbols and dates asked for.\n\n"
      "Example:\n  aots features build --symbols SPY,AAPL --lake lake");
  build_app->add_option("--symbols", options->symbols, "Symbols; default: all of the lake");
  build_app->add_option("--from", options->range.from, "First session; default: the first held");
  build_app->add_option("--to", options->range.to, "Last session; default: the last held");
  add_output_flags(*build_app, options->output);
  build_app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return build(*options, invocation.common); };
  });
}

void register_show(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* show_app = app.add_subcommand(
      "show",
      "The features of a symbol, as known at the end of a session\n\n"
      "Read from the lake where `aots features build` keeps current ones, computed otherwise: the\n"
      "values are the same. With --from or --to an overview; rows with --csv or --json.\n\n"
      "Example:\n  aots features show SPY --date 2023-06-01\n"
      "  aots features show SPY --from 2023-01-03 --to 2023-06-30 --csv");
  show_app->add_option("SYMBOL", options->symbol, "Symbol")->required();
  show_app->add_option("--date", options->date, "Session; default: the last one held");
  show_app->add_option("--from", options->range.from, "First session");
  show_app->add_option("--to", options->range.to, "Last session");
  add_output_flags(*show_app, options->output);
  show_app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return show(*options, invocation.common); };
  });
}

}  // namespace

void register_features(CLI::App& root, Invocation& invocation) {
  CLI::App* app = root.add_subcommand("features",
                                      "The 185 features of every symbol and session\n\n"
                                      "Example:\n  aots features show SPY --date 2023-06-01");
  app->require_subcommand(1);
  register_build(*app, invocation);
  register_show(*app, invocation);
  auto output = std::make_shared<OutputFlags>();
  CLI::App* describe_app = app->add_subcommand(
      "describe",
      "The catalogue: name, group, formula, unit, window and warm-up of each feature\n\n"
      "Example:\n  aots features describe --json");
  add_output_flags(*describe_app, *output);
  describe_app->callback(
      [&invocation, output] { invocation.action = [output] { return describe(*output); }; });
}

}  // namespace aots::app
