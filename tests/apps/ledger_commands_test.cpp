// backtest --ledger, verify and doctor, as a script would use them, on both databases.
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ledger/ledger.hpp"
#include "tests/apps/program.hpp"
#include "tests/ledger/private_postgres.hpp"

namespace aots {
namespace {

using Json = nlohmann::json;

constexpr const char* kRun =
    "backtest --lake lake --config exercise --symbols AAPL --from 2019-03-01 --to 2019-06-28";

// ------------------------------------------------------------- a ledger's rows as a run's tables

template <class T>
std::string text(const std::optional<T>& value) {
  return value ? to_string(*value) : std::string();
}
std::string number(const std::optional<double>& value) {
  return value ? format_double(*value) : std::string();
}

std::string trades_table(const std::vector<ledger::TradeEntry>& trades) {
  std::string csv;
  for (const ledger::TradeEntry& t : trades) {
    if (!t.entry_time) continue;
    const char* status = t.status == PositionStatus::kClosed ? "closed" : "open";
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", t.trade.value,
                       t.symbol.str(), t.strategy, t.action, text(t.entry_time), text(t.exit_time),
                       t.quantity, text(t.entry_price), text(t.exit_price), text(t.pnl),
                       number(t.pnl_pct), to_string(t.fees), to_string(t.slippage), status,
                       t.exit_reason, to_string(t.regime), number(t.iv_rank),
                       format_double(t.confidence), to_string(t.max_risk));
  }
  return csv;
}

std::string legs_table(const std::vector<ledger::LegEntry>& legs) {
  std::string csv;
  for (const ledger::LegEntry& l : legs) {
    if (!l.entry_price) continue;
    csv +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", l.trade.value, l.leg,
                    l.contract.occ_symbol(), to_string(l.contract.right),
                    to_string(l.contract.strike), to_string(l.contract.expiry), to_string(l.side),
                    l.quantity, text(l.entry_price), text(l.exit_price), text(l.entry_bid),
                    text(l.entry_ask), text(l.exit_bid), text(l.exit_ask), l.settlement);
  }
  return csv;
}

std::string signals_table(const std::vector<ledger::SignalEntry>& signals) {
  std::string csv;
  for (const ledger::SignalEntry& s : signals) {
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", to_string(s.timestamp),
                       s.symbol.str(), s.strategy, s.action, format_double(s.confidence),
                       to_string(s.regime), number(s.iv_rank), number(s.vix), s.decision, s.rule,
                       number(s.observed), number(s.limit));
  }
  return csv;
}

std::string body_of(const Path& table) {
  const std::string csv = read_file(table).value_or("");
  return csv.substr(csv.find('\n') + 1);
}

// ------------------------------------------------------------------------------------- the tests

class LedgerCommandsTest : public ProgramTest, public testing::WithParamInterface<ledger::Backend> {
 protected:
  static void SetUpTestSuite() {
    market_ = std::filesystem::temp_directory_path() / fmt::format("aots_ledgers_{}", ::getpid());
    std::filesystem::create_directories(market_);
    const auto made = run_program(
        market_,
        "data synth --lake lake --symbols AAPL --from 2018-01-02 --to 2019-06-28 --seed 7");
    ASSERT_EQ(made.code, 0) << made.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(market_); }

  void SetUp() override {
    ProgramTest::SetUp();
    folder_ = folder_.parent_path() / fmt::format("aots_ledger_commands_{}", ::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::filesystem::create_directory_symlink(market_ / "lake", folder_ / "lake");
    url_ = fmt::format("sqlite://{}/ledger.db", folder_.string());
    if (GetParam() == ledger::Backend::kSqlite) return;
    if (ledger::postgres_is_left_out())
      GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
    const auto server = ledger::shared_postgres();
    ASSERT_TRUE(server) << server.error().message;
    url_ = (*server)->fresh_address();
  }

  Outcome backtest(const std::string& rest) const {
    return run(fmt::format("{} --ledger '{}' {}", kRun, url_, rest));
  }
  ledger::Ledger ledger() const {
    return ledger::Ledger::open(ledger::parse_address(url_).value(), ledger::OpenMode::kExisting)
        .value();
  }

  static inline Path market_;
  std::string url_;
};
INSTANTIATE_TEST_SUITE_P(, LedgerCommandsTest,
                         testing::Values(ledger::Backend::kSqlite, ledger::Backend::kPostgresql),
                         [](const testing::TestParamInfo<ledger::Backend>& tested) {
                           return tested.param == ledger::Backend::kSqlite ? "Sqlite"
                                                                           : "Postgresql";
                         });

TEST_P(LedgerCommandsTest, ABacktestsLedgerHoldsTheRowsOfItsRunFolder) {
  const auto done = backtest("--out run");
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("ledger: "), std::string::npos) << done.out;
  auto kept = ledger();
  const auto trades = kept.read<ledger::TradeEntry>(1).value();
  EXPECT_GT(trades.size(), 0U);
  EXPECT_EQ(trades_table(trades), body_of(folder_ / "run" / "trades.csv"));
  EXPECT_EQ(legs_table(kept.read<ledger::LegEntry>(1).value()),
            body_of(folder_ / "run" / "legs.csv"));
  EXPECT_EQ(signals_table(kept.read<ledger::SignalEntry>(1).value()),
            body_of(folder_ / "run" / "signals.csv"));
  // What the fills say a leg was entered at is what the run folder says.
  const auto legs = kept.read<ledger::LegEntry>(1).value();
  const auto fills = kept.read<ledger::FillEntry>(1).value();
  const auto fill_legs = kept.read<ledger::FillLegEntry>(1).value();
  ASSERT_FALSE(fills.empty());
  for (const ledger::FillLegEntry& part : fill_legs) {
    const auto fill = std::ranges::find(fills, part.fill, &ledger::FillEntry::fill);
    ASSERT_NE(fill, fills.end());
    const auto leg = std::ranges::find_if(legs, [&](const ledger::LegEntry& candidate) {
      return candidate.trade == fill->trade && candidate.contract == part.contract;
    });
    ASSERT_NE(leg, legs.end());
    EXPECT_EQ(leg->side == part.side ? leg->entry_price : leg->exit_price, part.price);
  }
  EXPECT_EQ(run(fmt::format("verify --ledger '{}'", url_)).code, 0);

  // The same run again changes nothing; another run is added.
  const auto again = backtest("--out again --json");
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(Json::accept(again.out));
  EXPECT_NE(again.err.find("holds this run already as run 1; nothing was written"),
            std::string::npos)
      << again.err;
  ASSERT_EQ(backtest("--out other --set account.initial_equity=50000").code, 0);
  EXPECT_EQ(kept.runs().value().size(), 2U);
  EXPECT_EQ(kept.runs().value()[0].run.manifest,
            read_file(folder_ / "run" / "manifest.json").value_or(""));
}

// Approved or refused, from the run folder or the ledger: the same checks.
TEST_P(LedgerCommandsTest, RiskExplainTellsEveryCheckOfASignal) {
  ASSERT_EQ(backtest("--out run").code, 0);
  const auto signals = ledger().read<ledger::SignalEntry>(1).value();
  std::set<std::string> decisions;
  for (const ledger::SignalEntry& signal : signals) {
    if (!decisions.insert(signal.decision).second) continue;
    const auto folder = run(fmt::format("risk explain {} --run run --json", signal.number));
    ASSERT_EQ(folder.code, 0) << folder.err;
    const Json told = Json::parse(folder.out);
    EXPECT_EQ(told.at("decision"), signal.decision);
    EXPECT_EQ(told.at("rule"), signal.rule);
    EXPECT_EQ(told.at("message").get<std::string>().empty(), signal.rule.empty());
    EXPECT_GT(told.at("checks").size(), 15U);
    const auto kept = run(fmt::format("risk explain {} --ledger '{}' --json", signal.number, url_));
    ASSERT_EQ(kept.code, 0) << kept.err;
    EXPECT_EQ(Json::parse(kept.out).at("checks"), told.at("checks"));
    const auto by_id = run(
        fmt::format("risk explain {} --ledger '{}' --csv", 1'000'000'000 + signal.number, url_));
    EXPECT_EQ(lines_of(by_id.out).front(), "rule,observed,limit,unit,passed");
    EXPECT_EQ(lines_of(by_id.out).size(), told.at("checks").size() + 1);
    const auto text = run(fmt::format("risk explain {} --run run", signal.number));
    for (const std::string& line : lines_of(text.out)) {
      if (!signal.rule.empty() && line.starts_with(signal.rule + ": ")) continue;  // a sentence
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
  EXPECT_EQ(decisions.size(), 2U);

  const auto missing = run(fmt::format("risk explain {} --run run", signals.size() + 1));
  EXPECT_EQ(missing.code, 3);
  EXPECT_NE(missing.err.find(fmt::format("holds the signals 1 to {}", signals.size())),
            std::string::npos)
      << missing.err;
  EXPECT_EQ(run(fmt::format("risk explain 99999 --ledger '{}'", url_)).code, 3);
  EXPECT_EQ(run("risk explain 1").code, 2);
  EXPECT_EQ(run("risk explain 0 --run run").code, 2);
}

TEST_P(LedgerCommandsTest, VerifyAndDoctorSayWhatIsWrong) {
  ASSERT_EQ(backtest("--out run").code, 0);
  const auto sound = run(fmt::format("verify --json --ledger '{}'", url_));
  ASSERT_EQ(sound.code, 0) << sound.err;
  const Json report = Json::parse(sound.out);
  EXPECT_TRUE(report.at("ok").get<bool>());
  EXPECT_GT(report.at("tables").at("fills").get<int>(), 0);
  const auto healthy = run(fmt::format("doctor --lake lake --set 'ledger={}'", url_));
  EXPECT_NE(healthy.out.find("sound"), std::string::npos) << healthy.out;

  const std::string change = "UPDATE trades SET pnl = 1000000 WHERE id = 1000000001";
  if (GetParam() == ledger::Backend::kPostgresql) {
    ASSERT_TRUE(ledger::shared_postgres().value()->sql(change, url_));
  } else {
    const std::string command =
        fmt::format("sqlite3 '{}' '{}'", (folder_ / "ledger.db").string(), change);
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  const auto altered = run(fmt::format("verify --ledger '{}'", url_));
  EXPECT_EQ(altered.code, 1);
  EXPECT_NE(altered.out.find("trades 1000000001 (run 1, number 1): it was altered: pnl is 1000000"),
            std::string::npos)
      << altered.out;
  const auto json = run(fmt::format("verify --json --ledger '{}'", url_));
  EXPECT_EQ(json.code, 1);
  EXPECT_EQ(Json::parse(json.out).at("findings").size(), 1U);
  const auto ill = run(fmt::format("doctor --lake lake --set 'ledger={}'", url_));
  EXPECT_EQ(ill.code, 1);
  EXPECT_NE(ill.out.find("1 findings, the first on trades 1000000001"), std::string::npos);
  // A run whose rows differ from what stands there is a fault, and writes nothing.
  const auto differs = backtest("--out again");
  EXPECT_EQ(differs.code, 3);
  EXPECT_NE(differs.err.find("already holds trades 1000000001"), std::string::npos) << differs.err;
}

class LedgerAddressOfACommand : public ProgramTest {};

TEST_F(LedgerAddressOfACommand, IsCheckedBeforeTheWork) {
  EXPECT_EQ(run("verify").code, 2);
  EXPECT_EQ(run("verify --ledger mysql://x/y").code, 2);
  EXPECT_EQ(run("verify --ledger sqlite:missing.db").code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "missing.db"));
  EXPECT_EQ(run("verify --ledger postgresql://aots@127.0.0.1:1/aots").code, 4);
  write("text.db", std::string(5000, 'x'));
  EXPECT_EQ(run("verify --ledger sqlite:text.db").code, 1);
  const auto backtest = run("backtest --ledger postgresql://me:hunter2@db/aots --out run");
  EXPECT_NE(backtest.code, 0);
  EXPECT_EQ(backtest.err.find("hunter2"), std::string::npos);
  const auto unset =
      run("verify --ledger 'postgresql://me@127.0.0.1:1/x?password_env=AOTS_NO_SUCH'");
  EXPECT_EQ(unset.code, 2);
  EXPECT_NE(unset.err.find("AOTS_NO_SUCH"), std::string::npos);
  EXPECT_EQ(run("verify --ledger 'postgresql://me@127.0.0.1:1/x?password_file=none.txt'").code, 2);
  write("secret.txt", "hunter2\n");
  const auto away = run("verify --ledger 'postgresql://me@127.0.0.1:1/x?password_file=secret.txt'");
  EXPECT_EQ(away.code, 4);
  EXPECT_EQ(away.err.find("hunter2"), std::string::npos);
}

TEST_F(LedgerAddressOfACommand, IsToldByDoctorWhereThereIsNoneYet) {
  EXPECT_NE(run("doctor").out.find("none is configured"), std::string::npos);
  const auto absent = run("doctor --set ledger=sqlite:later.db");
  EXPECT_NE(absent.out.find("is not there yet"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "later.db"));
}

}  // namespace
}  // namespace aots
