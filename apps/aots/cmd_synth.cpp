// aots data synth
#include <memory>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "data/ingest/synthesize.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

struct SynthOptions {
  std::string symbols;
  std::string from;
  std::string to;
  int contracts = 0;
  bool anchor_index = false;
  bool json = false;
};

Result<data::SynthesisRequest> make_request(const SynthOptions& options,
                                            const CommonOptions& common) {
  data::SynthesisRequest request;
  AOTS_TRY(from, parse_date_option("--from", options.from));
  AOTS_TRY(to, parse_date_option("--to", options.to));
  if (from > to) {
    return fail(ErrorCode::kUsage, "--from {} is later than --to {}; swap them", to_string(from),
                to_string(to));
  }
  request.from = from;
  request.to = to;
  request.contracts_min = options.contracts;
  request.seed = common.seed.value_or(request.seed);
  if (!options.symbols.empty()) {
    AOTS_TRY(symbols, parse_symbols_option(options.symbols));
    request.symbols = symbols;
  } else {
    for (const auto& profile : data::symbol_profiles()) {
      request.symbols.emplace_back(std::string(profile.symbol));
    }
  }
  return request;
}

nlohmann::ordered_json to_json(const data::SynthesisReport& report,
                               const data::SynthesisRequest& request) {
  auto datasets = nlohmann::ordered_json::array();
  for (const auto& chains : report.chains) {
    nlohmann::ordered_json entry{{"kind", report.kind},
                                 {"symbol", chains.symbol.str()},
                                 {"sessions", chains.sessions},
                                 {"rows", chains.rows},
                                 {"contracts_min", chains.contracts_min},
                                 {"contracts_max", chains.contracts_max}};
    entry["first"] = chains.sessions > 0 ? nlohmann::json(to_string(chains.first)) : nullptr;
    entry["last"] = chains.sessions > 0 ? nlohmann::json(to_string(chains.last)) : nullptr;
    entry["skipped"] = {{"held_already", chains.held_already},
                        {"without_bar", chains.without_bar},
                        {"without_level", chains.without_level},
                        {"without_rate", chains.without_rate}};
    datasets.push_back(std::move(entry));
  }
  return {{"kind", report.kind},
          {"already_there", report.already_there},
          {"seed", request.seed},
          {"rows", report.rows},
          {"datasets", std::move(datasets)}};
}

std::string to_table(const data::SynthesisReport& report) {
  TextTable table({"symbol", "sessions", "chain rows", "contracts a day", "first", "last",
                   "sessions left out"});
  for (const auto& chains : report.chains) {
    const auto left_out =
        chains.held_already + chains.without_bar + chains.without_level + chains.without_rate;
    const bool any = chains.sessions > 0;
    table.add_row({chains.symbol.str(), std::to_string(chains.sessions),
                   std::to_string(chains.rows),
                   any ? fmt::format("{} to {}", chains.contracts_min, chains.contracts_max) : "",
                   any ? to_string(chains.first) : "", any ? to_string(chains.last) : "",
                   std::to_string(left_out)});
  }
  return table.render();
}

Result<int> run(const SynthOptions& options, const CommonOptions& common) {
  AOTS_TRY(request, make_request(options, common));
  AOTS_TRY(config, load_run_config(common));
  request.sources = config.sources;
  const calendar::ExchangeCalendar calendar;
  const auto observer = make_observer(common);
  AOTS_TRY(report, options.anchor_index
                       ? data::synthesize_anchored(common.lake, request, calendar, *observer)
                       : data::synthesize_market(common.lake, request, calendar, *observer));
  if (options.json) {
    fmt::print("{}\n", to_json(report, request).dump(2));
    return 0;
  }
  fmt::print("{}", to_table(report));
  if (report.already_there) {
    fmt::print("The lake {} holds exactly this already ({} rows); nothing was written.\n",
               common.lake, report.rows);
  } else {
    fmt::print("Wrote {} synthetic rows into the lake {}.\n", report.rows, common.lake);
  }
  return 0;
}

}  // namespace

void register_synth(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<SynthOptions>();
  CLI::App* app = data.add_subcommand(
      "synth",
      "A synthetic market, every row marked synthetic for ever after\n\n"
      "Simulates bars, option chains, volatility indices, rates, dividends, a split, earnings and\n"
      "FOMC dates into a lake of its own; --seed N chooses the world. With --anchor-index it "
      "builds\n"
      "chains on the real underlyings and volatility indices that the lake holds, only for "
      "sessions\n"
      "without a chain of a source that ranks before `anchored` (data.sources.chains).\n\n"
      "Examples:\n"
      "  aots data synth --lake synthetic --from 2020-01-02 --to 2024-12-31 --seed 7\n"
      "  aots data synth --anchor-index --symbols SPY --from 2012-01-03 --to 2019-12-31");
  app->add_option("--symbols", options->symbols,
                  "Underlyings, separated by commas; default: all that can be simulated");
  app->add_option("--from", options->from, "First session")->required();
  app->add_option("--to", options->to, "Last session")->required();
  CLI::Option* anchor = app->add_flag("--anchor-index", options->anchor_index,
                                      "Build on the real bars and volatility indices of the lake");
  app->add_option("--contracts", options->contracts,
                  "Contracts that every symbol lists on every session, at least; default: 2000 for "
                  "an ETF, 500 for a stock")
      ->check(CLI::Range(1, 20'000))
      ->excludes(anchor);
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
