// The audit log: one row for every row that the ledger wrote, chained by SHA-256.
//
// A row's hash covers all of it and the hash before it, so nothing can be altered, removed or moved
// without every later hash changing; the last hash is kept in audit_head as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/detail/connection.hpp"

namespace aots::ledger::detail {

struct AuditRow {
  std::int64_t seq = 0;
  std::string time;  // canonical
  std::optional<std::int64_t> run;
  std::string actor;
  std::string action;                // insert, update, or the word of a note
  std::optional<std::string> table;  // absent for a note
  std::optional<std::int64_t> row;   // its id
  std::string payload;               // the row's content after the action, as JSON
  std::string previous_hash;
  std::string hash;
};

// SHA-256 of everything but the hash itself.
std::string hash_of(const AuditRow& row);

struct AuditHead {
  std::int64_t seq = 0;
  std::string hash;
};

// `lock` keeps other writers out until the transaction ends.
Result<AuditHead> read_head(Connection& connection, bool lock);
Status write_head(Connection& connection, const AuditHead& head);

// Numbers, chains and writes the row, and moves the head (in memory).
Status append_audit(Connection& connection, AuditHead& head, AuditRow row);
// Rows with seq > after, at most `count`.
Result<std::vector<AuditRow>> read_audit(Connection& connection, std::int64_t after, int count);

}  // namespace aots::ledger::detail
