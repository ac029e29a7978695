// PreparedFile: one vendor file read, cleaned and accounted for, ready to be written.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/clean/pipelines.hpp"
#include "data/ingest/import.hpp"
#include "data/ingest/vendor_tree.hpp"
#include "data/source/snapshot_note.hpp"
#include "data/source/vendor_file.hpp"

namespace aots::data {

// The underlying at the close of a session, by symbol and session.
using Spots = std::map<std::pair<std::string, Date>, Price>;

struct PreparedChain {
  OptionChain chain;
  Date label;
  bool relabelled = false;
  std::vector<std::string> notes;  // of the account, once the chain is stored
  // Of a relabelled chain: its rows as they go to the quarantine should another file hold the
  // session under its own label.
  std::vector<QuarantinedRow> as_copy;
};

using PreparedRecords = std::variant<std::vector<Bar>, std::vector<RateObservation>, Actions,
                                     std::vector<EarningsReport>, std::vector<FomcDecision>,
                                     std::vector<PreparedChain>>;

// What a file holds of one symbol. The account is complete but for what depends on whether a chain
// turns out to be a copy.
struct PreparedSet {
  ImportAccount account;
  PreparedRecords records;
  std::vector<QuarantinedRow> quarantined;
  std::vector<StepAccount> steps;
};

struct PreparedFile {
  Path path;
  std::string name;  // as accounts show it
  std::string kind;
  std::string sha256;
  std::vector<PreparedSet> sets;  // by symbol
};

struct PrepareContext {
  const calendar::ExchangeCalendar& calendar;
  Date today;
  const Spots& spots;
  const StepSwitches& steps;
  std::optional<SnapshotNote> note = {};  // that lies beside the file
};

// Parses and cleans one file.
Result<PreparedFile> prepare_file(const ClaimedFile& claimed, const VendorFile& file,
                                  const PrepareContext& context);

}  // namespace aots::data
