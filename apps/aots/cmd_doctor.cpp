// aots doctor: machine, libraries, configuration, lake, ledger; one line per check and the remedy.
#include <algorithm>
#include <memory>
#include <thread>

#include "aots/version.hpp"
#include "data/store/lake.hpp"
#include "ledger_access.hpp"
#include "run_settings.hpp"
#include "strategy/universe.hpp"

namespace aots::app {
namespace {

enum class Verdict { kOk, kWarn, kFail };

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "ok";
    case Verdict::kWarn:
      return "warn";
    case Verdict::kFail:
      return "fail";
  }
  return "fail";
}

struct Check {
  std::string name;
  Verdict verdict = Verdict::kOk;
  std::string finding;  // what was found, and for warn and fail what to do
};

Check check_program() {
  return {"program", Verdict::kOk, fmt::format("aots {} ({})", version(), git_commit())};
}

Check check_machine() {
  const unsigned cores = std::thread::hardware_concurrency();
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2")) {
    return {"machine", Verdict::kWarn,
            fmt::format("{} cores without AVX2; build with -DAOTS_MARCH=x86-64", cores)};
  }
  return {"machine", Verdict::kOk, fmt::format("{} cores, AVX2", cores)};
#else
  return {"machine", Verdict::kWarn, fmt::format("{} cores, not x86-64: never tested", cores)};
#endif
}

Check check_config(const CommonOptions& common) {
  const auto config = load_run_config(common);
  if (!config) return {"configuration", Verdict::kFail, config.error().message};
  return {"configuration", Verdict::kOk,
          common.config.empty() ? "built-in defaults" : common.config};
}

Check check_universe(const CommonOptions& common) {
  const auto config = load_run_config(common);
  if (!config || config->universe_file.empty()) {
    return {"universe", Verdict::kOk,
            fmt::format("built in, {} tickers", strategy::default_universe().tickers.size())};
  }
  const auto text = read_file(config->universe_file);
  if (!text) return {"universe", Verdict::kFail, text.error().message};
  const auto universe = strategy::read_universe(*text, config->universe_file);
  if (!universe) return {"universe", Verdict::kFail, universe.error().message};
  return {"universe", Verdict::kOk,
          fmt::format("{}, {} tickers", config->universe_file, universe->tickers.size())};
}

std::vector<Check> check_lake(const CommonOptions& common) {
  const auto lake = data::Lake::open(common.lake);
  if (!lake) {
    // A machine without a lake is a fresh machine, not a broken one.
    const bool absent = !std::filesystem::exists(Path(common.lake) / "catalog.json");
    return {{"lake", absent ? Verdict::kWarn : Verdict::kFail, lake.error().message}};
  }
  std::int64_t rows = 0;
  for (const data::Part& part : lake->catalog().parts) rows += part.rows;
  std::vector<Check> checks{
      {"lake", Verdict::kOk,
       fmt::format("{}: {} rows in {} files, chains of {} symbols, bars of {}{}", common.lake, rows,
                   lake->catalog().parts.size(), lake->chain_symbols().size(),
                   lake->bar_symbols().size(), lake->catalog().synthetic ? ", synthetic" : "")}};
  for (const char* needed : {"VIX"}) {
    const auto bars = lake->bar_symbols();
    if (std::ranges::count(bars, Symbol(needed)) == 0) {
      checks.push_back(
          {"regime", Verdict::kWarn,
           "the lake holds no bars of VIX; import them with `aots data import VIX.csv`"});
    }
  }
  return checks;
}

Check check_ledger(const CommonOptions& common) {
  const auto config = load_run_config(common);
  if (!config || config->ledger.empty()) return {"ledger", Verdict::kOk, "none is configured"};
  const auto address = resolve_ledger(config->ledger);
  if (!address) return {"ledger", Verdict::kFail, address.error().message};
  if (address->backend == ledger::Backend::kSqlite && !std::filesystem::exists(address->path)) {
    return {"ledger", Verdict::kWarn,
            fmt::format("{} is not there yet; the first run that writes to it makes it",
                        address->display())};
  }
  auto opened = ledger::Ledger::open(*address, ledger::OpenMode::kExisting);
  if (!opened) return {"ledger", Verdict::kFail, opened.error().message};
  const auto observer = make_observer(common);
  const auto report = opened->verify(*observer);
  if (!report) return {"ledger", Verdict::kFail, report.error().message};
  if (!report->sound()) {
    return {"ledger", Verdict::kFail,
            fmt::format("{}: {} findings, the first on {}; see `aots verify`", address->display(),
                        report->findings_total, report->findings.front().where)};
  }
  return {
      "ledger", Verdict::kOk,
      fmt::format("{}: sound, {} rows of the audit log", address->display(), report->audit_rows)};
}

Result<int> run(const CommonOptions& common) {
  std::vector<Check> checks{check_program(), check_machine(), check_config(common),
                            check_universe(common)};
  for (Check& check : check_lake(common)) checks.push_back(std::move(check));
  checks.push_back(check_ledger(common));
  bool failed = false;
  for (const Check& check : checks) {
    fmt::print("{:<4} {:<14} {}\n", to_string(check.verdict), check.name, check.finding);
    failed = failed || check.verdict == Verdict::kFail;
  }
  return failed ? 1 : 0;
}

}  // namespace

void register_doctor(CLI::App& root, Invocation& invocation) {
  CLI::App* app = root.add_subcommand("doctor",
                                      "Check machine, libraries, configuration, lake and ledger\n\n"
                                      "Example:\n  aots doctor --lake lake");
  app->callback(
      [&invocation] { invocation.action = [&invocation] { return run(invocation.common); }; });
}

}  // namespace aots::app
