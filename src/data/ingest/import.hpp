// Import: vendor files into the lake, every row accounted for.
//
// Files are found, recognised by content, read and cleaned on a few threads, and written in the
// order of their paths, so that the result does not depend on the threads. Everything becomes
// visible in one commit at the end: a stopped or failed import leaves the lake as it was. A file
// whose bytes the lake already holds is not read again; its rows count as duplicates. For every
// file and symbol rows_read = rows_stored + rows_quarantined + duplicates.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/clean/step_switches.hpp"
#include "data/ingest/enrich.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

struct ImportRequest {
  std::vector<Path> paths;          // files and folders; folders are walked to the bottom
  std::optional<std::string> kind;  // read every file as this kind
  std::optional<Symbol> symbol;     // of files that do not carry theirs
  Date today;                       // the newest date that a file can plausibly speak of
  int jobs = 2;                     // threads that read
  StepSwitches steps{};
  // When what this import works out becomes known; absent: bars are not repaired.
  std::optional<Timestamp> moment{};
};

// What one step of the pipeline did to the rows of a dataset.
struct StepAccount {
  std::string step;
  std::int64_t seen = 0;
  std::int64_t changed = 0;
  std::int64_t duplicates = 0;
  std::int64_t set_aside = 0;
};

// Adds the figures to those of the same step, or a step behind the others.
void add_step(std::vector<StepAccount>& steps, const StepAccount& step);

// What one kind holds, or what an import brought, of one symbol.
struct DatasetAccount {
  std::string kind;
  std::string symbol;  // empty for events of the whole market
  std::int64_t files = 0;
  std::int64_t rows_read = 0;
  std::int64_t rows_stored = 0;
  std::int64_t rows_quarantined = 0;
  std::int64_t duplicates = 0;
  std::map<std::string, std::int64_t> reasons;
  std::vector<Date> sessions;  // distinct dates stored, now or before, ascending
  std::vector<std::string> notes;
  std::vector<StepAccount> steps;  // of an import: in their order
};

// A file that was not imported, and why.
struct PassedOver {
  std::string path;
  std::string reason;
};

struct ImportReport {
  std::vector<DatasetAccount> datasets;  // by kind, then symbol
  std::vector<PassedOver> unrecognised;  // inside folders: no format claims them
  EnrichReport enriched;                 // of the whole lake
  std::vector<PassedOver> damaged;       // inside folders: recognised or packed, but not readable
};

// Errors: kIo for a missing path or a folder that cannot be listed; kData for an explicitly named
// file that is damaged or not recognised, and when nothing at all was recognised; kUsage for an
// unknown kind; kInterrupted; those of the lake. The lake is created if need be.
Result<ImportReport> import_into(const Path& lake, const ImportRequest& request,
                                 const calendar::ExchangeCalendar& calendar,
                                 WorkObserver& observer);

// Adds up accounts by kind and symbol.
std::vector<DatasetAccount> summarise(const std::vector<ImportAccount>& accounts);

// Consecutive sessions of the exchange that a dataset lacks between its first and its last.
struct Gap {
  Date first;
  Date last;
  int sessions = 0;
};

// Gaps of the datasets of sessions (bars and chains); the other kinds follow no exchange calendar.
struct DatasetGaps {
  std::string kind;
  std::string symbol;
  std::vector<Gap> gaps;
};
std::vector<DatasetGaps> find_gaps(const Catalog& catalog,
                                   const calendar::ExchangeCalendar& calendar);

// The names that ImportRequest::kind takes.
std::vector<std::string> import_kinds();

}  // namespace aots::data
