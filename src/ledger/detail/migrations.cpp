#include "ledger/detail/migrations.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "ledger/ledger.hpp"

namespace aots::ledger::detail {
namespace {

struct Step {
  const char* name;
  std::vector<std::string> statements;  // of both databases, with the words of kTypes
  std::vector<std::string> sqlite, postgresql;
};

// A word of a statement, in SQLite and in PostgreSQL. SQLite has no exact decimals: there they are
// text, in their shortest form.
struct TypeWord {
  std::string_view word, sqlite, postgresql;
};
constexpr std::array kTypes{
    TypeWord{"@integer", "INTEGER", "BIGINT"},
    TypeWord{"@decimal", "TEXT", "NUMERIC(20,6)"},
    TypeWord{"@real", "REAL", "NUMERIC"},
    TypeWord{"@time", "TEXT", "TIMESTAMPTZ"},
    TypeWord{"@date", "TEXT", "DATE"},
    TypeWord{"@json", "TEXT", "JSONB"},
    TypeWord{"@flag", "INTEGER", "BOOLEAN"},
    TypeWord{"@false", "0", "FALSE"},
    TypeWord{"@now", "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))", "NOW()"},
};

std::string in_dialect(std::string statement, bool sqlite) {
  for (const TypeWord& type : kTypes) {
    const std::string_view word = sqlite ? type.sqlite : type.postgresql;
    for (auto at = statement.find(type.word); at != std::string::npos;
         at = statement.find(type.word, at + word.size())) {
      statement.replace(at, type.word.size(), word);
    }
  }
  return statement;
}

const char* const kContract = R"(
    symbol TEXT NOT NULL,
    contract TEXT NOT NULL,
    root TEXT NOT NULL,
    option_type TEXT NOT NULL,
    strike @decimal NOT NULL,
    expiration @date NOT NULL,
    multiplier @integer NOT NULL,)";

std::vector<std::string> audit_tables() {
  return {
      R"(CREATE TABLE runs (
    id @integer PRIMARY KEY,
    run_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    git_commit TEXT NOT NULL,
    seed @integer NOT NULL,
    simulated_start @time,
    simulated_end @time,
    manifest TEXT NOT NULL,
    created_at @time DEFAULT @now))",
      R"(CREATE TABLE audit_log (
    seq @integer PRIMARY KEY,
    event_time @time NOT NULL,
    run_id @integer REFERENCES runs(id),
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    table_name TEXT,
    row_id @integer,
    payload TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL))",
      "CREATE INDEX idx_audit_log_row ON audit_log(table_name, row_id, seq)",
      R"(CREATE TABLE audit_head (
    id @integer PRIMARY KEY,
    seq @integer NOT NULL,
    hash TEXT NOT NULL))",
      "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')",
  };
}

std::vector<std::string> decision_tables() {
  return {
      R"(CREATE TABLE signals (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    timestamp @time NOT NULL,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    action TEXT NOT NULL,
    confidence @real NOT NULL,
    regime TEXT NOT NULL,
    iv_rank @real,
    vix @real,
    features @json,
    model_predictions @json,
    executed @flag NOT NULL DEFAULT @false,
    decision TEXT NOT NULL,
    rule TEXT NOT NULL,
    observed @real,
    limit_value @real,
    created_at @time DEFAULT @now))",
      "CREATE INDEX idx_signals_timestamp ON signals(timestamp)",
      "CREATE INDEX idx_signals_symbol ON signals(symbol)",
      fmt::format(R"(CREATE TABLE option_chains (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    signal_id @integer NOT NULL REFERENCES signals(id),
    leg @integer NOT NULL,
    quote_time @time NOT NULL,{}
    bid @decimal,
    ask @decimal,
    iv @real,
    delta @real,
    gamma @real,
    theta @real,
    vega @real,
    rho @real,
    spot @real))",
                  kContract),
  };
}

std::vector<std::string> trade_tables() {
  return {
      R"(CREATE TABLE trades (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    signal_id @integer REFERENCES signals(id),
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    action TEXT NOT NULL,
    entry_time @time,
    exit_time @time,
    quantity @integer NOT NULL,
    entry_price @decimal,
    exit_price @decimal,
    pnl @decimal,
    pnl_pct @real,
    status TEXT NOT NULL,
    regime TEXT,
    metadata @json,
    fees @decimal NOT NULL,
    slippage @decimal NOT NULL,
    max_risk @decimal NOT NULL,
    exit_reason TEXT NOT NULL,
    iv_rank @real,
    confidence @real NOT NULL,
    created_at @time DEFAULT @now))",
      "CREATE INDEX idx_trades_symbol ON trades(symbol)",
      "CREATE INDEX idx_trades_entry_time ON trades(entry_time)",
      "CREATE INDEX idx_trades_strategy ON trades(strategy)",
      fmt::format(R"(CREATE TABLE positions (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    trade_id @integer NOT NULL REFERENCES trades(id),
    leg @integer NOT NULL,{}
    leg_type TEXT NOT NULL,
    quantity @integer NOT NULL,
    entry_price @decimal,
    current_price @decimal,
    exit_price @decimal,
    entry_bid @decimal,
    entry_ask @decimal,
    exit_bid @decimal,
    exit_ask @decimal,
    delta @real,
    gamma @real,
    theta @real,
    vega @real,
    rho @real,
    unrealized_pnl @decimal,
    status TEXT NOT NULL,
    settlement TEXT NOT NULL,
    updated_at @time NOT NULL))",
                  kContract),
      "CREATE INDEX idx_positions_symbol ON positions(symbol)",
      "CREATE INDEX idx_positions_status ON positions(status)",
      "CREATE INDEX idx_positions_trade ON positions(trade_id)",
  };
}

std::vector<std::string> order_tables() {
  return {
      R"(CREATE TABLE orders (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    trade_id @integer NOT NULL REFERENCES trades(id),
    purpose TEXT NOT NULL,
    symbol TEXT NOT NULL,
    quantity @integer NOT NULL,
    limit_price @decimal NOT NULL,
    time_in_force TEXT NOT NULL,
    decided_at @time NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    state_time @time NOT NULL,
    state_reason TEXT NOT NULL))",
      "CREATE INDEX idx_orders_trade ON orders(trade_id)",
      "CREATE INDEX idx_orders_state ON orders(state)",
      fmt::format(R"(CREATE TABLE order_legs (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    order_id @integer NOT NULL REFERENCES orders(id),
    leg @integer NOT NULL,{}
    side TEXT NOT NULL,
    ratio @integer NOT NULL))",
                  kContract),
      R"(CREATE TABLE fills (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    order_id @integer NOT NULL REFERENCES orders(id),
    trade_id @integer NOT NULL REFERENCES trades(id),
    fill_time @time NOT NULL,
    quantity @integer NOT NULL,
    net_price @decimal NOT NULL,
    fees @decimal NOT NULL,
    slippage @decimal NOT NULL))",
      "CREATE INDEX idx_fills_order ON fills(order_id)",
      "CREATE INDEX idx_fills_trade ON fills(trade_id)",
      fmt::format(R"(CREATE TABLE fill_legs (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    fill_id @integer NOT NULL REFERENCES fills(id),
    leg @integer NOT NULL,{}
    side TEXT NOT NULL,
    quantity @integer NOT NULL,
    price @decimal NOT NULL,
    bid @decimal,
    ask @decimal))",
                  kContract),
  };
}

std::vector<std::string> day_tables() {
  return {
      R"(CREATE TABLE equity (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    date @date NOT NULL,
    equity @decimal NOT NULL,
    cash @decimal NOT NULL,
    unrealized @decimal NOT NULL,
    drawdown @real NOT NULL,
    open_positions @integer NOT NULL,
    delta @real NOT NULL,
    gamma @real NOT NULL,
    theta @real NOT NULL,
    vega @real NOT NULL,
    margin @decimal,
    regime TEXT NOT NULL))",
      R"(CREATE TABLE regime_changes (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    date @date NOT NULL,
    regime TEXT NOT NULL,
    previous TEXT NOT NULL,
    vix @real,
    vix_rank @real,
    rv_20 @real,
    hv_iv_ratio @real))",
      R"(CREATE TABLE heartbeats (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    beat_time @time NOT NULL,
    component TEXT NOT NULL,
    status TEXT NOT NULL,
    detail @json NOT NULL))",
  };
}

Step first_step() {
  Step step{"trades, orders, fills and their audit log", {}, {}, {}};
  for (auto& statements :
       {audit_tables(), decision_tables(), trade_tables(), order_tables(), day_tables()}) {
    step.statements.insert(step.statements.end(), statements.begin(), statements.end());
  }
  step.sqlite = {
      "CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE ON audit_log "
      "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
      "CREATE TRIGGER audit_log_loses_none BEFORE DELETE ON audit_log "
      "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
  };
  step.postgresql = {
      "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$",
      "CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log "
      "FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()",
      "CREATE TRIGGER audit_log_loses_none BEFORE TRUNCATE ON audit_log "
      "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
  };
  return step;
}

Step share_lots_step() {
  return {"the share lots of trades",
          {R"(CREATE TABLE share_lots (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    trade_id @integer NOT NULL REFERENCES trades(id),
    lot @integer NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    shares @integer NOT NULL,
    entry_price @decimal NOT NULL,
    opened_at @time NOT NULL,
    current_price @decimal,
    exit_price @decimal,
    closed_at @time,
    unrealized_pnl @decimal,
    status TEXT NOT NULL,
    leaving_reason TEXT NOT NULL,
    updated_at @time NOT NULL))",
           "CREATE INDEX idx_share_lots_trade ON share_lots(trade_id)",
           "CREATE INDEX idx_share_lots_status ON share_lots(status)"},
          {},
          {}};
}

Step risk_checks_step() {
  return {"every check of the risk gate",
          {R"(CREATE TABLE risk_checks (
    id @integer PRIMARY KEY,
    run_id @integer NOT NULL REFERENCES runs(id),
    signal_id @integer NOT NULL REFERENCES signals(id),
    checks @json NOT NULL))"},
          {},
          {}};
}

// Steps are appended and never edited: ledgers of every earlier program exist.
const std::vector<Step>& steps() {
  static const std::vector<Step> kSteps{first_step(), share_lots_step(), risk_checks_step()};
  return kSteps;
}

Status apply(Connection& connection, int version, const Step& step) {
  for (const std::string& statement : step.statements) {
    AOTS_CHECK_OK(connection.run(in_dialect(statement, connection.sqlite())));
  }
  for (const std::string& statement : connection.sqlite() ? step.sqlite : step.postgresql) {
    AOTS_CHECK_OK(connection.run(statement));
  }
  const std::vector<LedgerCell> values{{CellKind::kInteger, std::to_string(version)},
                                       {CellKind::kText, step.name}};
  AOTS_TRY(written, connection.write(
                        "INSERT INTO schema_migrations (version, name) VALUES (:p1, :p2)", values));
  static_cast<void>(written);
  return {};
}

Status migrate_inside(Connection& connection) {
  // Of two programs that open a new ledger at once, one migrates and the other finds it done.
  // SQLite's write transaction is lock enough.
  if (!connection.sqlite()) {
    AOTS_CHECK_OK(connection.run("SELECT pg_advisory_xact_lock(7209421)"));
  }
  AOTS_CHECK_OK(connection.run(
      in_dialect("CREATE TABLE IF NOT EXISTS schema_migrations (version @integer PRIMARY KEY, "
                 "name TEXT NOT NULL, applied_at @time DEFAULT @now)",
                 connection.sqlite())));
  AOTS_TRY(found, schema_version(connection));
  if (found.value_or(0) > latest_schema_version()) return expect_schema(connection, found);
  for (int version = found.value_or(0) + 1; version <= latest_schema_version(); ++version) {
    AOTS_CHECK_OK(apply(connection, version, steps()[static_cast<std::size_t>(version) - 1]));
  }
  return {};
}

}  // namespace

Result<std::optional<int>> schema_version(Connection& connection) {
  const std::vector<CellKind> one{CellKind::kInteger};
  AOTS_TRY(tables, connection.read(
                       connection.sqlite()
                           ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = "
                             "'schema_migrations'"
                           : "SELECT count(*) FROM information_schema.tables WHERE table_schema = "
                             "current_schema() AND table_name = 'schema_migrations'",
                       {}, one));
  if (tables.front().front() == "0") return std::optional<int>();
  AOTS_TRY(rows,
           connection.read("SELECT COALESCE(MAX(version), 0) FROM schema_migrations", {}, one));
  const auto version = parse_int(rows.front().front().value_or(""));
  return std::optional<int>(static_cast<int>(version.value_or(0)));
}

Status migrate(Connection& connection) {
  AOTS_TRY(version, schema_version(connection));
  if (version.value_or(0) >= latest_schema_version()) return expect_schema(connection, version);
  AOTS_CHECK_OK(connection.begin(Access::kWrite));
  Status done = migrate_inside(connection);
  if (done) done = connection.commit();
  if (!done) connection.rollback();
  return done;
}

Status expect_schema(const Connection& connection, const std::optional<int>& version) {
  if (!version) {
    return fail(ErrorCode::kData,
                "{} holds no ledger: the table schema_migrations is missing; correct the address",
                connection.address().display());
  }
  if (*version == latest_schema_version()) return {};
  return fail(ErrorCode::kData, "the ledger {} has schema version {} and this program knows {}; {}",
              connection.address().display(), *version, latest_schema_version(),
              *version > latest_schema_version() ? "use a newer aots"
                                                 : "open it once with a command that writes to it");
}

}  // namespace aots::ledger::detail

namespace aots::ledger {

int latest_schema_version() { return static_cast<int>(detail::steps().size()); }

}  // namespace aots::ledger
