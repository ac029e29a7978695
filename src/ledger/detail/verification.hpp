// Verification: reads a whole ledger in pages and lists what does not hold.
#pragma once

#include "base/work.hpp"
#include "ledger/detail/audit.hpp"
#include "ledger/detail/table.hpp"

namespace aots::ledger::detail {

// Inside a transaction of the caller, so that everything is of one moment.
class Verification {
 public:
  Verification(Connection& connection, WorkObserver& observer)
      : connection_(connection), observer_(observer) {}

  Result<VerifyReport> run();

 private:
  Status check_file();
  Result<bool> check_columns(const LedgerTable& table);
  Status check_chain();
  void check_link(const AuditRow& row, const AuditHead& before);
  Status check_rows(const LedgerTable& table);
  void check_row(const LedgerTable& table, CellTexts cells);
  Status check_missing(const LedgerTable& table);
  Status check_references(const LedgerTable& table);
  Status check_guards();
  Status check_manifests();
  void found(std::string where, std::string what);

  Connection& connection_;
  WorkObserver& observer_;
  VerifyReport report_;
};

}  // namespace aots::ledger::detail
