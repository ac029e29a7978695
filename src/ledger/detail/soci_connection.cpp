// The one translation unit that sees SOCI, SQLite and libpq.
#include <map>
#include <utility>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "base/text.hpp"
#include "ledger/detail/connection.hpp"

namespace aots::ledger::detail {
namespace {

// How a cell travels: SQLite takes integers and doubles as such, everything else is text, which
// PostgreSQL reads as the type of its column.
enum class Wire { kText, kInteger, kReal };

Wire wire_of(CellKind kind, bool sqlite) {
  if (!sqlite) return Wire::kText;
  switch (kind) {
    case CellKind::kInteger:
    case CellKind::kFlag:
      return Wire::kInteger;
    case CellKind::kReal:
      return Wire::kReal;
    case CellKind::kDecimal:
    case CellKind::kText:
    case CellKind::kJson:
    case CellKind::kTime:
    case CellKind::kDate:
      return Wire::kText;
  }
  return Wire::kText;
}

// A place that a prepared statement reads from or writes to; its address must not change.
struct Slot {
  CellKind kind = CellKind::kText;
  Wire wire = Wire::kText;
  std::string text;
  long long integer = 0;
  double real = 0.0;
  soci::indicator state = soci::i_null;

  void set(const std::optional<std::string>& value) {
    state = value ? soci::i_ok : soci::i_null;
    if (!value) return;
    switch (wire) {
      case Wire::kText:
        text = *value;
        return;
      case Wire::kInteger:
        integer =
            kind == CellKind::kFlag ? (*value == "true" ? 1 : 0) : parse_int(*value).value_or(0);
        return;
      case Wire::kReal:
        real = parse_double(*value).value_or(0.0);
        return;
    }
  }

  std::optional<std::string> get() const {
    if (state == soci::i_null) return std::nullopt;
    switch (wire) {
      case Wire::kText:
        return canonical(kind, text);
      case Wire::kInteger:
        return canonical(kind, std::to_string(integer));
      case Wire::kReal:
        return format_double(real);
    }
    return std::nullopt;
  }
};

// Reading, only doubles are not text: what stands in an SQLite column need not be of its type, and
// as text a value that was put there by another hand is still seen as it is.
Wire wire_back(CellKind kind, bool sqlite) {
  return sqlite && kind == CellKind::kReal ? Wire::kReal : Wire::kText;
}

struct Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}

  void bind(const std::string& text) {
    for (Slot& slot : columns) {
      if (slot.wire == Wire::kReal) {
        statement.exchange(soci::into(slot.real, slot.state));
      } else {
        statement.exchange(soci::into(slot.text, slot.state));
      }
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Slot& slot = parameters[i];
      const std::string name = fmt::format("p{}", i + 1);
      switch (slot.wire) {
        case Wire::kText:
          statement.exchange(soci::use(slot.text, slot.state, name));
          break;
        case Wire::kInteger:
          statement.exchange(soci::use(slot.integer, slot.state, name));
          break;
        case Wire::kReal:
          statement.exchange(soci::use(slot.real, slot.state, name));
          break;
      }
    }
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
  }

  std::vector<Slot> parameters, columns;
  soci::statement statement;
};

// PostgreSQL's URI with the password in it, and with limits on how long a dead network is waited
// for.
std::string connection_uri(const LedgerAddress& address) {
  std::string uri = address.uri;
  char mark = uri.find('?') == std::string::npos ? '?' : '&';
  const auto add = [&](std::string_view key, std::string_view value) {
    if (uri.find(fmt::format("{}=", key)) != std::string::npos) return;
    uri += mark;
    uri += fmt::format("{}={}", key, value);
    mark = '&';
  };
  add("connect_timeout", "5");
  add("tcp_user_timeout", "15000");
  add("application_name", "aots");
  if (!address.password.empty()) {
    std::string escaped;
    for (const char c : address.password) {
      escaped += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    add("password", escaped);
  }
  return uri;
}

std::string first_line(std::string_view text) {
  return std::string(trim(text.substr(0, text.find('\n'))));
}

}  // namespace

struct Connection::Impl {
  explicit Impl(LedgerAddress where) : address(std::move(where)) {}

  bool sqlite() const { return address.backend == Backend::kSqlite; }
  void open();
  Prepared& prepare(const std::string& text, std::span<const LedgerCell> parameters,
                    std::span<const CellKind> columns);
  tl::unexpected<Error> failed(const soci::soci_error& error);
  tl::unexpected<Error> sqlite_failed(const soci::sqlite3_soci_error& error) const;
  tl::unexpected<Error> postgresql_failed(const soci::postgresql_soci_error& error);

  // Runs `work`, turning SOCI's exceptions into errors.
  template <class Work>
  auto guarded(Work work) -> decltype(work()) {
    try {
      return work();
    } catch (const soci::soci_error& error) {
      return failed(error);
    }
  }

  LedgerAddress address;
  std::unique_ptr<soci::session> session;
  std::map<std::string, std::unique_ptr<Prepared>> statements;
  bool lost = false;
};

void Connection::Impl::open() {
  statements.clear();
  session = std::make_unique<soci::session>();
  if (sqlite()) {
    session->open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout=10", address.path.string()));
    for (const char* pragma :
         {"PRAGMA foreign_keys=ON", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"}) {
      session->once << pragma;
    }
  } else {
    session->open(soci::postgresql, connection_uri(address));
    for (const char* setting :
         {"SET client_min_messages TO warning", "SET client_encoding TO 'UTF8'",
          "SET TIME ZONE 'UTC'", "SET DateStyle TO 'ISO, YMD'", "SET lock_timeout TO '10s'",
          "SET synchronous_commit TO on"}) {
      session->once << setting;
    }
  }
  lost = false;
}

tl::unexpected<Error> Connection::Impl::sqlite_failed(const soci::sqlite3_soci_error& error) const {
  const std::string reason = first_line(error.get_error_message());
  const std::string place = address.display();
  switch (error.result() & 0xff) {
    case SQLITE_FULL:
      return fail(ErrorCode::kIo,
                  "the ledger {} cannot grow: the disk is full; nothing of this step was written, "
                  "make room and try again",
                  place);
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return fail(ErrorCode::kIo,
                  "the ledger {} cannot be read or written ({}); check that its folder is there, "
                  "has room and may be written to",
                  place, reason);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(ErrorCode::kIo,
                  "another process has held the ledger {} for more than 10 seconds; wait for it or "
                  "end it",
                  place);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(ErrorCode::kData,
                  "the ledger {} is damaged or no SQLite file ({}); restore it from a backup",
                  place, reason);
    case SQLITE_CONSTRAINT:
      return fail(ErrorCode::kData, "the ledger {} refuses a row ({})", place, reason);
    default:
      return fail(
          ErrorCode::kData,
          "the ledger {} does not answer as a ledger does ({}); check it with `aots verify`", place,
          reason);
  }
}

tl::unexpected<Error> Connection::Impl::postgresql_failed(
    const soci::postgresql_soci_error& error) {
  const std::string state = error.sqlstate();
  const std::string reason = first_line(error.get_error_message());
  const std::string place = address.display();
  const std::string_view group = std::string_view(state).substr(0, 2);
  if (group == "23") {
    return fail(ErrorCode::kData, "the ledger {} refuses a row ({})", place, reason);
  }
  if (group == "42" || group == "22") {
    return fail(ErrorCode::kData,
                "the ledger {} does not answer as a ledger does ({}); check it with `aots verify`",
                place, reason);
  }
  if (group == "53") {
    return fail(
        ErrorCode::kService,
        "the server of the ledger {} is out of room ({}); nothing of this step was written, "
        "make room and try again",
        place, reason);
  }
  if (state == "55P03" || group == "40") {
    return fail(ErrorCode::kService,
                "another session has held the ledger {} for more than 10 seconds; wait for it or "
                "end it",
                place);
  }
  // Classes 08 and 57, and no state at all, which libpq gives for a connection that broke.
  lost = true;
  return fail(ErrorCode::kService,
              "the server of the ledger {} does not answer ({}); check that it runs and may be "
              "reached",
              place, reason);
}

tl::unexpected<Error> Connection::Impl::failed(const soci::soci_error& error) {
  if (const auto* e = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
    return sqlite_failed(*e);
  }
  if (const auto* e = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    return postgresql_failed(*e);
  }
  lost = !sqlite();
  return fail(sqlite() ? ErrorCode::kIo : ErrorCode::kService,
              "the ledger {} cannot be opened ({}); check that it is there and may be written to",
              address.display(), first_line(error.get_error_message()));
}

Prepared& Connection::Impl::prepare(const std::string& text, std::span<const LedgerCell> parameters,
                                    std::span<const CellKind> columns) {
  auto& found = statements[text];
  if (found == nullptr) {
    auto made = std::make_unique<Prepared>(*session);
    for (const LedgerCell& cell : parameters) {
      made->parameters.push_back(
          {.kind = cell.kind, .wire = wire_of(cell.kind, sqlite()), .text = {}});
    }
    for (const CellKind kind : columns) {
      made->columns.push_back({.kind = kind, .wire = wire_back(kind, sqlite()), .text = {}});
    }
    made->bind(text);
    found = std::move(made);
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    found->parameters[i].set(parameters[i].text);
  }
  return *found;
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::connect(const LedgerAddress& address, bool create) {
  auto impl = std::make_unique<Impl>(address);
  if (impl->sqlite() && !create) {
    std::error_code ignored;
    if (!std::filesystem::exists(address.path, ignored)) {
      return fail(ErrorCode::kIo,
                  "there is no ledger at {}; `aots backtest --ledger` makes one, or correct the "
                  "address",
                  address.display());
    }
  }
  AOTS_CHECK_OK(impl->guarded([&]() -> Status {
    impl->open();
    return {};
  }));
  return Connection(std::move(impl));
}

const LedgerAddress& Connection::address() const { return impl_->address; }
bool Connection::lost() const { return impl_->lost; }

Status Connection::reconnect() {
  return impl_->guarded([&]() -> Status {
    impl_->open();
    return {};
  });
}

Status Connection::run(const std::string& statement) {
  return impl_->guarded([&]() -> Status {
    impl_->session->once << statement;
    return {};
  });
}

Result<std::int64_t> Connection::write(const std::string& statement,
                                       std::span<const LedgerCell> parameters) {
  return impl_->guarded([&]() -> Result<std::int64_t> {
    Prepared& prepared = impl_->prepare(statement, parameters, {});
    prepared.statement.execute(true);
    return prepared.statement.get_affected_rows();
  });
}

Result<std::vector<CellTexts>> Connection::read(const std::string& statement,
                                                std::span<const LedgerCell> parameters,
                                                std::span<const CellKind> columns) {
  return impl_->guarded([&]() -> Result<std::vector<CellTexts>> {
    Prepared& prepared = impl_->prepare(statement, parameters, columns);
    std::vector<CellTexts> rows;
    prepared.statement.execute(false);
    while (prepared.statement.fetch()) {
      CellTexts& row = rows.emplace_back();
      for (const Slot& slot : prepared.columns) row.push_back(slot.get());
    }
    return rows;
  });
}

Status Connection::begin(Access access) {
  const bool write = access == Access::kWrite;
  if (impl_->sqlite()) return run(write ? "BEGIN IMMEDIATE" : "BEGIN");
  return run(write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

Status Connection::commit() { return run("COMMIT"); }

void Connection::rollback() {
  if (!impl_->lost) static_cast<void>(run("ROLLBACK"));
}

}  // namespace aots::ledger::detail
