// LedgerAddress: where a ledger is, as a user writes it.
//
//   sqlite:///var/lib/aots/ledger.db        an absolute path (three slashes)
//   sqlite:ledger.db                        a path relative to the working folder
//   postgresql://aots@db.example:5432/aots  a PostgreSQL URI, as libpq reads it
//
// A password is never part of an address. `?password_env=NAME` or `?password_file=PATH` says where
// it is; apps/ reads it there and fills `password`. Errors are of kind kConfig (exit 2).
#pragma once

#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::ledger {

enum class Backend { kSqlite, kPostgresql };

struct LedgerAddress {
  Backend backend = Backend::kSqlite;
  Path path;                  // SQLite: the file
  std::string uri;            // PostgreSQL: the URI without the two parameters above
  std::string password_env;   // name of the environment variable that holds the password
  std::string password_file;  // file whose first line is the password
  std::string password;       // filled by apps/; never printed

  // For messages: holds no password.
  std::string display() const;
};

Result<LedgerAddress> parse_address(std::string_view text);

}  // namespace aots::ledger
