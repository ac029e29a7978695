// Database: one connection to SQLite or PostgreSQL that speaks canonical cells.
//
// The only file behind it that sees SOCI is soci_database.cpp. Statements name their parameters
// :p1, :p2, ... in order; prepared statements are kept. One transaction at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/address.hpp"
#include "ledger/detail/cell.hpp"

namespace aots::ledger::detail {

enum class Access { kReadOnly, kWrite };

class Database {
 public:
  // With `create`, an SQLite file that is not there is made.
  static Result<Database> connect(const LedgerAddress& address, bool create);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  const LedgerAddress& address() const;
  bool sqlite() const { return address().backend == Backend::kSqlite; }

  // A statement without parameters; rows that it returns are dropped.
  Status run(const std::string& statement);
  // Rows that the statement changed.
  Result<std::int64_t> write(const std::string& statement, std::span<const Cell> parameters);
  Result<std::vector<CellTexts>> read(const std::string& statement,
                                      std::span<const Cell> parameters,
                                      std::span<const CellKind> columns);

  Status begin(Access access);
  Status commit();
  void rollback();  // never fails: a transaction whose connection went is gone as well

  // True after an error that means that the server is not there any more.
  bool lost() const;
  Status reconnect();

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::ledger::detail
