#include "tests/ledger/ledger_fixture.hpp"

#include <memory>

#include <sqlite3.h>

#include "base/hash.hpp"

namespace aots::ledger {
namespace {

void sqlite_run(const Path& path, const std::string& statement) {
  sqlite3* opened = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &opened), SQLITE_OK);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
  ASSERT_EQ(sqlite3_exec(opened, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << statement << ": " << sqlite3_errmsg(opened);
}

}  // namespace

Result<Place> Place::make(Backend backend) {
  Place place;
  if (backend == Backend::kPostgresql) {
    AOTS_TRY(server, shared_postgres());
    place.text_ = server->fresh_address();
    return place;
  }
  // In memory where the machine offers that: these tests sync often and say nothing about disks.
  const bool memory = ::access("/dev/shm", W_OK) == 0;
  const Path folder = memory ? Path("/dev/shm") : std::filesystem::temp_directory_path();
  std::string name = (folder / "aots_ledger_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return fail(ErrorCode::kIo, "no temporary folder");
  place.folder = name;
  place.text_ = fmt::format("sqlite://{}/ledger.db", name);
  return place;
}

Place::Place(Place&& other) noexcept
    : folder(std::exchange(other.folder, {})), text_(std::move(other.text_)) {}

Place::~Place() {
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
}

VerifyReport Place::verify() const {
  SilentObserver observer;
  return open(OpenMode::kExisting).value().verify(observer).value();
}

void Place::tamper(const std::string& statement) const {
  if (folder.empty()) {
    const Status done = shared_postgres().value()->sql(statement, text_);
    ASSERT_TRUE(done) << done.error().message;
  } else {
    sqlite_run(address().path, statement);
  }
}

void Place::tamper_unguarded(const std::string& statement) const {
  if (folder.empty()) {
    // A replica's session fires neither triggers nor checks of references.
    tamper("SET session_replication_role = replica; " + statement);
    return;
  }
  tamper(R"(
    DROP TRIGGER audit_log_keeps_rows; DROP TRIGGER audit_log_loses_none; )" +
         statement + R"(;
    CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE ON audit_log
      BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
    CREATE TRIGGER audit_log_loses_none BEFORE DELETE ON audit_log
      BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END)");
}

void LedgerTest::SetUp() {
  if (GetParam() == Backend::kPostgresql && postgres_is_left_out()) {
    GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
  }
  auto made = Place::make(GetParam());
  ASSERT_TRUE(made) << made.error().message;
  place_.emplace(std::move(*made));
}

RunEntry sample_run(std::string manifest) {
  RunEntry run;
  run.key = sha256_hex(manifest);
  run.kind = "backtest";
  run.version = "0.1.0";
  run.git_commit = "0123456789ab";
  run.seed = 7;
  run.simulated_start = at("2019-05-01T20:15:00Z");
  run.simulated_end = at("2019-06-13T20:15:00Z");
  run.manifest = std::move(manifest);
  return run;
}

Timestamp at(std::string_view time) { return parse_timestamp(time).value(); }

OptionContract sample_contract(Right right, const char* strike) {
  OptionContract contract;
  contract.underlying = Symbol("SPX");
  contract.root = "SPXW";
  contract.expiry = make_date(2019, 5, 17);
  contract.right = right;
  contract.strike = Price::parse(strike).value();
  return contract;
}

namespace {

void put_legs(UnitOfWork& unit, std::int64_t number, std::int64_t leg, Side side,
              const OptionContract& contract) {
  const Price price = Price::parse(leg == 1 ? "5.2" : "3.95").value();
  const Timestamp time = unit.time;
  const Greeks greeks{.delta = -0.25,
                      .gamma = 0.001,
                      .theta_per_day = -0.4,
                      .vega_per_vol_point = 101.5,
                      .rho_per_rate_pct = -0.02};
  unit.put(QuoteEntry{.signal = number,
                      .leg = leg,
                      .quote_time = time,
                      .contract = contract,
                      .bid = price,
                      .ask = price,
                      .iv = 0.17,
                      .greeks = greeks,
                      .spot = 2801.25});
  LegEntry position;
  position.trade = PositionId{number};
  position.leg = leg;
  position.contract = contract;
  position.side = side;
  position.quantity = 2;
  position.entry_price = price;
  position.status = "open";
  position.updated_at = time;
  unit.put(position);
  unit.put(OrderLegEntry{OrderId{number}, leg, contract, side, 1});
  unit.put(FillLegEntry{FillId{number}, leg, contract, side, 2, price, price, price});
}

}  // namespace

void put_trade(UnitOfWork& unit, std::int64_t number) {
  unit.time = at("2019-05-10T20:00:00Z");
  unit.put(SignalEntry{.number = number,
                       .timestamp = unit.time,
                       .symbol = Symbol("SPX"),
                       .strategy = "iv_rank_sell",
                       .action = "sell_put_credit_spread",
                       .confidence = 0.78,
                       .regime = Regime::kIvContraction,
                       .iv_rank = 0.81,
                       .vix = 16.04,
                       .executed = true,
                       .decision = "approved"});
  TradeEntry trade;
  trade.trade = PositionId{number};
  trade.signal = number;
  trade.symbol = Symbol("SPX");
  trade.strategy = "iv_rank_sell";
  trade.action = "sell_put_credit_spread";
  trade.entry_time = unit.time;
  trade.quantity = 2;
  trade.entry_price = Price::parse("1.25").value();
  trade.status = PositionStatus::kOpen;
  trade.fees = Money::parse("2.6").value();
  trade.max_risk = Money::parse("750").value();
  unit.put(trade);
  OrderEntry order;
  order.order = OrderId{number};
  order.trade = PositionId{number};
  order.symbol = Symbol("SPX");
  order.quantity = 2;
  order.limit = Price::parse("1.2").value();
  order.decided_at = unit.time;
  order.state = OrderState::kFilled;
  order.state_time = unit.time;
  unit.put(order);
  unit.put(FillEntry{FillId{number}, OrderId{number}, PositionId{number}, unit.time, 2,
                     Price::parse("1.25").value(), Money::parse("2.6").value(), Money()});
  put_legs(unit, number, 1, Side::kSell, sample_contract(Right::kPut, "2800"));
  put_legs(unit, number, 2, Side::kBuy, sample_contract(Right::kPut, "2795"));
}

}  // namespace aots::ledger
