// Ledger: what the system decided and did, kept for good in SQLite or PostgreSQL.
//
// Rows become durable together or not at all: a UnitOfWork is one transaction, and commit() returns
// success only after the database has synced it. Every row written also appends its whole content
// to an audit log whose rows are chained by SHA-256, so that verify() finds a row that was altered,
// removed, added or moved behind the ledger's back, in any table. The ledger stores and decides
// nothing.
//
// Errors: kIo for a full disk, a locked file or one that cannot be opened; kService for a
// PostgreSQL server that is away or refuses; kData for a ledger that is damaged, of a newer
// program, or holds something else under the same number, and for a value that neither database can
// hold. A lost connection is taken up again once and the unit written again, which changes nothing
// where it had arrived; after an error the unit is still the caller's, to commit again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/work.hpp"
#include "ledger/address.hpp"
#include "ledger/entries.hpp"

namespace aots::ledger {

// Every kind of row of a run, in the order in which rows may refer to each other.
using Entry = std::variant<SignalEntry, QuoteEntry, TradeEntry, LegEntry, OrderEntry, OrderLegEntry,
                           FillEntry, FillLegEntry, EquityEntry, RegimeEntry, HeartbeatEntry,
                           ShareLotEntry, RiskChecksEntry>;

// Something that is no row but belongs in the audit log: an operator's command, a recovery.
struct AuditNote {
  std::string actor;
  std::string action;  // a word: pause, flatten, ...
  JsonText detail;
};

// Rows of one run that belong together. A row put twice counts once, in its last state.
class UnitOfWork {
 public:
  explicit UnitOfWork(RunEntry owner) : run(std::move(owner)) {}

  void put(Entry entry);
  void note(AuditNote note) { notes_.push_back(std::move(note)); }
  void clear();
  bool empty() const { return entries_.empty() && notes_.empty(); }

  RunEntry run;
  Timestamp time{};  // of the event that made it; the audit log's time

  // By (place of the kind in Entry, number of the row in its run).
  const std::map<std::pair<std::size_t, std::int64_t>, Entry>& entries() const { return entries_; }
  const std::vector<AuditNote>& notes() const { return notes_; }

 private:
  std::map<std::pair<std::size_t, std::int64_t>, Entry> entries_;
  std::vector<AuditNote> notes_;
};

// Whether a row that is already there with other content may be brought to the new state.
enum class Rewrite { kMutableRows, kNever };

struct CommitReport {
  std::int64_t run = 0;  // number of the run in the ledger
  std::int64_t inserted = 0, updated = 0, unchanged = 0;
};

struct RecordedRun {
  std::int64_t id = 0;
  RunEntry run;
};

struct Finding {
  std::string where;  // "trades 1000000005 (run 1, number 5)", "audit_log 17"
  std::string what;
};

struct VerifyReport {
  int schema_version = 0;
  std::int64_t audit_rows = 0;
  std::string head;  // hash of the last audit row: note it down elsewhere
  std::vector<std::pair<std::string, std::int64_t>> tables;  // rows
  std::vector<Finding> findings;                             // the first kFindingsMax
  std::int64_t findings_total = 0;

  bool sound() const { return findings_total == 0; }
};
inline constexpr std::size_t kFindingsMax = 100;

enum class OpenMode {
  kCreate,    // create what is missing and migrate to this program's schema
  kExisting,  // change nothing
};

class Ledger {
 public:
  static Result<Ledger> open(const LedgerAddress& address, OpenMode mode);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // Makes the unit durable, whole or not at all. Idempotent: rows that are there change nothing.
  Result<CommitReport> commit(const UnitOfWork& unit, Rewrite rewrite = Rewrite::kMutableRows);

  Result<std::vector<RecordedRun>> runs();
  // The rows of a run, by number. E is one of the alternatives of Entry.
  template <class E>
  Result<std::vector<E>> read(std::int64_t run);

  // Reads everything, in one snapshot; stops with kInterrupted when asked to.
  Result<VerifyReport> verify(WorkObserver& observer);

 private:
  struct Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The schema that this program writes.
int latest_schema_version();

}  // namespace aots::ledger
