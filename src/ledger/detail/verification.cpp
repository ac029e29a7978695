#include "ledger/detail/verification.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "ledger/detail/migrations.hpp"

namespace aots::ledger::detail {
namespace {

constexpr int kPageRows = 2000;
constexpr std::array kOneNumber{CellKind::kInteger};
constexpr std::array kOneText{CellKind::kText};

std::int64_t number(const std::optional<std::string>& text) {
  return parse_int(text.value_or("")).value_or(0);
}

// The columns in which a row is not what the audit log has.
std::string differences(const LedgerTable& table, const CellTexts& cells,
                        const std::string& payload) {
  const auto json = nlohmann::json::parse(payload, nullptr, false);
  if (!json.is_object()) return "its audit row holds no content to compare with";
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto kept = json.find(table.columns[i].name);
    const bool absent = kept == json.end() || !kept->is_string();
    const std::string before = absent ? "absent" : kept->get<std::string>();
    const std::string now = cells[i].value_or("absent");
    if (absent != !cells[i].has_value() || before != now) {
      texts.push_back(
          fmt::format("{} is {} where the audit log has {}", table.columns[i].name, now, before));
    }
  }
  return join(texts, ", ");
}

}  // namespace

void Verification::found(std::string where, std::string what) {
  ++report_.findings_total;
  if (report_.findings.size() < kFindingsMax) {
    report_.findings.push_back({std::move(where), std::move(what)});
  }
}

// SQLite's own check of its pages and indices; PostgreSQL answers for itself.
Status Verification::check_file() {
  if (!connection_.sqlite()) return {};
  AOTS_TRY(rows, connection_.read("PRAGMA quick_check(10)", {}, kOneText));
  for (const CellTexts& row : rows) {
    if (row[0] != "ok") found("the file", row[0].value_or(""));
  }
  return {};
}

Result<bool> Verification::check_columns(const LedgerTable& table) {
  const std::array name{LedgerCell{CellKind::kText, table.name}};
  AOTS_TRY(rows, connection_.read(connection_.sqlite()
                                      ? "SELECT name FROM pragma_table_info(:p1)"
                                      : "SELECT CAST(column_name AS TEXT) FROM "
                                        "information_schema.columns WHERE table_schema = "
                                        "current_schema() AND table_name = :p1",
                                  name, kOneText));
  bool whole = true;
  for (const LedgerColumn& column : table.columns) {
    const bool there =
        std::ranges::any_of(rows, [&](const CellTexts& row) { return row[0] == column.name; });
    if (there) continue;
    whole = false;
    if (rows.empty()) {
      found(table.name, "the table is missing");
      break;
    }
    found(table.name, fmt::format("the column {} is missing", column.name));
  }
  return whole;
}

void Verification::check_link(const AuditRow& row, const AuditHead& before) {
  const std::string where = fmt::format("audit_log {}", row.seq);
  if (row.seq != before.seq + 1) {
    found(where,
          row.seq == before.seq + 2
              ? fmt::format("row {} before it is missing", before.seq + 1)
              : fmt::format("rows {} to {} before it are missing", before.seq + 1, row.seq - 1));
  } else if (row.previous_hash != before.hash) {
    found(where, fmt::format("it follows the hash {:.12}, but the row before it has {:.12}: rows "
                             "were moved or replaced",
                             row.previous_hash, before.hash));
  }
  const std::string expected = hash_of(row);
  if (row.hash != expected) {
    found(where, fmt::format("it was altered: its content has the hash {:.12}, the row says {:.12}",
                             expected, row.hash));
  }
}

Status Verification::check_chain() {
  AuditHead before;
  while (true) {
    AOTS_TRY(page, read_audit(connection_, before.seq, kPageRows));
    for (const AuditRow& row : page) {
      check_link(row, before);
      before = {row.seq, row.hash};
      ++report_.audit_rows;
    }
    AOTS_CHECK_OK(check_stop(observer_));
    observer_.progress("verify audit log", report_.audit_rows, 0, "rows");
    if (page.size() < kPageRows) break;
  }
  report_.head = before.hash;
  const auto head = read_head(connection_, false);
  if (!head) {
    found("audit_head", "its row is missing");
  } else if (head->seq != before.seq || head->hash != before.hash) {
    found("audit_head", fmt::format("the log should end with row {} and the hash {:.12}; it ends "
                                    "with row {} and {:.12}",
                                    head->seq, head->hash, before.seq, before.hash));
  }
  return {};
}

void Verification::check_row(const LedgerTable& table, CellTexts cells) {
  const std::optional<std::string> payload = std::move(cells.back());
  cells.pop_back();
  const std::string where = row_name(table, number(cells.front()));
  if (!payload) {
    found(where, "it is in no row of the audit log: it was added by another hand");
  } else if (payload_of(table, cells) != *payload) {
    found(where, fmt::format("it was altered: {}", differences(table, cells, *payload)));
  }
}

Status Verification::check_rows(const LedgerTable& table) {
  std::vector<std::string> names;
  for (const LedgerColumn& column : table.columns) names.push_back("t." + column.name);
  const std::string statement = fmt::format(
      "SELECT {}, a.payload FROM {} t LEFT JOIN audit_log a ON a.seq = (SELECT MAX(l.seq) FROM "
      "audit_log l WHERE l.table_name = :p1 AND l.row_id = t.id) WHERE t.id > :p2 ORDER BY t.id "
      "LIMIT {}",
      join(names, ", "), table.name, kPageRows);
  std::vector<CellKind> kinds = table.kinds();
  kinds.push_back(CellKind::kText);
  std::int64_t rows = 0;
  std::int64_t last = -1;
  while (true) {
    const std::array parameters{LedgerCell{CellKind::kText, table.name},
                                LedgerCell{CellKind::kInteger, std::to_string(last)}};
    AOTS_TRY(page, connection_.read(statement, parameters, kinds));
    for (CellTexts& cells : page) {
      last = number(cells.front());
      check_row(table, std::move(cells));
      ++rows;
    }
    AOTS_CHECK_OK(check_stop(observer_));
    observer_.progress(fmt::format("verify {}", table.name), rows, 0, "rows");
    if (page.size() < kPageRows) break;
  }
  report_.tables.emplace_back(table.name, rows);
  return check_missing(table);
}

Status Verification::check_missing(const LedgerTable& table) {
  const std::array parameters{LedgerCell{CellKind::kText, table.name}};
  AOTS_TRY(rows, connection_.read(
                     fmt::format("SELECT DISTINCT a.row_id FROM audit_log a WHERE a.table_name "
                                 "= :p1 AND NOT EXISTS (SELECT 1 FROM {} t WHERE t.id = "
                                 "a.row_id) ORDER BY a.row_id",
                                 table.name),
                     parameters, kOneNumber));
  for (const CellTexts& row : rows) {
    found(row_name(table, number(row[0])), "it is missing; the audit log holds its content");
  }
  return {};
}

Status Verification::check_references(const LedgerTable& table) {
  for (const LedgerColumn& column : table.columns) {
    if (column.parent.empty()) continue;
    AOTS_TRY(rows, connection_.read(
                       fmt::format("SELECT t.id FROM {0} t LEFT JOIN {1} p ON p.id = t.{2} WHERE "
                                   "t.{2} IS NOT NULL AND p.id IS NULL ORDER BY t.id",
                                   table.name, column.parent, column.name),
                       {}, kOneNumber));
    for (const CellTexts& row : rows) {
      found(row_name(table, number(row[0])),
            fmt::format("its {} names a row that {} does not hold", column.name, column.parent));
    }
  }
  return {};
}

// What keeps a hand that is not ours from changing the audit log by mistake.
Status Verification::check_guards() {
  for (const char* guard : {"audit_log_keeps_rows", "audit_log_loses_none"}) {
    const std::array name{LedgerCell{CellKind::kText, guard}};
    AOTS_TRY(rows,
             connection_.read(connection_.sqlite()
                                  ? "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' "
                                    "AND name = :p1"
                                  : "SELECT count(*) FROM pg_trigger WHERE tgname = :p1 AND "
                                    "tgenabled = 'O' AND tgrelid = to_regclass('audit_log')",
                              name, kOneNumber));
    if (rows.front().front() == "0") {
      found("audit_log", fmt::format("the trigger {} that keeps it append-only is missing", guard));
    }
  }
  return {};
}

Status Verification::check_manifests() {
  const LedgerTable& table = runs_table();
  AOTS_TRY(rows,
           connection_.read(fmt::format("SELECT {} FROM runs WHERE kind = 'backtest' ORDER BY id",
                                        table.column_list()),
                            {}, table.kinds()));
  for (const CellTexts& cells : rows) {
    const auto run = run_from(cells);
    if (run && sha256_hex(run->run.manifest) == run->run.key) continue;
    found(row_name(table, number(cells[0])), "its manifest does not have the hash that names it");
  }
  return {};
}

Result<VerifyReport> Verification::run() {
  AOTS_TRY(version, schema_version(connection_));
  report_.schema_version = version.value_or(0);
  AOTS_CHECK_OK(check_file());
  const LedgerTable audit{
      "audit_log", true, {{"seq", CellKind::kInteger, ""}, {"hash", CellKind::kText, ""}}};
  const LedgerTable head{"audit_head", false, {{"seq", CellKind::kInteger, ""}}};
  std::vector<LedgerTable> tables = entry_tables();
  tables.insert(tables.begin(), runs_table());
  bool whole = true;
  for (const LedgerTable* table : {&audit, &head}) {
    AOTS_TRY(there, check_columns(*table));
    whole = whole && there;
  }
  for (const LedgerTable& table : tables) {
    AOTS_TRY(there, check_columns(table));
    whole = whole && there;
  }
  if (!whole) return report_;  // nothing else can be read as it should be
  AOTS_CHECK_OK(check_guards());
  AOTS_CHECK_OK(check_chain());
  for (const LedgerTable& table : tables) {
    AOTS_CHECK_OK(check_rows(table));
    AOTS_CHECK_OK(check_references(table));
  }
  AOTS_CHECK_OK(check_manifests());
  return report_;
}

}  // namespace aots::ledger::detail
