#include "tests/ledger/private_postgres.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>

namespace aots::ledger {
namespace {

// The newest PostgreSQL that Debian's packages brought; nothing without one.
Path find_programs() {
  std::vector<Path> found;
  std::error_code none;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    if (std::filesystem::exists(version.path() / "bin" / "initdb")) {
      found.push_back(version.path() / "bin");
    }
  }
  return found.empty() ? Path() : *std::ranges::max_element(found);
}

// A port that nobody listened on a moment ago.
int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(place);
  auto* address = reinterpret_cast<sockaddr*>(&place);
  const bool bound =
      ::bind(socket, address, size) == 0 && ::getsockname(socket, address, &size) == 0;
  ::close(socket);
  return bound ? ntohs(place.sin_port) : 0;
}

// Starts a program as a user, its output in a log; it is told to end when we do.
pid_t spawn(const std::vector<std::string>& words, uid_t user, gid_t group, const Path& log) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  ::closefrom(3);
  if (::getuid() == 0 && (::setgid(group) != 0 || ::setuid(user) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGINT);  // a fast shutdown; set last, a change of user clears it
  if (::getppid() != parent) ::_exit(125);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Result<PrivatePostgres> PrivatePostgres::start() {
  PrivatePostgres server;
  server.programs_ = find_programs();
  if (server.programs_.empty()) {
    return fail(ErrorCode::kService,
                "no PostgreSQL server is installed below /usr/lib/postgresql; run tools/setup, or "
                "set AOTS_SKIP_POSTGRES=1 to leave its tests out");
  }
  server.user_ = ::getuid();
  server.group_ = ::getgid();
  if (server.user_ == 0) {
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr) user = ::getpwnam("nobody");
    if (user == nullptr) return fail(ErrorCode::kService, "there is no user to run PostgreSQL as");
    server.user_ = user->pw_uid;
    server.group_ = user->pw_gid;
  }
  AOTS_CHECK_OK(server.make_cluster());
  AOTS_CHECK_OK(server.run_server());
  return server;
}

Status PrivatePostgres::make_cluster() {
  std::string name = (std::filesystem::temp_directory_path() / "aots_postgres_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return fail(ErrorCode::kIo, "no temporary folder");
  folder_ = name;
  if (::getuid() == 0 && ::chown(folder_.c_str(), user_, group_) != 0) {
    return fail(ErrorCode::kIo, "{} cannot be handed over", name);
  }
  const Path log = folder_ / "initdb.log";
  const int code = wait_for(
      spawn({(programs_ / "initdb").string(), "-D", (folder_ / "cluster").string(), "-U", "aots",
             "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"},
            user_, group_, log));
  // Everybody may come in but `guarded`, who needs a password.
  if (code == 0) {
    return write_file_atomically(folder_ / "cluster" / "pg_hba.conf",
                                 "host all guarded 127.0.0.1/32 scram-sha-256\n"
                                 "host all all 127.0.0.1/32 trust\n");
  }
  return fail(ErrorCode::kService, "initdb ended with {}: {}", code,
              read_file(log).value_or("no log"));
}

Status PrivatePostgres::run_server() {
  const Path log = folder_ / "server.log";
  // Another program may take the free port before the server does.
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (port_ == 0) port_ = free_port();
    server_ = spawn({(programs_ / "postgres").string(), "-D", (folder_ / "cluster").string(), "-p",
                     std::to_string(port_), "-c", "listen_addresses=127.0.0.1", "-c",
                     "unix_socket_directories=", "-c", "shared_buffers=16MB", "-c",
                     "max_connections=20", "-c", "fsync=off"},
                    user_, group_, log);
    for (int tick = 0; tick < 1500; ++tick) {
      if (sql("SELECT 1")) return {};
      if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (schemas_ > 0) break;  // addresses that name the port have been given out
    port_ = 0;
  }
  server_ = 0;
  return fail(ErrorCode::kService, "the private PostgreSQL did not start: {}",
              read_file(log).value_or("no log"));
}

PrivatePostgres::PrivatePostgres(PrivatePostgres&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      programs_(std::move(other.programs_)),
      user_(other.user_),
      group_(other.group_),
      port_(other.port_),
      schemas_(other.schemas_),
      server_(std::exchange(other.server_, 0)) {}

PrivatePostgres::~PrivatePostgres() {
  kill(SIGINT);
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

void PrivatePostgres::kill(int signal) {
  if (server_ == 0) return;
  ::kill(server_, signal);
  wait_for(server_);
  server_ = 0;
}

Status PrivatePostgres::restart() {
  // After SIGKILL the server's own children hold its memory for a moment; it waits for none of
  // them, so a start may have to be tried again.
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (run_server()) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return run_server();
}

std::string PrivatePostgres::fresh_address() {
  const std::string schema = fmt::format("ledger_{}", ++schemas_);
  if (!sql(fmt::format("CREATE SCHEMA {}", schema))) std::abort();
  return fmt::format("postgresql://aots@127.0.0.1:{}/postgres?options=-csearch_path%3D{}", port_,
                     schema);
}

Status PrivatePostgres::sql(const std::string& statement, const std::string& address) {
  const std::string place =
      address.empty() ? fmt::format("postgresql://aots@127.0.0.1:{}/postgres", port_) : address;
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(place.c_str()),
                                                                &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return fail(ErrorCode::kService, "{}", PQerrorMessage(connection.get()));
  }
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer(
      PQexec(connection.get(), statement.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
  return fail(ErrorCode::kService, "{}", PQerrorMessage(connection.get()));
}

bool postgres_is_left_out() {
  const char* answer = std::getenv("AOTS_SKIP_POSTGRES");
  return answer != nullptr && std::string_view(answer) == "1";
}

Result<PrivatePostgres*> shared_postgres() {
  static Result<PrivatePostgres> server = PrivatePostgres::start();
  if (!server) return tl::make_unexpected(server.error());
  return &*server;
}

}  // namespace aots::ledger
