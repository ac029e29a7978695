// The frame every sub-command of `aots` fits into: common options, and an action that gives an exit
// code.
//
// A command registers its flags and sets `invocation.action` in its callback; main runs the action,
// prints an error as one sentence on stderr and turns its code into the exit code
// (base/result.hpp). Results go to stdout; logs and progress go to stderr.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/work.hpp"
#include "domain/types.hpp"

namespace aots::app {

struct CommonOptions {
  std::string lake = "lake";             // --lake, env AOTS_LAKE
  std::string config;                    // --config, empty: built-in defaults
  std::vector<std::string> assignments;  // --set key.path=value
  std::optional<std::uint64_t> seed;     // --seed
  int jobs = 0;                          // --jobs, 0: all cores
  std::string progress = "auto";         // --progress=auto|always|never
};

struct Invocation {
  CommonOptions common;
  std::function<Result<int>()> action;  // set by the sub-command that was chosen
};

// Progress on stderr (a bar on a terminal, a line per 10 s otherwise) and Ctrl-C as a stop request.
std::unique_ptr<WorkObserver> make_observer(const CommonOptions& common);

// What --jobs asks for: at least 1.
int thread_count(const CommonOptions& common);

// --date, --from, --to: an ISO date or a usage error that says what was found.
Result<Date> parse_date_option(const std::string& flag, const std::string& text);
// A symbol argument in any of its spellings, or a usage error.
Result<Symbol> parse_symbol_option(const std::string& text);
// A symbol that asks for records: a ticker that was renamed means its successor (FB is META), and
// with a date what it named then (GOOG of 2013 is GOOGL).
Result<Symbol> parse_share_option(const std::string& text, std::optional<Date> date = {});
// "SPY,QQQ" as symbols, in order, without repetition.
Result<std::vector<Symbol>> parse_symbols_option(const std::string& text);

// A plain text table for the terminal: columns padded, numbers to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  void add_row(std::vector<std::string> cells);
  std::string render() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

void register_backtest(CLI::App& root, Invocation& invocation);
void register_bench(CLI::App& root, Invocation& invocation);
void register_chain(CLI::App& root, Invocation& invocation);
void register_compare(CLI::App& root, Invocation& invocation);
void register_completion(CLI::App& root, Invocation& invocation);
void register_config(CLI::App& root, Invocation& invocation);
void register_data(CLI::App& root, Invocation& invocation);
// Under `data`; called by register_data.
void register_data_status(CLI::App& data, Invocation& invocation);
void register_data_tape(CLI::App& data, Invocation& invocation);
void register_data_verify(CLI::App& data, Invocation& invocation);
void register_doctor(CLI::App& root, Invocation& invocation);
void register_features(CLI::App& root, Invocation& invocation);
void register_iv(CLI::App& root, Invocation& invocation);
void register_ivrank(CLI::App& root, Invocation& invocation);
void register_margin(CLI::App& root, Invocation& invocation);
void register_payoff(CLI::App& root, Invocation& invocation);
void register_price(CLI::App& root, Invocation& invocation);
void register_regime(CLI::App& root, Invocation& invocation);
void register_report(CLI::App& root, Invocation& invocation);
void register_risk(CLI::App& root, Invocation& invocation);
void register_surface(CLI::App& root, Invocation& invocation);
void register_sweep(CLI::App& root, Invocation& invocation);
void register_synth(CLI::App& data,
                    Invocation& invocation);  // under `data`; called by register_data
void register_enrich(CLI::App& data,
                     Invocation& invocation);  // under `data`; called by register_data
void register_universe(CLI::App& root, Invocation& invocation);
void register_verify(CLI::App& root, Invocation& invocation);

}  // namespace aots::app
