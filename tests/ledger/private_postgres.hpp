// PrivatePostgres: a PostgreSQL server of our own for the length of a test program.
//
// It comes from the installed package, listens on a free port of the loopback interface only, keeps
// its files in a temporary folder and runs as an unprivileged user (root hands over to `postgres`
// or `nobody`). It ends with the program that started it, however that ends.
#pragma once

#include <string>
#include <sys/types.h>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::ledger {

class PrivatePostgres {
 public:
  // Makes and starts a server; kService says what is missing.
  static Result<PrivatePostgres> start();
  PrivatePostgres(PrivatePostgres&& other) noexcept;
  PrivatePostgres& operator=(PrivatePostgres&&) = delete;
  ~PrivatePostgres();

  // An address whose tables are in a schema of its own, which is made empty.
  std::string fresh_address();
  // Runs SQL as the owner of the server, in the schema of the address if one is given.
  Status sql(const std::string& statement, const std::string& address = "");

  // Ends the server as `signal` does, waits for its end, and starts it again on the same files.
  void kill(int signal);
  Status restart();
  int port() const { return port_; }

 private:
  PrivatePostgres() = default;
  Status make_cluster();
  Status run_server();

  Path folder_;
  Path programs_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  int port_ = 0;
  int schemas_ = 0;
  pid_t server_ = 0;
};

// Whether the person who runs the tests asked to leave PostgreSQL out (AOTS_SKIP_POSTGRES=1).
bool postgres_is_left_out();
// The one server of this test program, started at the first call.
Result<PrivatePostgres*> shared_postgres();

}  // namespace aots::ledger
