#include "ledger/detail/audit.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace aots::ledger::detail {
namespace {

using Json = nlohmann::json;

constexpr std::array kKinds{
    CellKind::kInteger, CellKind::kTime,    CellKind::kInteger, CellKind::kText, CellKind::kText,
    CellKind::kText,    CellKind::kInteger, CellKind::kText,    CellKind::kText, CellKind::kText};
constexpr const char* kColumns =
    "seq, event_time, run_id, actor, action, table_name, row_id, payload, previous_hash, hash";

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::optional<std::string> digits(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return std::to_string(*value);
}

std::optional<std::int64_t> number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return parse_int(*text);
}

}  // namespace

std::string hash_of(const AuditRow& row) {
  const Json content =
      Json::array({row.seq, row.time, or_null(row.run), row.actor, row.action, or_null(row.table),
                   or_null(row.row), row.payload, row.previous_hash});
  return sha256_hex(content.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<AuditHead> read_head(Connection& connection, bool lock) {
  const std::array kinds{CellKind::kInteger, CellKind::kText};
  const bool row_lock = lock && !connection.sqlite();
  AOTS_TRY(rows, connection.read(fmt::format("SELECT seq, hash FROM audit_head WHERE id = 1{}",
                                             row_lock ? " FOR UPDATE" : ""),
                                 {}, kinds));
  if (rows.size() != 1 || !number(rows[0][0])) {
    return fail(ErrorCode::kData,
                "the ledger {} has lost the row of audit_head; check it with `aots verify`",
                connection.address().display());
  }
  return AuditHead{*number(rows[0][0]), rows[0][1].value_or("")};
}

Status write_head(Connection& connection, const AuditHead& head) {
  const std::array cells{LedgerCell{CellKind::kInteger, std::to_string(head.seq)},
                         LedgerCell{CellKind::kText, head.hash}};
  AOTS_TRY(changed,
           connection.write("UPDATE audit_head SET seq = :p1, hash = :p2 WHERE id = 1", cells));
  static_cast<void>(changed);
  return {};
}

Status append_audit(Connection& connection, AuditHead& head, AuditRow row) {
  row.seq = head.seq + 1;
  row.previous_hash = head.hash;
  row.hash = hash_of(row);
  const std::array cells{LedgerCell{kKinds[0], std::to_string(row.seq)},
                         LedgerCell{kKinds[1], row.time},
                         LedgerCell{kKinds[2], digits(row.run)},
                         LedgerCell{kKinds[3], row.actor},
                         LedgerCell{kKinds[4], row.action},
                         LedgerCell{kKinds[5], row.table},
                         LedgerCell{kKinds[6], digits(row.row)},
                         LedgerCell{kKinds[7], row.payload},
                         LedgerCell{kKinds[8], row.previous_hash},
                         LedgerCell{kKinds[9], row.hash}};
  static const std::string kInsert = fmt::format(
      "INSERT INTO audit_log ({}) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8, :p9, :p10)",
      kColumns);
  AOTS_TRY(written, connection.write(kInsert, cells));
  static_cast<void>(written);
  head = {row.seq, row.hash};
  return {};
}

Result<std::vector<AuditRow>> read_audit(Connection& connection, std::int64_t after, int count) {
  const std::array parameters{LedgerCell{CellKind::kInteger, std::to_string(after)}};
  AOTS_TRY(found,
           connection.read(fmt::format("SELECT {} FROM audit_log WHERE seq > :p1 ORDER BY seq "
                                       "LIMIT {}",
                                       kColumns, count),
                           parameters, kKinds));
  std::vector<AuditRow> rows;
  for (const CellTexts& cells : found) {
    AuditRow& row = rows.emplace_back();
    row.seq = number(cells[0]).value_or(0);
    row.time = cells[1].value_or("");
    row.run = number(cells[2]);
    row.actor = cells[3].value_or("");
    row.action = cells[4].value_or("");
    row.table = cells[5];
    row.row = number(cells[6]);
    row.payload = cells[7].value_or("");
    row.previous_hash = cells[8].value_or("");
    row.hash = cells[9].value_or("");
  }
  return rows;
}

}  // namespace aots::ledger::detail
