// Tables: the columns of every entry, and entries to rows of cells and back.
//
// The id of a row is the number of its run times 10^9 plus the row's own number in the run, so a
// reference between rows needs no lookup and ids do not depend on the order of writing. Legs are
// numbered 100 x their parent + leg, days by yyyymmdd.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/detail/cell.hpp"
#include "ledger/ledger.hpp"

namespace aots::ledger::detail {

inline constexpr std::int64_t kRowsPerRun = 1'000'000'000;
inline constexpr std::int64_t kLegsPerRow = 100;

struct LedgerColumn {
  std::string name;
  CellKind kind = CellKind::kText;
  std::string parent;  // the table that a reference points into
};

struct LedgerTable {
  std::string name;
  bool fixed = false;                 // rows never change once written
  std::vector<LedgerColumn> columns;  // id first; then, but for runs, run_id

  std::vector<CellKind> kinds() const;
  std::string column_list() const;
};

const LedgerTable& runs_table();
// In the order of the alternatives of Entry.
const std::vector<LedgerTable>& entry_tables();

template <class E>
const LedgerTable& table_of();

// A row's cells in the order of the table's columns; kData for a value that no database can hold.
Result<std::vector<LedgerCell>> cells_of(std::int64_t id, const RunEntry& run);
Result<std::vector<LedgerCell>> cells_of(std::int64_t run, const Entry& entry);

// The number of the entry's row within its run.
std::int64_t row_number(const Entry& entry);

// Back; kData names table, row and column of a value that is not what it should be.
Result<RecordedRun> run_from(const CellTexts& cells);
template <class E>
Result<E> entry_from(const CellTexts& cells);

// The content of a row as one line of JSON, column by column: what the audit log keeps.
std::string payload_of(const LedgerTable& table, const CellTexts& cells);

// "trades 1000000005 (run 1, number 5)"
std::string row_name(const LedgerTable& table, std::int64_t id);

}  // namespace aots::ledger::detail
