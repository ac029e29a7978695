// aots risk explain SIGNAL --run DIR | --ledger URL
#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "backtest/run_reader.hpp"
#include "base/text.hpp"
#include "command.hpp"
#include "dataset_report.hpp"
#include "engine/kept_checks.hpp"
#include "ledger_access.hpp"
#include "run_settings.hpp"
#include "table.hpp"
#include "trading/risk/risk_rules.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kRowsPerRun = 1'000'000'000;  // docs/ledger.md: ids of rows

struct ExplainOptions {
  std::int64_t signal = 0;
  std::string run;
  std::string ledger;
  OutputFlags output;
};

// One signal with every check that the gate made on it.
struct Explained {
  std::int64_t number = 0;
  std::string place;  // a run folder, or a ledger's run
  std::string time, symbol, strategy, action, decision, rule;
  std::vector<engine::KeptCheck> checks;
};

tl::unexpected<Error> no_such_signal(std::int64_t wanted, const std::string& place,
                                     std::int64_t held) {
  if (held == 0) return fail(ErrorCode::kData, "{} holds no signals", place);
  return fail(ErrorCode::kData, "{} holds the signals 1 to {}; there is no signal {}", place, held,
              wanted);
}

tl::unexpected<Error> no_checks(std::int64_t wanted, const std::string& place) {
  return fail(ErrorCode::kData,
              "{} keeps no checks of signal {}: it was written by an older aots; run it again",
              place, wanted);
}

// ------------------------------------------------------------------------------- a run folder

Result<Explained> read_line(const Path& folder, std::int64_t number, std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) {
    return backtest::damaged_run_file(folder, "journal.jsonl", "one JSON object a line");
  }
  Explained found{.number = number, .place = folder.string()};
  const auto text = [&](const char* key) { return json.value(key, std::string()); };
  found.time = text("time");
  found.symbol = text("symbol");
  found.strategy = text("strategy");
  found.action = text("action");
  found.decision = text("decision");
  found.rule = text("rule");
  if (!json.contains("checks")) return no_checks(number, found.place);
  auto checks = engine::read_checks(json["checks"].dump());
  if (!checks) {
    return backtest::damaged_run_file(folder, "journal.jsonl",
                                      "checks as [rule, observed, limit, passed]");
  }
  found.checks = std::move(*checks);
  return found;
}

Result<Explained> from_run(const std::string& run, std::int64_t wanted) {
  const Path folder(run);
  AOTS_CHECK_OK(backtest::expect_run_folder(folder));
  AOTS_TRY(journal, backtest::read_run_file(folder, "journal.jsonl"));
  std::int64_t number = 0;
  for (const std::string_view line : split(journal, '\n')) {
    if (!line.starts_with(R"({"event":"signal",)")) continue;
    if (++number == wanted) return read_line(folder, number, line);
  }
  return no_such_signal(wanted, "the run folder " + run, number);
}

// ----------------------------------------------------------------------------------- a ledger

// A number counts in the run that was recorded last; the id of a row names its run as well.
Result<Explained> from_ledger(const CommonOptions& common, const std::string& named,
                              std::int64_t wanted) {
  AOTS_TRY(config, load_run_config(common));
  const std::string& text = named.empty() ? config.ledger : named;
  if (text.empty()) {
    return fail(ErrorCode::kUsage,
                "no signals are named; give --run DIR, or --ledger URL, or set the key ledger in "
                "the configuration");
  }
  AOTS_TRY(address, resolve_ledger(text));
  AOTS_TRY(ledger, ledger::Ledger::open(address, ledger::OpenMode::kExisting));
  AOTS_TRY(runs, ledger.runs());
  if (runs.empty()) return no_such_signal(wanted, address.display(), 0);
  const std::int64_t run = wanted < kRowsPerRun ? runs.back().id : wanted / kRowsPerRun;
  const std::int64_t number = wanted % kRowsPerRun;
  const std::string place = fmt::format("run {} of {}", run, address.display());
  AOTS_TRY(signals, ledger.read<ledger::SignalEntry>(run));
  const auto signal = std::ranges::find(signals, number, &ledger::SignalEntry::number);
  if (signal == signals.end()) {
    return no_such_signal(number, place, static_cast<std::int64_t>(signals.size()));
  }
  AOTS_TRY(kept, ledger.read<ledger::RiskChecksEntry>(run));
  const auto row = std::ranges::find(kept, number, &ledger::RiskChecksEntry::signal);
  if (row == kept.end()) return no_checks(number, place);
  auto checks = engine::read_checks(row->checks.text);
  if (!checks) {
    return fail(ErrorCode::kData,
                "the checks of signal {} in {} are no list of [rule, observed, limit, passed]; "
                "check the ledger with `aots verify`",
                number, place);
  }
  return Explained{number,
                   place,
                   to_string(signal->timestamp),
                   signal->symbol.str(),
                   signal->strategy,
                   signal->action,
                   signal->decision,
                   signal->rule,
                   std::move(*checks)};
}

// ------------------------------------------------------------------------------------- printing

std::string unit_of(const engine::KeptCheck& check) {
  const trading::RiskRule* rule = trading::find_risk_rule(check.rule);
  return rule == nullptr ? std::string() : std::string(rule->unit);
}

// The sentence of the check that refused the signal; empty for an approved one.
std::string message_of(const Explained& found) {
  const auto check = std::ranges::find(found.checks, found.rule, &engine::KeptCheck::rule);
  if (check == found.checks.end()) return {};
  return trading::risk_sentence(check->rule, check->observed, check->limit);
}

void print_text(const Explained& found) {
  fmt::print("signal {} of {}\n{} {} {} by {}: {}\n", found.number, found.place, found.time,
             found.symbol, found.action, found.strategy, found.decision);
  if (const std::string message = message_of(found); !message.empty()) fmt::print("{}\n", message);
  fmt::print("\n");
  TextTable table({"rule", "passed", "observed", "limit", "unit"});
  for (const engine::KeptCheck& check : found.checks) {
    const auto numbers = trading::risk_numbers(check.rule, check.observed, check.limit);
    table.add_row({check.rule.substr(0, check.rule.find(':')), check.passed ? "yes" : "NO",
                   numbers.observed, numbers.limit, unit_of(check)});
  }
  fmt::print("{}", table.render());
}

void print_csv(const Explained& found) {
  Table table({{"rule"}, {"observed"}, {"limit"}, {"unit"}, {"passed"}});
  for (const engine::KeptCheck& check : found.checks) {
    table.add({Cell(check.rule), Cell(check.observed), Cell(check.limit), Cell(unit_of(check)),
               Cell(check.passed)});
  }
  fmt::print("{}", table.csv());
}

void print_document(const Explained& found) {
  Json checks = Json::array();
  for (const engine::KeptCheck& check : found.checks) {
    checks.push_back({{"rule", check.rule},
                      {"observed", check.observed},
                      {"limit", check.limit},
                      {"unit", unit_of(check)},
                      {"passed", check.passed}});
  }
  print_json({{"signal", found.number},
              {"place", found.place},
              {"time", found.time},
              {"symbol", found.symbol},
              {"strategy", found.strategy},
              {"action", found.action},
              {"decision", found.decision},
              {"rule", found.rule},
              {"message", message_of(found)},
              {"checks", checks}});
}

Result<int> explain(const CommonOptions& common, const ExplainOptions& options) {
  if (!options.run.empty() && !options.ledger.empty()) {
    return fail(ErrorCode::kUsage, "--run and --ledger were both given; give one of them");
  }
  AOTS_TRY(found, options.run.empty() ? from_ledger(common, options.ledger, options.signal)
                                      : from_run(options.run, options.signal));
  switch (options.output.form()) {
    case OutputForm::kText:
      print_text(found);
      break;
    case OutputForm::kCsv:
      print_csv(found);
      break;
    case OutputForm::kJson:
      print_document(found);
      break;
  }
  return 0;
}

}  // namespace

void register_risk(CLI::App& root, Invocation& invocation) {
  CLI::App* risk = root.add_subcommand("risk", "What the risk gate decided, and why");
  risk->require_subcommand(1);
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* app = risk->add_subcommand(
      "explain",
      "Every check that the risk gate made on a signal: rule, observed, limit, unit, passed\n\n"
      "SIGNAL is a line of signals.csv, from 1. In a ledger it is the number in the run that was\n"
      "recorded last, or the id of a row of signals (3000000012: signal 12 of run 3).\n\n"
      "Example:\n"
      "  aots risk explain 12 --run runs/spx\n"
      "  aots risk explain 12 --ledger sqlite:ledger.db --json\n\n"
      "Exit 0 for approved and refused signals, 3 where there is no such signal.");
  app->add_option("SIGNAL", options->signal, "Number of the signal, from 1")
      ->required()
      ->check(CLI::PositiveNumber);
  app->add_option("--run", options->run, "Run folder");
  app->add_option("--ledger", options->ledger, "Address of the ledger; else the configured one");
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return explain(invocation.common, *options); };
  });
}

}  // namespace aots::app
