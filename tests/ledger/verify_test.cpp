// Whatever another hand does to a ledger, verify() finds it and says where.
#include "tests/ledger/ledger_fixture.hpp"

namespace aots::ledger {
namespace {

class LedgerVerifyTest : public LedgerTest {
 protected:
  void SetUp() override {
    LedgerTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    auto ledger = place().open().value();
    for (std::int64_t number = 1; number <= 3; ++number) {
      UnitOfWork unit(sample_run());
      put_trade(unit, number);
      ASSERT_TRUE(ledger.commit(unit));
    }
    ASSERT_TRUE(place().verify().sound());
  }

  // Expects that every finding is about one of the places, and that there is one about the first.
  void expect_found(const std::string& where, const std::string& what) const {
    const VerifyReport report = place().verify();
    EXPECT_FALSE(report.sound());
    for (const Finding& finding : report.findings) {
      if (finding.where == where && finding.what.find(what) != std::string::npos) return;
    }
    std::string all;
    for (const Finding& finding : report.findings) {
      all += fmt::format("{}: {}\n", finding.where, finding.what);
    }
    FAIL() << "nothing says of " << where << " that " << what << "; found:\n" << all;
  }
};
AOTS_BOTH_DATABASES(LedgerVerifyTest);

TEST_P(LedgerVerifyTest, CountsWhatASoundLedgerHolds) {
  const VerifyReport report = place().verify();
  EXPECT_TRUE(report.sound());
  EXPECT_EQ(report.schema_version, latest_schema_version());
  EXPECT_EQ(report.audit_rows, 3 * kTradeRows + 1);
  EXPECT_EQ(report.head.size(), 64U);
  ASSERT_EQ(report.tables.size(), 14U);
  EXPECT_EQ(report.tables[0], std::pair(std::string("runs"), std::int64_t{1}));
  EXPECT_EQ(report.tables[4], std::pair(std::string("positions"), std::int64_t{6}));
}

TEST_P(LedgerVerifyTest, FindsAnAlteredAmount) {
  place().tamper("UPDATE trades SET fees = '2.600001' WHERE id = 1000000002");
  expect_found("trades 1000000002 (run 1, number 2)",
               "fees is 2.600001 where the audit log has 2.6");
}

TEST_P(LedgerVerifyTest, FindsAnAlteredValueOfEveryKind) {
  const char* changes[] = {
      "UPDATE signals SET confidence = 0.7800000000000001 WHERE id = 1000000001",
      "UPDATE signals SET executed = NOT executed WHERE id = 1000000001",
      "UPDATE signals SET features = '{\"a\":1}' WHERE id = 1000000001",
      "UPDATE signals SET rule = ' ' WHERE id = 1000000001",
      "UPDATE signals SET vix = NULL WHERE id = 1000000001",
      "UPDATE signals SET timestamp = '2019-05-10T20:00:00.000001Z' WHERE id = "
      "1000000001"};
  for (const char* change : changes) {
    place().tamper(change);
    expect_found("signals 1000000001 (run 1, number 1)", "it was altered");
    place().tamper(
        "UPDATE signals SET confidence = 0.78, executed = (1 = 1), features = '{}', rule = '', vix "
        "= "
        "16.04, timestamp = '2019-05-10T20:00:00.000000Z' WHERE id = 1000000001");
    EXPECT_TRUE(place().verify().sound()) << change;
  }
  place().tamper("UPDATE positions SET expiration = '2019-05-18' WHERE id = 1000000101");
  expect_found("positions 1000000101 (run 1, number 101)", "expiration is 2019-05-18");
  place().tamper("UPDATE orders SET quantity = 3 WHERE id = 1000000001");
  expect_found("orders 1000000001 (run 1, number 1)", "quantity is 3");
}

TEST_P(LedgerVerifyTest, FindsARemovedRow) {
  place().tamper("DELETE FROM fill_legs WHERE id = 1000000301");
  expect_found("fill_legs 1000000301 (run 1, number 301)", "it is missing");
}

TEST_P(LedgerVerifyTest, FindsAnAddedRow) {
  place().tamper(
      "INSERT INTO heartbeats (id, run_id, beat_time, component, status, detail) VALUES "
      "(1000000009, 1, '2019-05-10T20:00:00.000000Z', 'engine', 'ok', '{}')");
  expect_found("heartbeats 1000000009 (run 1, number 9)", "added by another hand");
}

TEST_P(LedgerVerifyTest, FindsABrokenReference) {
  place().tamper_unguarded("DELETE FROM orders WHERE id = 1000000002");
  expect_found("fills 1000000002 (run 1, number 2)", "its order_id names a row that orders");
}

TEST_P(LedgerVerifyTest, KeepsAPlainHandFromTheAuditLog) {
  const auto refused = [&](const std::string& statement) {
    if (place().folder.empty()) return !shared_postgres().value()->sql(statement, place().text());
    return std::system(fmt::format("sqlite3 '{}' \"{}\" 2>/dev/null",
                                   place().address().path.string(), statement)
                           .c_str()) != 0;
  };
  EXPECT_TRUE(refused("UPDATE audit_log SET actor = 'me' WHERE seq = 3"));
  EXPECT_TRUE(refused("DELETE FROM audit_log WHERE seq = 3"));
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerVerifyTest, FindsAnAlteredRowOfTheAuditLog) {
  for (const char* column : {"actor", "action", "payload", "previous_hash", "hash"}) {
    place().tamper_unguarded(
        fmt::format("UPDATE audit_log SET {0} = {0} || 'x' WHERE seq = 5", column));
    const VerifyReport report = place().verify();
    EXPECT_FALSE(report.sound()) << column;
    place().tamper_unguarded(fmt::format(
        "UPDATE audit_log SET {0} = substr({0}, 1, length({0}) - 1) WHERE seq = 5", column));
    EXPECT_TRUE(place().verify().sound()) << column;
  }
  place().tamper_unguarded("UPDATE audit_log SET payload = replace(payload, '16.04', '15.04')");
  expect_found("audit_log 2", "it was altered");
}

TEST_P(LedgerVerifyTest, FindsAMissingRowOfTheAuditLog) {
  place().tamper_unguarded("DELETE FROM audit_log WHERE seq = 5");
  expect_found("audit_log 6", "row 5 before it is missing");
}

TEST_P(LedgerVerifyTest, FindsSeveralMissingRowsOfTheAuditLog) {
  place().tamper_unguarded("DELETE FROM audit_log WHERE seq BETWEEN 5 AND 8");
  expect_found("audit_log 9", "rows 5 to 8 before it are missing");
}

TEST_P(LedgerVerifyTest, FindsAMissingEndOfTheAuditLog) {
  place().tamper_unguarded(
      "DELETE FROM audit_log WHERE seq = 37; DELETE FROM fill_legs WHERE id = 1000000302");
  expect_found("audit_head", "the log should end with row 37");
}

TEST_P(LedgerVerifyTest, FindsRowsOfTheAuditLogThatChangedPlaces) {
  place().tamper_unguarded(
      "UPDATE audit_log SET seq = -5 WHERE seq = 5; UPDATE audit_log SET seq = 5 WHERE seq = 6; "
      "UPDATE audit_log SET seq = 6 WHERE seq = -5");
  expect_found("audit_log 5", "rows were moved or replaced");
}

TEST_P(LedgerVerifyTest, FindsALostHeadOfTheAuditLog) {
  place().tamper("DELETE FROM audit_head");
  expect_found("audit_head", "its row is missing");
  UnitOfWork unit(sample_run());
  const auto report = place().open().value().commit(unit);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kData);
}

TEST_P(LedgerVerifyTest, FindsAMissingGuard) {
  place().tamper(place().folder.empty() ? "DROP TRIGGER audit_log_keeps_rows ON audit_log"
                                        : "DROP TRIGGER audit_log_keeps_rows");
  expect_found("audit_log", "the trigger audit_log_keeps_rows");
}

TEST_P(LedgerVerifyTest, FindsAMissingColumnAndTable) {
  place().tamper("ALTER TABLE trades DROP COLUMN exit_reason");
  place().tamper("DROP TABLE heartbeats");
  expect_found("trades", "the column exit_reason is missing");
  expect_found("heartbeats", "the table is missing");
}

TEST_P(LedgerVerifyTest, FindsAManifestThatIsNotTheRuns) {
  UnitOfWork unit(sample_run("{\"run\":2}"));
  unit.run.manifest = "{\"run\":3}";
  ASSERT_TRUE(place().open().value().commit(unit));
  expect_found("runs 2", "its manifest does not have the hash");
}

TEST_P(LedgerVerifyTest, ListsAHundredFindingsAndCountsTheRest) {
  auto ledger = place().open().value();
  UnitOfWork unit(sample_run());
  for (std::int64_t number = 4; number <= 60; ++number) put_trade(unit, number);
  ASSERT_TRUE(ledger.commit(unit));
  place().tamper("UPDATE positions SET quantity = quantity + 1");
  const VerifyReport report = place().verify();
  EXPECT_EQ(report.findings.size(), kFindingsMax);
  EXPECT_EQ(report.findings_total, 120);
}

class StoppedObserver final : public WorkObserver {
 public:
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {}
  bool stop_requested() const override { return true; }
};

TEST_P(LedgerVerifyTest, StopsWhenAsked) {
  StoppedObserver observer;
  const auto report = place().open(OpenMode::kExisting).value().verify(observer);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace aots::ledger
