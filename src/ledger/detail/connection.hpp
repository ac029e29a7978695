// Connection: one connection to SQLite or PostgreSQL that speaks canonical cells.
//
// The only file behind it that sees SOCI is soci_connection.cpp. Statements name their parameters
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

class Connection {
 public:
  // With `create`, an SQLite file that is not there is made.
  static Result<Connection> connect(const LedgerAddress& address, bool create);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  const LedgerAddress& address() const;
  bool sqlite() const { return address().backend == Backend::kSqlite; }

  // A statement without parameters; rows that it returns are dropped.
  Status run(const std::string& statement);
  // Rows that the statement changed.
  Result<std::int64_t> write(const std::string& statement, std::span<const LedgerCell> parameters);
  Result<std::vector<CellTexts>> read(const std::string& statement,
                                      std::span<const LedgerCell> parameters,
                                      std::span<const CellKind> columns);

  Status begin(Access access);
  Status commit();
  void rollback();  // never fails: a transaction whose connection went is gone as well

  // True after an error that means that the server is not there any more.
  bool lost() const;
  Status reconnect();

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::ledger::detail
